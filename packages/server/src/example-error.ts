import {
  authUnavailableError,
  bodyTooLargeError,
  jsonInvalidError,
  keyInvalidError,
  keyMissingError,
  mediaTypeError,
  overloadedError,
  scopeMissingError,
  tokenExpiredError,
  tokenInvalidError,
} from "./http/request-errors.ts"
import { junctionError, patientRejectedError } from "./junction/junction-errors.ts"
import { inProgressError } from "./orders/order-errors.ts"
import {
  contractError,
  internalError,
  validationError,
  type ErrorCode,
  type ServiceError,
} from "./service-error.ts"

/** Errors whose messages differ from the contract's texts. */
const examples: { readonly [Code in ErrorCode]?: () => ServiceError } = {
  validation_error: () =>
    validationError([
      {
        path: "/patient/dob",
        message: "must be a calendar date that is not in the future, as YYYY-MM-DD",
      },
      { path: "/address/zip", message: "must be a ZIP code: 12345 or 12345-6789" },
    ]),
  invalid_json: () => jsonInvalidError(),
  unsupported_media_type: mediaTypeError,
  payload_too_large: bodyTooLargeError,
  idempotency_key_missing: keyMissingError,
  idempotency_key_invalid: keyInvalidError,
  patient_rejected: () => patientRejectedError(["/patient/phone"]),
  unauthenticated: () => tokenInvalidError(),
  token_expired: tokenExpiredError,
  insufficient_scope: () => scopeMissingError(["labs:write"]),
  junction_unavailable: () =>
    junctionError("junction_unavailable", {
      kind: "response",
      status: 503,
      body: undefined,
      retryAfter: 1,
      date: undefined,
    }),
  order_in_progress: inProgressError,
  auth_unavailable: () => authUnavailableError(),
  overloaded: overloadedError,
  internal_error: internalError,
}

/**
 * Creates the error that the server responds with, for mocks. A code without an example has the contract's texts.
 */
export function exampleError(code: ErrorCode): ServiceError {
  return examples[code]?.() ?? contractError(code)
}
