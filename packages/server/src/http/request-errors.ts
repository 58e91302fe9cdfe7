import { contractError, ServiceError } from "../service-error.ts"

/**
 * Creates the 401 for an invalid token. `rule` completes the sentence "The access token …", such as
 * `has no brand_id`.
 */
export function tokenInvalidError(rule = "is invalid"): ServiceError {
  return new ServiceError(
    "unauthenticated",
    `The access token ${rule}. Get a new token, then retry with the same idempotency key.`,
  )
}

/** Creates the error for a token that lacks scopes of the operation. */
export function scopeMissingError(missing: readonly string[]): ServiceError {
  return new ServiceError(
    "insufficient_scope",
    `The access token lacks the required scopes: ${missing.join(" ")}. Use a token that has them.`,
  )
}

/** Creates the error for a request beyond the concurrency limit. */
export function overloadedError(): ServiceError {
  return contractError("overloaded", { retryAfter: 1 })
}
