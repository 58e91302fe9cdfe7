import { InvalidRequestError } from "../errors/call-errors.ts"
import { startFacts, type CallFacts } from "./call-meta.ts"
import { isRetryCount, retriesRule, type ClientSettings } from "../client-options.ts"
import { isTimeoutMs, startDeadline, timeoutRule, type Deadline } from "./deadline.ts"
import { runAttempts } from "./run-attempts.ts"
import type { Send } from "./request.ts"
import { fail, type CallFailure } from "../errors/result.ts"

/** The options that every call takes. */
export interface CallOptions {
  /**
   * Ends the call in any phase. It does not take back an order that the API has already received.
   *
   * @example
   * signal: controller.signal
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Limit for the whole call (tokens, requests, waits and bodies), in milliseconds, above 0; the client's when absent.
   *
   * @example
   * timeoutMs: 10_000
   */
  readonly timeoutMs?: number | undefined
  /**
   * How many times the request may be repeated, 0 for never; the client's when absent.
   *
   * @example
   * maxRetries: 0
   */
  readonly maxRetries?: number | undefined
}

/** What an operation brings to a call: made before anything is sent, and the same on every attempt. */
export interface CallPlan<Success> {
  readonly idempotencyKey: string
  readonly method: string
  readonly path: string
  readonly send: Send
  /** Turns a complete answer into the result. The body is text for a 2xx, else parsed JSON or text. */
  readonly read: (response: Response, body: unknown, facts: CallFacts) => Success | CallFailure
}

/** Why a call cannot become a request. */
export interface Unpreparable {
  /** The key as given, even if it is at fault; empty when there is none to show. */
  readonly idempotencyKey: string
  readonly problem: string
  readonly thrown?: unknown
}

/** A call that is under way. */
export interface Call<Success> {
  readonly settings: ClientSettings
  readonly plan: CallPlan<Success>
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly deadline: Deadline
  readonly facts: CallFacts
}

/** Runs a call of any operation to its result. Never rejects. */
export async function runCall<Success extends object>(
  settings: ClientSettings,
  options: CallOptions,
  prepare: () => CallPlan<Success> | Unpreparable,
): Promise<Success | CallFailure> {
  const facts = startFacts()
  const refuse = (problem: string, thrown?: unknown) =>
    fail(facts, "not_created", (meta) => new InvalidRequestError(meta, problem, thrown))

  let call: Call<Success>
  try {
    const plan = prepare()
    facts.idempotencyKey = plan.idempotencyKey
    if ("problem" in plan) return refuse(plan.problem, plan.thrown)
    const { signal, timeoutMs = settings.timeoutMs, maxRetries = settings.maxRetries } = options
    if (!isTimeoutMs(timeoutMs)) return refuse(timeoutRule)
    if (!isRetryCount(maxRetries)) return refuse(retriesRule)
    const deadline = startDeadline(timeoutMs, signal)
    call = { settings, plan, timeoutMs, maxRetries, deadline, facts }
  } catch (thrown) {
    return refuse("The options cannot be read; signal must be an AbortSignal", thrown)
  }

  try {
    return await runAttempts(call)
  } finally {
    call.deadline.release()
  }
}
