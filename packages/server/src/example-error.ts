import { overloadedError, scopeMissingError, tokenInvalidError } from "./http/request-errors.ts"
import { patientRejectedError } from "./junction/junction-errors.ts"
import { inProgressError } from "./orders/order-errors.ts"
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
      {
        path: "/patient/dob",
        message: "must be a calendar date from 1900-01-01 to today, as YYYY-MM-DD",
      },
      { path: "/address/zip", message: "must be a ZIP code: 12345 or 12345-6789" },
    ]),
  patient_rejected: () => patientRejectedError(["/patient/phone"]),
  unauthenticated: () => tokenInvalidError(),
  insufficient_scope: () => scopeMissingError(["labs:write"]),
  junction_unavailable: () => contractError("junction_unavailable", { retryAfter: 1 }),
  order_in_progress: inProgressError,
  overloaded: overloadedError,
}

/** Creates the server's error for a code, for use in mocks. */
export function exampleError(code: ErrorCode): ServiceError {
  return examples[code]?.() ?? contractError(code)
}
