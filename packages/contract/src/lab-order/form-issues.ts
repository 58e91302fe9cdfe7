import { labOrderRequestRules } from "../generated/request-rules.gen.ts"
import type { ApiErrorDetail } from "../generated/types.gen.ts"
import { labOrderRequestFields } from "../generated/validators.gen.ts"
import { toRequest, valueAt } from "./form-request.ts"
import { normalizeLabOrder } from "./normalize-lab-order.ts"

/** Options for `createLabOrderForm` and `createLabOrderFormSchema`. */
export interface LabOrderFormOptions {
  /**
   * Returns the text of an issue from its field and the API's message. Default: the English text of
   * `fieldMessage`.
   *
   * @example
   * toMessage: (issue) => translate(fieldMessage(issue).id)
   */
  readonly toMessage?: ((issue: ApiErrorDetail) => string) | undefined
  /**
   * Whether the phone number is required. Set it to true if the server has no fallback number.
   * Default: false.
   */
  readonly phoneRequired?: boolean | undefined
  /** Returns the current time in epoch milliseconds. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** The request of a form, and its issues with the API's paths and messages. */
export interface FormResult {
  /**
   * The values without empty optional fields. If `issues` is not empty, these values are invalid.
   */
  readonly request: unknown
  readonly issues: readonly ApiErrorDetail[]
}

/** Validates the values of a form as the API validates the request. */
export function validateForm(values: unknown, options: LabOrderFormOptions): FormResult {
  const { phoneRequired = false, now = Date.now } = options
  const request = toRequest(values)
  const malformed = findMalformedTexts(request)
  if (malformed.length > 0) return { request, issues: malformed }
  const validation = normalizeLabOrder(request, { now: now(), phoneRequired })
  return { request, issues: validation.valid ? [] : validation.issues }
}

/**
 * Returns an issue for each text that is not well-formed Unicode, such as half of an emoji. The API
 * reports it for the whole body, because JSON has no canonical form then.
 */
function findMalformedTexts(request: unknown): readonly ApiErrorDetail[] {
  const [, message] = labOrderRequestRules[""]
  return labOrderRequestFields
    .filter((path) => /\p{Cs}/u.test(String(valueAt(request, path))))
    .map((path) => ({ path, message }))
}
