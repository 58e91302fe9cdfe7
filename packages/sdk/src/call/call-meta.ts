/**
 * What became of the order, as far as this call can tell. `not_created`: no order was placed. `unknown`: one may have
 * been placed; the same call with the same idempotency key finds out and never places a second one.
 */
export type Outcome = "created" | "not_created" | "unknown"

/** Facts of a call that every result and every error has. */
export interface CallMeta {
  /**
   * The key of this intent. Call again with it, and the same body, to learn what became of the order. Undefined if the
   * operation has no key.
   */
  readonly idempotencyKey: string | undefined
  /** How many requests were handed to fetch; 0 when the call failed before. */
  readonly attempts: number
  /** The API's name for the last request, to quote when you ask for help. In browsers only when CORS exposes the header. */
  readonly requestId: string | undefined
  /** From the start of the call to its result, in whole milliseconds. */
  readonly elapsedMs: number
  /**
   * Whether an order was placed: `not_created` only when every request of this call ended so. It says nothing of earlier
   * calls with the key: what was `unknown` stays so until a call ends in `created`. Undefined if the operation has no key.
   *
   * @example
   * if (result.meta.outcome === "unknown") settleLater(result.meta.idempotencyKey)
   */
  readonly outcome: Outcome | undefined
  /** How long the API asks to wait before the same request, in milliseconds, counted from its last response. */
  readonly retryAfterMs: number | undefined
}

/** Facts of a call with an idempotency key. */
export interface KeyedCallMeta extends CallMeta {
  readonly idempotencyKey: string
  readonly outcome: Outcome
}

/** The facts of a call from which its meta is created, at the present moment. */
export interface CallFacts {
  /** Undefined if the operation has no key. */
  idempotencyKey: string | undefined
  /** The reading of `performance.now()` when the call began. */
  readonly startedAt: number
  attempts: number
  /** How many requests had no effect, according to the API's response. */
  rejected: number
  /** Of the last request's headers, even if its body never came. */
  status?: number | undefined
  requestId?: string | undefined
  retryAfterMs?: number | undefined
}

/** Creates the meta of a call that has no success so far, at the present moment. */
export function createCallMeta(facts: CallFacts): CallMeta {
  const { idempotencyKey, attempts, requestId, retryAfterMs, startedAt, rejected } = facts
  const outcome = rejected === attempts ? "not_created" : "unknown"
  return {
    idempotencyKey,
    attempts,
    requestId,
    elapsedMs: Math.round(performance.now() - startedAt),
    outcome: idempotencyKey === undefined ? undefined : outcome,
    retryAfterMs,
  }
}
