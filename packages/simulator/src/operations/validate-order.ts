import {
  billingTypeValues,
  collectionMethodValues,
  consentTypeValues,
  genderValues,
  type CreateOrderRequest,
  type InvalidField,
} from "../generated/junction.gen.ts"
import {
  boolean,
  dateTime,
  integer,
  invalid,
  list,
  missing,
  object,
  oneOf,
  optional,
  pattern,
  string,
  trimmed,
  uuid,
  valueError,
  type Check,
} from "./field-checks.ts"

/**
 * The result of validating the body of `POST /v3/order`. It is an order, the violated rules (422),
 * or `crash`, for which Junction returns a plain-text 500 (observed).
 */
export type ValidatedOrder =
  | { readonly kind: "valid"; readonly order: CreateOrderRequest }
  | { readonly kind: "invalid"; readonly detail: InvalidField[] }
  | { readonly kind: "crash" }

/** Validates the body of `POST /v3/order` (observed). Returns every violated rule. */
export function validateOrder(body: unknown, now: number): ValidatedOrder {
  if (body === undefined) return { kind: "invalid", detail: missing(["body"], null) }
  const order = trimmed(body)
  const detail = orderSchema(now)(order, ["body"])
  if (detail.length > 0) return { kind: "invalid", detail }
  // `orderSchema` has checked the type, except for the values that crash.
  const valid = order as CreateOrderRequest
  return crashes(valid) ? { kind: "crash" } : { kind: "valid", order: valid }
}

/** Checks for values for which Junction returns `Internal Server Error` and no list (observed). */
function crashes({ patient_details: patient, patient_address: address }: CreateOrderRequest) {
  const { first_name, last_name, phone_number } = patient
  const strings: unknown[] = [first_name, last_name, patient.gender, phone_number]
  return !/^[A-Za-z ]*$/.test(address.country) || strings.some((value) => typeof value !== "string")
}

/** Skips values of another type, which `crashes` checks. */
function whenString(check: (input: string, loc: Parameters<Check>[1]) => InvalidField[]): Check {
  return (input, loc) => (typeof input === "string" ? check(input, loc) : [])
}

const name = whenString((input, loc) => {
  const lengths = string({ min: 1, max: 50 })(input, loc)
  if (lengths.length > 0) return lengths
  if (/^[A-Za-z0-9][A-Za-z0-9.,'-]*( [A-Za-z0-9.,'-]+)*$/.test(input)) return []
  const rule =
    "The field must start with a letter or a digit and may contain letters, digits and -.,'"
  return valueError(loc, rule, input)
})

const gender: Check = (input, loc) =>
  input === null
    ? valueError(loc, "gender cannot be None.", input)
    : whenString(oneOf(genderValues))(input, loc)

const phone: Check = (input, loc) =>
  input === null
    ? valueError(loc, "Phone number cannot be None", input)
    : whenString((number) => {
        const digits = number.replaceAll(/\D/g, "")
        const areaCode = digits.length === 10 ? digits : /^1\d{10}$/.test(digits) && digits.slice(1)
        const isPlausible =
          digits.length >= 10 &&
          digits.length <= 15 &&
          !/[A-Za-z]/.test(number) &&
          (areaCode === false || /^[2-9]/.test(areaCode))
        return isPlausible ? [] : valueError(loc, `Invalid phone number: ${number}`, number)
      })(input, loc)

const email: Check = (input, loc) => {
  if (typeof input !== "string") return string()(input, loc)
  if (/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(input)) return []
  const reason = input.includes("@")
    ? "The part after the @-sign is not valid. It should have a period."
    : "An email address must have an @-sign."
  return invalid("value_error", loc, `value is not a valid email address: ${reason}`, input, {
    reason,
  })
}

const state: Check = (input, loc) =>
  typeof input !== "string" || /^[A-Z]{2}$/.test(input)
    ? string()(input, loc)
    : valueError(loc, `Invalid state: ${input}`, input)

function birthDate(now: number): Check {
  return (input, loc) => {
    if (typeof input !== "string") return string()(input, loc)
    const [date = "", time] = input.split("T")
    const midnight = Date.parse(`${date}T00:00:00Z`)
    const exists =
      /^\d{4}-\d{2}-\d{2}$/.test(date) &&
      !Number.isNaN(midnight) &&
      new Date(midnight).toISOString().startsWith(date)
    if (!exists) return valueError(loc, `Could not match input ${input} to a date`, input)
    if (time !== undefined && !/^00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?$/.test(time)) {
      const message = "Datetimes provided to dates should have zero time - e.g. be exact dates"
      return invalid("date_from_datetime_inexact", loc, message, input)
    }
    return midnight > now ? valueError(loc, "dob cannot be in the future", input) : []
  }
}

const text = string({ min: 1 })

const orderSchema = (now: number): Check =>
  object({
    user_id: uuid,
    patient_details: object({
      first_name: name,
      last_name: name,
      dob: birthDate(now),
      gender,
      phone_number: phone,
      email,
    }),
    patient_address: object({
      receiver_name: optional(string()),
      first_line: text,
      second_line: optional(string()),
      city: text,
      state,
      zip: pattern(/^\d{5}(-\d{4})?$/),
      country: text,
      access_notes: optional(string({ max: 1000 })),
      phone_number: optional(phone),
    }),
    order_set: optional(
      object({
        lab_test_ids: optional(list(uuid)),
        add_on: optional(
          object({ marker_ids: optional(list(integer())), provider_ids: optional(list(string())) }),
        ),
      }),
    ),
    lab_test_id: optional(uuid),
    collection_method: optional(oneOf(collectionMethodValues)),
    physician: optional(object({ first_name: text, last_name: text, npi: text })),
    billing_type: optional(oneOf(billingTypeValues)),
    lab_account_id: optional(uuid),
    icd_codes: optional(list(string())),
    consents: optional(
      list(
        object({
          consentType: oneOf(consentTypeValues),
          version: optional(string()),
          timeOfConsent: optional(dateTime),
        }),
      ),
    ),
    activate_by: optional(pattern(/^\d{4}-\d{2}-\d{2}$/)),
    // terms: allow answer, Junction's name
    aoe_answers: optional(
      // terms: allow answer, Junction's name
      list(object({ marker_id: integer(), question_id: integer(), answer: string() })),
    ),
    priority: optional(boolean),
    passthrough: optional(string()),
    clinical_notes: optional(string({ max: 1000 })),
  })
