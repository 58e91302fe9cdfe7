import { ServiceError } from "../service-error.ts"

/** Creates the 401 for a request without an Authorization header. */
export function credentialsMissingError(): ServiceError {
  return new ServiceError(
    "unauthenticated",
    "The access token is missing. Send the header `Authorization: Bearer <token>`.",
    { noCredentials: true },
  )
}

/** Creates the 401 for an Authorization header without a bearer token, or with one above the maximum length. */
export function credentialsInvalidError(): ServiceError {
  return new ServiceError(
    "unauthenticated",
    "The Authorization header must be `Bearer <token>`, at most 8,192 characters.",
  )
}

/** Creates the 401 for a token that breaks a rule, such as `has no brand_id`. The default names no rule. */
export function tokenInvalidError(rule = "is invalid", cause?: unknown): ServiceError {
  return new ServiceError("unauthenticated", `The access token ${rule}.`, { cause })
}

/** Creates the 401 for a token after its `exp`. */
export function tokenExpiredError(): ServiceError {
  return new ServiceError(
    "token_expired",
    "The access token has expired. Get a new token, then retry with the same idempotency key.",
  )
}

/** Creates the error for a token without some of the scopes that the operation requires. */
export function scopeMissingError(missing: readonly string[]): ServiceError {
  return new ServiceError(
    "insufficient_scope",
    `The access token lacks the required scopes: ${missing.join(" ")}.`,
  )
}

/** Creates the error for a token that cannot be verified because the issuer's keys cannot be fetched. */
export function authUnavailableError(cause?: unknown): ServiceError {
  return new ServiceError(
    "auth_unavailable",
    "Access tokens cannot be verified at the moment. Retry with the same idempotency key.",
    { cause },
  )
}

/** Creates the error for a request beyond the concurrency limit. */
export function overloadedError(): ServiceError {
  return new ServiceError(
    "overloaded",
    "Too many concurrent requests. Retry after 1 second with the same idempotency key.",
    { retryAfter: 1 },
  )
}

/** Creates the 400 for a body that is not JSON. */
export function jsonInvalidError(
  message = "The body is not valid JSON in UTF-8 (RFC 8259).",
): ServiceError {
  return new ServiceError("invalid_json", message)
}

/** Creates the error for a body that is not uncompressed JSON in UTF-8. */
export function mediaTypeError(): ServiceError {
  return new ServiceError(
    "unsupported_media_type",
    "The body must be uncompressed JSON in UTF-8 with `content-type: application/json`.",
  )
}

/** Maximum size of a body, in bytes. A typical order has about 1 KiB. */
export const maxBodyBytes = 64 * 1024

/** Creates the error for a body above {@link maxBodyBytes}. */
export function bodyTooLargeError(): ServiceError {
  return new ServiceError(
    "payload_too_large",
    `The body is larger than the maximum of ${maxBodyBytes} bytes.`,
  )
}

/** Creates the 400 for a request without an idempotency key. */
export function keyMissingError(): ServiceError {
  return new ServiceError(
    "idempotency_key_missing",
    "The idempotency-key header is missing. Send a new random value, such as a UUID, for each order.",
  )
}

/** Creates the 400 for an idempotency key that breaks the contract's schema. */
export function keyInvalidError(): ServiceError {
  return new ServiceError(
    "idempotency_key_invalid",
    "The idempotency-key header must be 1 to 255 visible ASCII characters. Send it once.",
  )
}
