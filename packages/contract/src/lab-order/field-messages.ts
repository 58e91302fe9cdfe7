import type { ApiErrorDetail, LabOrderRequest } from "../generated/types.gen.ts"
import { labOrderRequestFields } from "../generated/validators.gen.ts"

const texts = {
  "panel_slug.missing": "Select a panel.",
  "panel_slug.invalid": "Select a panel.",
  "patient.first_name.missing": "Enter a first name.",
  "patient.first_name.invalid": "Enter a first name in Latin letters, at most 50 characters.",
  "patient.last_name.missing": "Enter a last name.",
  "patient.last_name.invalid": "Enter a last name in Latin letters, at most 50 characters.",
  "patient.dob.missing": "Enter a date of birth.",
  "patient.dob.invalid": "Enter a date as YYYY-MM-DD, from 1900 to today.",
  "patient.email.missing": "Enter an email address.",
  "patient.email.invalid": "Enter an email address, such as name@example.com.",
  "patient.phone.missing": "Enter a phone number.",
  "patient.phone.invalid":
    "Enter a US phone number, or an international number that starts with +.",
  "patient.sex.invalid": "Select female, male, other, or unknown.",
  "address.line1.missing": "Enter a street and number.",
  "address.line1.invalid": "Enter a street and number on one line, at most 320 characters.",
  "address.line2.invalid": "Enter the apartment or floor on one line, at most 320 characters.",
  "address.city.missing": "Enter a city.",
  "address.city.invalid": "Enter a city on one line, at most 320 characters.",
  "address.state.missing": "Enter a state.",
  "address.state.invalid": "Enter a US state or territory, such as IL or Illinois.",
  "address.zip.missing": "Enter a ZIP code.",
  "address.zip.invalid": "Enter a ZIP code, such as 12345 or 12345-6789.",
  "address.country.missing": "Enter a country.",
  "address.country.invalid": "Enter US. Labs accept only patients in the United States.",
  "total_cents.invalid": "Enter a whole number of cents, 0 or more.",
  "currency.invalid": "Enter a currency of 3 to 8 characters, such as USD.",
  "patient_id.invalid": "Enter an ID of 1 to 255 characters.",
  declined: "The lab does not accept this entry. Correct it.",
  other: "Correct this entry.",
}

/** ID of a text for the person who fills in a form. New IDs may be added. */
export type FieldMessageId = keyof typeof texts

/**
 * English texts for the person who fills in a form, by their IDs. IDs are stable, so an app can
 * translate the texts. An ID that ends in `.missing` is for a required field without a value.
 */
export const fieldMessages: Readonly<Record<FieldMessageId, string>> = texts

/** Name of a field in a form, such as `patient.dob`. */
export type LabOrderFieldName = FieldNames<LabOrderRequest>

type FieldNames<Request> = {
  [Name in keyof Request & string]:
    Name | (Request[Name] extends object ? `${Name}.${FieldNames<Request[Name]>}` : never)
}[keyof Request & string]

/** A text for the person who fills in a form. */
export interface FieldMessage {
  /**
   * Name of the field, such as `patient.dob`. Undefined for the whole form and for unknown fields.
   */
  readonly field: LabOrderFieldName | undefined
  /** Stable ID, for translations. */
  readonly id: FieldMessageId
  /** The text in English. */
  readonly message: string
}

/** The API's messages for a required field without a value. */
const missing = ["is required", "must not be empty"]

/**
 * Returns the text that a form shows at an invalid field. Accepts the issue that `toMessage`
 * receives, or an entry of an API error's `details`. If no text exists for the field, returns the
 * text with the ID `other`.
 *
 * @example
 * const { field, message } = fieldMessage(detail)
 * setError(field ?? "root", { message })
 */
export function fieldMessage({ path, message }: ApiErrorDetail): FieldMessage {
  const name = path.slice(1).replaceAll("/", ".")
  const ids = [
    ...(message === "was declined by the lab" ? ["declined"] : []),
    ...(missing.includes(message) ? [`${name}.missing`] : []),
    `${name}.invalid`,
  ]
  const id = (ids.find((candidate) => candidate in texts) ?? "other") as FieldMessageId
  const field = labOrderRequestFields.includes(path) ? (name as LabOrderFieldName) : undefined
  return { field, id, message: texts[id] }
}
