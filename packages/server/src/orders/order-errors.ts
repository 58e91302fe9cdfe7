import { errorCodes, type ErrorOrder } from "@loop-health/integrations-contract"
import { ServiceError, type ErrorCode } from "../service-error.ts"
import type { OrderOutcome } from "../telemetry/telemetry.ts"

const outcomes: Readonly<Record<ErrorOrder, OrderOutcome>> = {
  not_created: "rejected",
  unknown: "unknown",
  in_progress: "in_progress",
  different_order: "key_reused",
}

/** Returns what the audit records for an order that ended in an error. */
export function toOrderOutcome(code: ErrorCode): OrderOutcome {
  return outcomes[errorCodes[code].order]
}

/** The key is taken by another body. */
export function keyReusedError(): ServiceError {
  return new ServiceError(
    "idempotency_key_reused",
    "This idempotency-key was used with another body. Make a new key for a new order.",
  )
}

/** Somebody else is working on the same request. */
export function inProgressError(): ServiceError {
  return new ServiceError(
    "order_in_progress",
    "An earlier request with this key is still being worked on. Send the same request again.",
    { retryAfter: 2 },
  )
}

/** Nobody can say yet whether there is an order. */
export function outcomeUnknownError(): ServiceError {
  return new ServiceError(
    "junction_outcome_unknown",
    "It is not known yet what became of the order. Send the same request again with the same idempotency-key.",
  )
}

/** What the caller who was waited for was told. */
export function leaderError(code: ErrorCode = "junction_outcome_unknown"): ServiceError {
  return new ServiceError(
    code,
    "An earlier request with this idempotency-key was being worked on, and this is how it ended.",
  )
}

/** Creates the error for a ledger that failed. The row is unchanged or written; a retry continues from it. */
export function storeUnavailableError(cause?: unknown): ServiceError {
  return new ServiceError(
    "store_unavailable",
    "The order could not be written down. Send the same request again with the same idempotency-key.",
    { cause },
  )
}
