import type { Outcome } from "../outcome.ts"

/** What every call tells about itself, whether it succeeded or failed. */
export interface CallMeta {
  /** The key of this intent. Repeat the call with it, and the same body, to learn what became of the order. */
  readonly idempotencyKey: string
  /** How many requests were handed to fetch; 0 when the call failed before. */
  readonly attempts: number
  /** The API's name for the last request, to quote when you ask for help. In browsers only when CORS exposes the header. */
  readonly requestId: string | undefined
  /** From the start of the call to its result, in whole milliseconds. */
  readonly elapsedMs: number
  /**
   * Whether an order was placed: `not_created` only when every request of this call ended so. It says nothing of earlier
   * calls with the key: what was `unknown` stays so until a call ends in `created`.
   *
   * @example
   * if (result.meta.outcome === "unknown") settleLater(result.meta.idempotencyKey)
   */
  readonly outcome: Outcome
  /** How long the API asks to wait before the same request, in milliseconds, counted from its last answer. */
  readonly retryAfterMs: number | undefined
}

/** The facts of a call that its meta is made of, as they stand. */
export interface CallFacts {
  idempotencyKey: string
  /** The reading of `performance.now()` when the call began. */
  readonly startedAt: number
  attempts: number
  /** True once a request has ended without proof that it placed nothing. No later answer takes that back. */
  inDoubt: boolean
  /** Of the last request's headers, even if its body never came. */
  status: number | undefined
  requestId: string | undefined
  retryAfterMs: number | undefined
}

/** Begins the facts of a call. */
export function startFacts(): CallFacts {
  return {
    idempotencyKey: "",
    startedAt: performance.now(),
    attempts: 0,
    inDoubt: false,
    status: undefined,
    requestId: undefined,
    retryAfterMs: undefined,
  }
}

/** Makes a call's meta at the moment its result is known. `outcome` is what the last request alone says. */
export function createCallMeta(facts: CallFacts, outcome: Outcome): CallMeta {
  const { idempotencyKey, attempts, requestId, retryAfterMs, startedAt, inDoubt } = facts
  return {
    idempotencyKey,
    attempts,
    requestId,
    elapsedMs: Math.round(performance.now() - startedAt),
    outcome: inDoubt && outcome === "not_created" ? "unknown" : outcome,
    retryAfterMs,
  }
}
