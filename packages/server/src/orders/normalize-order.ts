import type { ApiErrorDetail, LabOrderRequest, PanelSlug } from "@loop-health/integrations-contract"
import { validationError } from "../service-error.ts"
import { exceedsLength } from "./exceeds-length.ts"
import { personName } from "./person-name.ts"
import { phoneNumber } from "./phone-number.ts"
import { isUsTerritory, usState } from "./us-states.ts"

/** A sex in Junction's terms. */
export type Sex = "female" | "male" | "other" | "unknown"

/** An order in the form that a lab accepts. It has the same facts as the request. */
export interface NormalizedOrder {
  readonly panel: PanelSlug
  readonly patient: {
    readonly firstName: string
    readonly lastName: string
    /** `YYYY-MM-DD`. */
    readonly dob: string
    readonly email: string
    /** E.164. */
    readonly phone: string | undefined
    readonly sex: Sex
  }
  readonly address: {
    readonly line1: string
    readonly line2: string | undefined
    readonly city: string
    /** Two upper-case letters. */
    readonly state: string
    readonly zip: string
    readonly country: "US"
  }
}

/** The deployment's rules for orders, in addition to the contract's. */
export interface NormalizationRules {
  /** Current time in epoch milliseconds. Dates of birth after it are rejected. */
  readonly now: number
  /** If true, an order without a phone number is rejected. */
  readonly phoneRequired: boolean
}

/**
 * Normalizes a request to the form that a lab accepts (spec/README.md, "Normalization"). Throws a
 * `validation_error` with every field that the contract allows but no lab accepts. Its details are
 * in the contract's order of fields and contain no values.
 */
export function normalizeOrder(
  request: LabOrderRequest,
  rules: NormalizationRules,
): NormalizedOrder {
  const { patient, address } = request
  const issues: ApiErrorDetail[] = []
  const read = <Value>(path: string, message: string, value: Value | undefined): Value => {
    if (value === undefined) issues.push({ path, message })
    // An order with issues is never returned.
    return value as Value
  }
  const name =
    "must be 1 to 50 letters (A to Z, with or without accents), digits, spaces, or - . , '"
  const notBlank =
    "must not be blank, exceed 320 characters, or contain control or invisible characters"
  const order: NormalizedOrder = {
    panel: request.panel_slug,
    patient: {
      firstName: read("/patient/first_name", name, personName(patient.first_name)),
      lastName: read("/patient/last_name", name, personName(patient.last_name)),
      dob: read(
        "/patient/dob",
        "must be a calendar date from 1900-01-01 to today, as YYYY-MM-DD",
        dateOfBirth(patient.dob, rules.now),
      ),
      email: read(
        "/patient/email",
        "must be an email address at a domain name with a dot, without quotes, of at most 254 characters",
        emailAddress(patient.email),
      ),
      phone:
        patient.phone === undefined && !rules.phoneRequired
          ? undefined
          : read(
              "/patient/phone",
              patient.phone === undefined
                ? "is required"
                : "must be a US phone number, or + and a valid international number of 10 to 15 digits, without (0)",
              phoneNumber(patient.phone ?? ""),
            ),
      sex: read(
        "/patient/sex",
        "must be one of: female, male, other, unknown",
        patient.sex === undefined ? "unknown" : sexes[folded(patient.sex)],
      ),
    },
    address: {
      line1: read("/address/line1", notBlank, text(address.line1)),
      line2:
        address.line2 === undefined || address.line2.trim() === ""
          ? undefined
          : read(
              "/address/line2",
              "must not exceed 320 characters or contain control or invisible characters",
              text(address.line2),
            ),
      city: read("/address/city", notBlank, text(address.city)),
      state: read(
        "/address/state",
        "must be the two-letter code or the name of a US state or territory",
        usState(folded(address.state)),
      ),
      zip: read(
        "/address/zip",
        "must be a ZIP code: 12345 or 12345-6789",
        /^\d{5}(-\d{4})?$/.exec(address.zip.trim())?.[0],
      ),
      country: read(
        "/address/country",
        "must be US, because labs accept only patients in the United States",
        isUnitedStates(folded(address.country)) ? ("US" as const) : undefined,
      ),
    },
  }
  // The ledger stores these fields and the response returns them, so they are never changed.
  if (!Number.isSafeInteger(request.total_cents ?? 0)) {
    issues.push({ path: "/total_cents", message: "must be at most 9007199254740991" })
  }
  const { currency, patient_id: patientId } = request
  if (currency?.includes("\0") === true) {
    issues.push({ path: "/currency", message: "must not contain the character U+0000" })
  }
  if (patientId?.includes("\0") === true || exceedsLength(patientId ?? "", 255)) {
    issues.push({
      path: "/patient_id",
      message: "must not contain the character U+0000 or more than 255 characters",
    })
  }
  if (issues.length > 0) throw validationError(issues)
  return order
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
  const time = Date.parse(`${date}T00:00:00Z`)
  // Date.parse reads 30 February as 2 March.
  const real = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
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
