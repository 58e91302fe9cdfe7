import { labOrderRequestRules } from "../generated/request-rules.gen.ts"
import type { ApiErrorDetail, LabOrderRequest, PanelSlug } from "../generated/types.gen.ts"
import { labOrderRequestFields } from "../generated/validators.gen.ts"
import { sortIssues } from "../sort-issues.ts"
import { validateLabOrderRequest, type Validation } from "../validators.ts"
import { exceedsLength } from "./exceeds-length.ts"
import { personName } from "./person-name.ts"
import { phoneNumber } from "./phone-number.ts"
import { isUsTerritory, usState } from "./us-states.ts"

/** A sex in Junction's terms. */
export type Sex = "female" | "male" | "other" | "unknown"

/**
 * An order in the form that a lab accepts. It has the panel, patient, and address of the request.
 */
export interface NormalizedOrder {
  readonly panel: PanelSlug
  readonly patient: {
    readonly firstName: string
    readonly lastName: string
    /** Date of birth, as `YYYY-MM-DD`. */
    readonly dob: string
    readonly email: string
    /** Phone number, in E.164 format. */
    readonly phone: string | undefined
    readonly sex: Sex
  }
  readonly address: {
    readonly line1: string
    readonly line2: string | undefined
    readonly city: string
    /** State, as two upper-case letters. */
    readonly state: string
    readonly zip: string
    readonly country: "US"
  }
}

/** The deployment's rules for orders, in addition to the contract's. */
export interface NormalizationRules {
  /** Current time in epoch milliseconds. Later dates of birth are rejected. */
  readonly now: number
  /** If true, an order without a phone number is rejected. */
  readonly phoneRequired: boolean
}

/** A valid request, and the same order in the form that a lab accepts. */
export interface NormalizedLabOrder {
  /** The body as received. */
  readonly request: LabOrderRequest
  readonly order: NormalizedOrder
}

type RulePath = keyof typeof labOrderRequestRules

/**
 * Validates and normalizes the body of `POST /v1/labs/orders` as the server does. The normalized
 * order has the form that a lab accepts (spec/README.md, "Normalization"). If the schema rejects a
 * field, the rules of all other fields still apply, so the issues are complete. Issues are in the
 * contract's order of fields and contain no values.
 */
export function normalizeLabOrder(
  body: unknown,
  rules: NormalizationRules,
): Validation<NormalizedLabOrder> {
  const validation = validateLabOrderRequest(body)
  const rejected: readonly ApiErrorDetail[] = validation.valid ? [] : validation.issues
  const issues: ApiErrorDetail[] = []
  /** Reads a field, unless the schema rejects it or one of its parents. */
  const read = <Value>(path: RulePath, normalize: () => Value | undefined, rule = 0): Value => {
    if (rejected.some((issue) => `${path}/`.startsWith(`${issue.path}/`))) return undefined as Value
    const value = normalize()
    if (value === undefined) issues.push({ path, message: ruleText(path, rule) })
    // An order with issues is never returned.
    return value as Value
  }
  const keep = (path: RulePath, isValid: () => boolean) => read(path, () => isValid() || undefined)

  // If the body is not an object, no field is read.
  const request = Object(body) as LabOrderRequest
  const patient = Object(request.patient) as LabOrderRequest["patient"]
  const address = Object(request.address) as LabOrderRequest["address"]
  const isPhoneOptional = patient.phone === undefined && !rules.phoneRequired
  const hasLine2 = typeof address.line2 === "string" && address.line2.trim() !== ""
  const order: NormalizedOrder = {
    panel: request.panel_slug,
    patient: {
      firstName: read("/patient/first_name", () => personName(patient.first_name)),
      lastName: read("/patient/last_name", () => personName(patient.last_name)),
      dob: read("/patient/dob", () => dateOfBirth(patient.dob, rules.now)),
      email: read("/patient/email", () => emailAddress(patient.email)),
      phone: isPhoneOptional
        ? undefined
        : read(
            "/patient/phone",
            () => phoneNumber(patient.phone ?? ""),
            patient.phone === undefined ? 1 : 0,
          ),
      sex: read("/patient/sex", () =>
        patient.sex === undefined ? "unknown" : sexes[folded(patient.sex)],
      ),
    },
    address: {
      line1: read("/address/line1", () => text(address.line1)),
      line2: hasLine2 ? read("/address/line2", () => text(address.line2 ?? "")) : undefined,
      city: read("/address/city", () => text(address.city)),
      state: read("/address/state", () => usState(folded(address.state))),
      zip: read("/address/zip", () => /^\d{5}(-\d{4})?$/.exec(address.zip.trim())?.[0]),
      country: read("/address/country", () =>
        isUnitedStates(folded(address.country)) ? ("US" as const) : undefined,
      ),
    },
  }
  // The ledger stores these fields and the response returns them, so they are never changed.
  const { total_cents: cents, currency, patient_id: patientId } = request
  keep("/total_cents", () => Number.isSafeInteger(cents ?? 0))
  keep("/currency", () => !currency?.includes("\0"))
  keep("/patient_id", () => !patientId?.includes("\0") && !exceedsLength(patientId ?? "", 255))

  const [first, ...others] = sortIssues([...rejected, ...issues], labOrderRequestFields)
  return first === undefined
    ? { valid: true, value: { request, order } }
    : { valid: false, issues: [first, ...others] }
}

/** Returns the message of a rule in `x-narrower`. */
function ruleText(path: RulePath, rule: number): string {
  const texts: readonly string[] = labOrderRequestRules[path]
  return texts[rule] ?? ""
}

/**
 * Returns the form that the tables list: lower case, no full stops or commas, single spaces.
 * Returns "" for a text that is longer than any table entry.
 */
function folded(value: string): string {
  if (value.length > 100) return ""
  return value
    .trim()
    .toLowerCase()
    .replaceAll(".", "")
    .replace(/[\s,_-]+/g, " ")
}

/**
 * Returns a text without outer spaces. Returns undefined if it is blank, too long, or contains
 * characters that hide, reorder, or break the text on a label.
 */
function text(value: string): string | undefined {
  const trimmed = value.trim()
  return trimmed === "" || exceedsLength(value, 320) || unprintable.test(trimmed)
    ? undefined
    : trimmed
}

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/** Returns the date of a date, or of a date-time at midnight, from 1900 until `now`. */
function dateOfBirth(value: string, now: number): string | undefined {
  const date = /^(\d{4}-\d\d-\d\d)(T00:00(:00(\.0+)?)?(Z|[+-]00:00)?)?$/.exec(value.trim())?.[1]
  if (date === undefined) return undefined
  const time = Date.parse(date)
  // Date.parse reads 30 February as 2 March.
  const real = new Date(time).getUTCDate() === Number(date.slice(-2))
  return real && date >= "1900" && time <= now ? date : undefined
}

/** Returns an address that Junction accepts. The contract's format permits more (RFC 5321). */
function emailAddress(value: string): string | undefined {
  return value.length <= 254 && /^[^"].*\.[a-z][a-z\d-]*$/i.test(value) ? value : undefined
}

const sexes: Readonly<Record<string, Sex>> = Object.assign(Object.create(null), {
  female: "female",
  f: "female",
  woman: "female",
  male: "male",
  m: "male",
  man: "male",
  other: "other",
  x: "other",
  intersex: "other",
  nonbinary: "other",
  "non binary": "other",
  unknown: "unknown",
  u: "unknown",
})

const countries: ReadonlySet<string> = new Set([
  "us",
  "usa",
  "united states",
  "united states of america",
])

function isUnitedStates(country: string): boolean {
  return countries.has(country) || isUsTerritory(country)
}
