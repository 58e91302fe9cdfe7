import { overloadedError, scopeMissingError, tokenInvalidError } from "./http/request-errors.ts"
import {
  junctionRejectedError,
  outcomeUnknownError,
  patientRejectedError,
  unavailableError,
} from "./junction/junction-errors.ts"
import { inProgressError, keyReusedError, storeUnavailableError } from "./orders/order-errors.ts"
import {
  contractError,
  validationError,
  type ErrorCode,
  type ServiceError,
} from "./service-error.ts"

/** Errors that differ from the contract's texts or have a `retry-after`. */
const examples: { readonly [Code in ErrorCode]?: () => ServiceError } = {
  validation_error: () =>
    validationError([
      { path: "/patient/dob", message: "must be a calendar date that is not in the future" },
      { path: "/address/zip", message: "must be five digits, or five and four with a hyphen" },
    ]),
  idempotency_key_reused: keyReusedError,
  patient_rejected: () => patientRejectedError(["/patient/phone"]),
  unauthenticated: () => tokenInvalidError(),
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
  overloaded: overloadedError,
}

/** Creates the error that the server responds with for a code. For mocks. */
export function exampleError(code: ErrorCode): ServiceError {
  return examples[code]?.() ?? contractError(code)
}
