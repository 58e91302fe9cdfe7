import { ServiceError } from "../service-error.ts"

/** Creates the 401 for a request without an Authorization header. */
export function credentialsMissingError(): ServiceError {
  return new ServiceError(
    "unauthenticated",
    "Send an access token: `Authorization: Bearer <token>`.",
    { noCredentials: true },
  )
}

/** Creates the 401 for an Authorization header without a bearer token, or with one above the maximum length. */
export function credentialsInvalidError(): ServiceError {
  return new ServiceError(
    "unauthenticated",
    "The authorization header does not hold a bearer token of a sensible length.",
  )
}

/** Creates the 401 for a token that breaks a rule, such as `has no brand_id`. */
export function tokenInvalidError(
  rule = "is not one that this service takes",
  cause?: unknown,
): ServiceError {
  return new ServiceError("unauthenticated", `The access token ${rule}.`, { cause })
}

/** Creates the 401 for a token after its `exp`. */
export function tokenExpiredError(): ServiceError {
  return new ServiceError(
    "token_expired",
    "The access token has expired. Get a new one and send the request again.",
  )
}

/** Creates the error for a token without some of the scopes that the operation requires. */
export function scopeMissingError(missing: readonly string[]): ServiceError {
  return new ServiceError("insufficient_scope", `The access token lacks: ${missing.join(" ")}.`)
}

/** Creates the error for a token that cannot be verified, because the issuer's keys cannot be fetched. */
export function authUnavailableError(cause?: unknown): ServiceError {
  return new ServiceError(
    "auth_unavailable",
    "Access tokens cannot be verified at the moment. Send the same request again.",
    { cause },
  )
}

/** Creates the error for a request beyond the concurrency limit. */
export function overloadedError(): ServiceError {
  return new ServiceError(
    "overloaded",
    "The service has too much to do at the moment. Send the same request again.",
    { retryAfter: 1 },
  )
}

/** Creates the 400 for a body that is not JSON. */
export function jsonInvalidError(
  message = "The body is not JSON in UTF-8 (RFC 8259).",
): ServiceError {
  return new ServiceError("invalid_json", message)
}

/** Creates the error for a body that is not uncompressed JSON in UTF-8. */
export function mediaTypeError(): ServiceError {
  return new ServiceError(
    "unsupported_media_type",
    "The body must be JSON in UTF-8, not compressed: `content-type: application/json`.",
  )
}

/** The largest accepted body, in bytes: fifty times the largest sensible order. */
export const maxBodyBytes = 64 * 1024

/** Creates the error for a body above {@link maxBodyBytes}. */
export function bodyTooLargeError(): ServiceError {
  return new ServiceError("payload_too_large", `The body is larger than ${maxBodyBytes} bytes.`)
}

/** Creates the 400 for a request without an idempotency key. */
export function keyMissingError(): ServiceError {
  return new ServiceError(
    "idempotency_key_missing",
    "Send an idempotency-key header: a new random value for each order that a person means to place.",
  )
}

/** Creates the 400 for an idempotency key that breaks the contract's schema. */
export function keyInvalidError(): ServiceError {
  return new ServiceError(
    "idempotency_key_invalid",
    "The idempotency-key header must be 1 to 255 visible ASCII characters, sent once.",
  )
}
