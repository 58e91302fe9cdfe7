import { errorCodes, errorCodeTexts, type ErrorOrder } from "@loop-health/integrations-contract"
import { contractError, ServiceError, type ErrorCode } from "../service-error.ts"
import type { OrderOutcome } from "../telemetry/telemetry.ts"

const outcomes: Readonly<Record<ErrorOrder, OrderOutcome>> = {
  not_created: "rejected",
  unknown: "unknown",
  in_progress: "in_progress",
  different_order: "key_reused",
}

/** Returns the audit outcome of an order request that ended with an error. */
export function toOrderOutcome(code: ErrorCode): OrderOutcome {
  return outcomes[errorCodes[code].order]
}

/** Creates the error for a request while another request places the same order. */
export function inProgressError(): ServiceError {
  return contractError("order_in_progress", { retryAfter: 2 })
}

/** Creates the error for a request that waited for another request, which ended with `code`. */
export function leaderError(code: ErrorCode = "junction_outcome_unknown"): ServiceError {
  return new ServiceError(
    code,
    `${errorCodeTexts[code].summary} An earlier request with this idempotency key ended with this error.`,
  )
}
