// Generated from spec/openapi.yaml. Do not edit. Run `npm run generate`.

/**
 * Whether a client may retry after an error. `never`: do not retry automatically.
 * `same_key`: retry with the same idempotency key. `new_token`: get a new access token,
 * then retry with the same key.
 */
export type ErrorRetry = "never" | "same_key" | "new_token"

/**
 * Whether an order may exist after an error. `not_created`: the request created no order.
 * `unknown`: an order may exist. `in_progress`: an earlier request with the key is still
 * being processed. `different_order`: the key belongs to an order with another body.
 */
export type ErrorOrder = "not_created" | "unknown" | "in_progress" | "different_order"

/** Every error code of the contract, with its meaning for a retry and for the order. */
export const errorCodes = {
  validation_error: { retry: "never", order: "not_created" },
  invalid_json: { retry: "never", order: "not_created" },
  unsupported_media_type: { retry: "never", order: "not_created" },
  payload_too_large: { retry: "never", order: "not_created" },
  idempotency_key_missing: { retry: "never", order: "not_created" },
  idempotency_key_invalid: { retry: "never", order: "not_created" },
  idempotency_key_reused: { retry: "never", order: "different_order" },
  patient_rejected: { retry: "never", order: "not_created" },
  unauthenticated: { retry: "new_token", order: "not_created" },
  token_expired: { retry: "new_token", order: "not_created" },
  insufficient_scope: { retry: "never", order: "not_created" },
  junction_unavailable: { retry: "same_key", order: "unknown" },
  junction_rejected: { retry: "never", order: "not_created" },
  junction_outcome_unknown: { retry: "same_key", order: "unknown" },
  order_in_progress: { retry: "same_key", order: "in_progress" },
  store_unavailable: { retry: "same_key", order: "unknown" },
  auth_unavailable: { retry: "same_key", order: "not_created" },
  overloaded: { retry: "same_key", order: "not_created" },
  internal_error: { retry: "never", order: "unknown" },
} as const

/**
 * The codes whose rules differ from the rules of their status. A client must know these codes.
 * By status, a 400 or a 401 created no order, and after any other error an order may exist. A
 * 401 is retried with a new token, and 408, 425, 429, 502, 503, and 504 with the same key.
 */
export const exceptionalErrorCodes = {
  idempotency_key_reused: { retry: "never", order: "different_order" },
  insufficient_scope: { retry: "never", order: "not_created" },
  junction_rejected: { retry: "never", order: "not_created" },
  order_in_progress: { retry: "same_key", order: "in_progress" },
  auth_unavailable: { retry: "same_key", order: "not_created" },
  overloaded: { retry: "same_key", order: "not_created" },
  internal_error: { retry: "never", order: "unknown" },
} as const

/**
 * An error code of the contract. A response may have an unknown code: handle it by its status.
 */
export type ErrorCode = keyof typeof errorCodes

/** The statuses that declare each error code, lowest first. */
export const errorCodeStatuses = {
  validation_error: [400],
  invalid_json: [400],
  unsupported_media_type: [400],
  payload_too_large: [400],
  idempotency_key_missing: [400],
  idempotency_key_invalid: [400],
  idempotency_key_reused: [400],
  patient_rejected: [400],
  unauthenticated: [401],
  token_expired: [401],
  insufficient_scope: [401],
  junction_unavailable: [502],
  junction_rejected: [502],
  junction_outcome_unknown: [502],
  order_in_progress: [502],
  store_unavailable: [502],
  auth_unavailable: [502],
  overloaded: [502],
  internal_error: [502],
} as const

/** The cause of every error code, and the caller's next step, in English. */
export const errorCodeTexts = {
  validation_error: {
    summary: "The body does not match the contract.",
    action: "Fix the fields that `details` lists.",
  },
  invalid_json: {
    summary: "The body is not valid JSON.",
    action: "Send the body as JSON in UTF-8.",
  },
  unsupported_media_type: {
    summary: "The content type or encoding of the body is not supported.",
    action: "Send uncompressed `application/json` in UTF-8.",
  },
  payload_too_large: { summary: "The body is larger than 64 KiB.", action: "Send a smaller body." },
  idempotency_key_missing: {
    summary: "The `idempotency-key` header is missing.",
    action: "Send a new random value, such as a UUID, for each order.",
  },
  idempotency_key_invalid: {
    summary: "The `idempotency-key` header is invalid or was sent twice.",
    action: "Send one key of 1 to 255 visible ASCII characters.",
  },
  idempotency_key_reused: {
    summary: "The idempotency key belongs to an order with another body.",
    action: "Use a new key for a new order.",
  },
  patient_rejected: {
    summary: "The lab declined the patient's details or address.",
    action: "Fix the fields that `details` lists.",
  },
  unauthenticated: {
    summary: "The access token is missing or invalid.",
    action: "Get a new token, then retry with the same idempotency key.",
  },
  token_expired: {
    summary: "The access token has expired.",
    action: "Get a new token, then retry with the same idempotency key.",
  },
  insufficient_scope: {
    summary: "The access token lacks a required scope.",
    action: "Use a token that has the scopes of the operation.",
  },
  junction_unavailable: {
    summary: "Junction cannot be reached.",
    action: "Retry with the same idempotency key.",
  },
  junction_rejected: {
    summary: "Junction rejected the order because the service is misconfigured.",
    action: "Don't retry. Contact support.",
  },
  junction_outcome_unknown: {
    summary: "Junction did not confirm the order.",
    action: "Retry with the same idempotency key.",
  },
  order_in_progress: {
    summary: "An earlier request with this idempotency key is still in progress.",
    action: "Retry with the same idempotency key.",
  },
  store_unavailable: {
    summary: "The order could not be saved.",
    action: "Retry with the same idempotency key.",
  },
  auth_unavailable: {
    summary: "Access tokens cannot be verified at the moment.",
    action: "Retry with the same idempotency key.",
  },
  overloaded: {
    summary: "The service has too many concurrent requests.",
    action: "Retry with the same idempotency key.",
  },
  internal_error: {
    summary: "Internal error.",
    action:
      "Contact support with the `x-request-id`. It is safe to retry with the same idempotency key.",
  },
} as const
