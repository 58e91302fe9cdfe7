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
import {
  junctionRejectedError,
  outcomeUnknownError,
  patientRejectedError,
  unavailableError,
} from "./junction/junction-errors.ts"
import { inProgressError, keyReusedError, storeUnavailableError } from "./orders/order-errors.ts"
import {
  internalError,
  validationError,
  type ErrorCode,
  type ServiceError,
} from "./service-error.ts"

/**
 * Creates an example of every error as the service creates it, for mocks and documentation. A new code of the contract
 * does not compile until it has its example.
 */
export const exampleErrors: Readonly<Record<ErrorCode, () => ServiceError>> = {
  validation_error: () =>
    validationError([
      { path: "/patient/dob", message: "must be a calendar date that is not in the future" },
      { path: "/address/zip", message: "must be five digits, or five and four with a hyphen" },
    ]),
  invalid_json: () => jsonInvalidError(),
  unsupported_media_type: mediaTypeError,
  payload_too_large: bodyTooLargeError,
  idempotency_key_missing: keyMissingError,
  idempotency_key_invalid: keyInvalidError,
  idempotency_key_reused: keyReusedError,
  patient_rejected: () => patientRejectedError(["/patient/phone"]),
  unauthenticated: () => tokenInvalidError(),
  token_expired: tokenExpiredError,
  insufficient_scope: () => scopeMissingError(["labs:write"]),
  junction_unavailable: () =>
    unavailableError({
      kind: "response",
      status: 503,
      body: undefined,
      retryAfter: 1,
      date: undefined,
    }),
  junction_rejected: () => junctionRejectedError(),
  junction_outcome_unknown: () => outcomeUnknownError(),
  order_in_progress: inProgressError,
  store_unavailable: () => storeUnavailableError(),
  auth_unavailable: () => authUnavailableError(),
  overloaded: overloadedError,
  internal_error: internalError,
}
