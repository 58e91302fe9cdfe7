/**
 * Outcome of a call. `not_created`: no order was placed. `unknown`: an order may have been placed.
 * A retry with the same idempotency key never places a second order.
 */
export type Outcome = "created" | "not_created" | "unknown"

/** Metadata of a call, in every result and error. */
export interface CallMeta {
  /** The idempotency key, for a retry with the same body. Undefined if the operation has no key. */
  readonly idempotencyKey: string | undefined
  /** The number of requests that were passed to `fetch`. */
  readonly attempts: number
  /** The ID of the last request, for support. In browsers, CORS must expose `x-request-id`. */
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
  /** Time to wait after the last response, as the API asked, in milliseconds. */
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
  /** The number of requests whose response proves that they had no effect. */
  rejected: number
  /** Status of the response to the last request. Set even if the response body did not arrive. */
  status?: number | undefined
  requestId?: string | undefined
  retryAfterMs?: number | undefined
}

/**
 * Creates the metadata of a call without success. The outcome is `unknown` unless every request
 * provably had no effect.
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
