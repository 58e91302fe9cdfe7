/**
 * Outcome of a call. `created`: the order exists. `not_created`: the call placed no order.
 * `unknown`: an order may have been placed. A retry with the same idempotency key never places a
 * second order.
 */
export type Outcome = "created" | "not_created" | "unknown"

/** Metadata of a call, in every result and error. */
export interface CallMeta {
  /** The idempotency key, for a retry with the same body. Undefined if the operation has no key. */
  readonly idempotencyKey: string | undefined
  /** The number of requests that were passed to `fetch`. */
  readonly attempts: number
  /**
   * The `x-request-id` of the last response, for support. Undefined if it cannot be read. In
   * browsers, CORS must expose this header.
   */
  readonly requestId: string | undefined
  /** Time from the start of the call to its result, in whole milliseconds. */
  readonly elapsedMs: number
  /**
   * Whether an order was placed. Undefined if the operation has no key.
   *
   * `not_created` means that no request of this call placed an order. It does not describe earlier
   * calls: after `unknown`, retry until the outcome is `created`.
   *
   * @example
   * if (result.meta.outcome === "unknown") settleLater(result.meta.idempotencyKey)
   */
  readonly outcome: Outcome | undefined
  /**
   * Wait that the last response requests, in milliseconds. Undefined without a valid `Retry-After`.
   */
  readonly retryAfterMs: number | undefined
}

/** Metadata of a call with an idempotency key. */
export interface KeyedCallMeta extends CallMeta {
  readonly idempotencyKey: string
  readonly outcome: Outcome
}

/** The state of a call from which its metadata is created. */
export interface CallFacts {
  /** Undefined if the operation has no key. */
  idempotencyKey: string | undefined
  /** The value of `performance.now()` at the start of the call. */
  readonly startedAt: number
  attempts: number
  /** The number of requests that provably had no effect. */
  rejected: number
  /** Status of the response to the last request. Set even if the response body did not arrive. */
  status?: number | undefined
  requestId?: string | undefined
  retryAfterMs?: number | undefined
}

/**
 * Creates the metadata of a call. The outcome is `not_created` if every request provably had no
 * effect, else `unknown`. A success replaces the outcome.
 */
export function createCallMeta(facts: CallFacts): CallMeta {
  const { startedAt, rejected, status: _, ...meta } = facts
  const outcome = rejected === meta.attempts ? "not_created" : "unknown"
  const elapsedMs = Math.round(performance.now() - startedAt)
  // Before the first response, requestId and retryAfterMs are absent instead of undefined.
  return {
    ...(meta as CallMeta),
    elapsedMs,
    outcome: meta.idempotencyKey === undefined ? undefined : outcome,
  }
}
