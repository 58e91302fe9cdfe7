import type { Outcome } from "./outcome.ts"
import { parseRetryAfter } from "./retry-after.ts"

/** What every call tells about itself, whether it succeeded or failed. */
export interface CallMeta {
  /** The key of this intent. Repeat the call with it, and the same body, to learn what became of the order. */
  readonly idempotencyKey: string
  /** How many requests were handed to fetch; 0 when the call failed before. */
  readonly attempts: number
  /** The API's name for the request, to quote when you ask for help. In browsers only when CORS exposes the header. */
  readonly requestId: string | undefined
  /** From the start of the call to its result, in whole milliseconds. */
  readonly elapsedMs: number
  /** Whether an order was placed. */
  readonly outcome: Outcome
  /** How long the API asks to wait before the same request, in milliseconds, counted from the result. */
  readonly retryAfterMs: number | undefined
}

/** The facts of a call that its meta is made of. */
export interface CallFacts {
  readonly idempotencyKey: string
  /** The reading of `performance.now()` when the call began. */
  readonly startedAt: number
  readonly attempts: number
  /** Present once headers have arrived, even if the body never did. */
  readonly response: Response | undefined
}

/** Makes a call's meta at the moment its result is known. */
export function createCallMeta(facts: CallFacts, outcome: Outcome): CallMeta {
  const headers = facts.response?.headers
  return {
    idempotencyKey: facts.idempotencyKey,
    attempts: facts.attempts,
    requestId: headers?.get("x-request-id") ?? undefined,
    elapsedMs: Math.round(performance.now() - facts.startedAt),
    outcome,
    retryAfterMs: parseRetryAfter(headers?.get("retry-after") ?? null, Date.now()),
  }
}
