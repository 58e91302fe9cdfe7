import {
  AbortedError,
  ConnectionError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./call-errors.ts"
import { createCallMeta, type CallFacts } from "./call-meta.ts"
import type { ClientSettings } from "./client-options.ts"
import { isTimeoutMs, startDeadline, timeoutRule } from "./deadline.ts"
import { attemptRequest, type Attempt, type Send } from "./request.ts"
import { failedWith, type CallFailure } from "./result.ts"

/** The options that every call takes. */
export interface CallOptions {
  /** Ends the call in any phase. It does not take back an order that the API has already received. */
  readonly signal?: AbortSignal | undefined
  /** Limit for the whole call (token, request and body), in milliseconds; the client's when absent. */
  readonly timeoutMs?: number | undefined
}

/** What an operation brings to a call: made before anything is sent, and the same on every attempt. */
export interface CallPlan<Result> {
  readonly idempotencyKey: string
  readonly send: Send
  /** Turns a complete answer into the result. The body is text for a 2xx, else parsed JSON or text. */
  readonly read: (response: Response, body: unknown, facts: CallFacts) => Result
}

/** Why a call cannot become a request. */
export interface Unpreparable {
  /** The key as given, even if it is at fault; empty when there is none to show. */
  readonly idempotencyKey: string
  readonly problem: string
  readonly thrown?: unknown
}

/** Runs a call of any operation to its result. Never rejects. */
export async function runCall<Result>(
  settings: ClientSettings,
  options: CallOptions,
  prepare: () => CallPlan<Result> | Unpreparable,
): Promise<Result | CallFailure> {
  const startedAt = performance.now()
  const { signal, timeoutMs = settings.timeoutMs } = options
  const prepared = prepare()
  const { idempotencyKey } = prepared
  const plan = "problem" in prepared ? prepared : withGoodOptions(prepared, options)
  if ("problem" in plan) {
    const facts = { idempotencyKey, startedAt, attempts: 0, response: undefined }
    const meta = createCallMeta(facts, "not_created")
    return failedWith(new InvalidRequestError(meta, plan.problem, plan.thrown), meta)
  }

  const deadline = startDeadline(timeoutMs, signal)
  try {
    const attempt = await attemptRequest(settings, plan.send, deadline)
    const { sent, response } = attempt
    const facts = { idempotencyKey, startedAt, attempts: sent ? 1 : 0, response }
    return attempt.kind === "answered"
      ? plan.read(attempt.response, attempt.body, facts)
      : toFailure(attempt, facts, timeoutMs)
  } finally {
    deadline.release()
  }
}

function withGoodOptions<Result>(
  plan: CallPlan<Result>,
  { signal, timeoutMs }: CallOptions,
): CallPlan<Result> | Unpreparable {
  const { idempotencyKey } = plan
  if (timeoutMs !== undefined && !isTimeoutMs(timeoutMs)) {
    return { idempotencyKey, problem: timeoutRule }
  }
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    return { idempotencyKey, problem: "signal must be an AbortSignal" }
  }
  return plan
}

function toFailure(
  attempt: Exclude<Attempt, { kind: "answered" }>,
  facts: CallFacts,
  timeoutMs: number,
): CallFailure {
  const meta = createCallMeta(facts, attempt.sent ? "unknown" : "not_created")
  switch (attempt.kind) {
    case "aborted":
      return failedWith(new AbortedError(meta), meta)
    case "timeout":
      return failedWith(new TimeoutError(meta, timeoutMs), meta)
    case "connection":
      return failedWith(new ConnectionError(meta, attempt.thrown), meta)
    case "token":
      return failedWith(new TokenError(meta, attempt.problem, attempt.thrown), meta)
    case "invalid_request":
      return failedWith(new InvalidRequestError(meta, attempt.problem, attempt.thrown), meta)
  }
}
