import { Failure, type FailureCode } from "../service-error.ts"
import type { OrderOutcome } from "../telemetry/telemetry.ts"

/** What each failure says of the order; the others leave it open, because Junction may have been asked. */
const outcomes: { readonly [Code in FailureCode]?: OrderOutcome } = {
  patient_rejected: "refused",
  junction_rejected: "refused",
  idempotency_key_reused: "key_reused",
  order_in_progress: "in_progress",
}

/** What a failure says of the order. */
export function outcomeOf(code: FailureCode): OrderOutcome {
  return outcomes[code] ?? "unknown"
}

/** The key is taken by another body. */
export function reused(): Failure {
  return new Failure(
    "idempotency_key_reused",
    "This idempotency-key was used with another body. Make a new key for a new order.",
  )
}

/** Somebody else is working on the same request. */
export function inProgress(): Failure {
  return new Failure(
    "order_in_progress",
    "An earlier request with this key is still being worked on. Send the same request again.",
    { retryAfter: 2 },
  )
}

/** Nobody can say yet whether there is an order. */
export function outcomeUnknown(): Failure {
  return new Failure(
    "junction_outcome_unknown",
    "It is not known yet what became of the order. Send the same request again with the same idempotency-key.",
  )
}

/** What the caller who was waited for was told. */
export function endedAs(code: FailureCode = "junction_outcome_unknown"): Failure {
  return new Failure(
    code,
    "An earlier request with this idempotency-key was being worked on, and this is how it ended.",
  )
}

/**
 * Waits for the ledger; what it rejects with becomes `store_unavailable`. A store that fails leaves the row as it is: a repeated request takes it over when the lease has lapsed.
 */
export async function stored<Value>(operation: Promise<Value>): Promise<Value> {
  try {
    return await operation
  } catch (cause) {
    throw new Failure(
      "store_unavailable",
      "The order could not be written down. Send the same request again with the same idempotency-key.",
      { cause },
    )
  }
}
