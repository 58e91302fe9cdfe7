import type { Replacement } from "../access-tokens.ts"
import type { Call } from "./run-call.ts"
import {
  AbortedError,
  ConnectionError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "../errors/call-errors.ts"
import { tell, type ResponseEvent } from "../hooks.ts"
import type { Outcome } from "../outcome.ts"
import { sendRequest } from "./request.ts"
import { fail, isFailure, type CallFailure } from "../errors/result.ts"
import { mayRetry, retryDelayMs } from "./retry.ts"

/**
 * Sends the request of a call until it is settled: again after a failure that may pass, with the same key and the same
 * bytes, and once more, besides, with another token after a 401. All of it keeps to the deadline. Never rejects.
 */
export async function runAttempts<Success extends object>(
  call: Call<Success>,
): Promise<Success | CallFailure> {
  const { deadline, facts } = call
  const { tokens, hooks } = call.settings
  let replacement: Replacement | undefined
  let thrown: unknown
  try {
    // One token for all attempts: the next one that the function gives may be another user's, whose order it then is.
    let token = await deadline.race(tokens.first)
    for (let retry = 1; deadline.ended === undefined;) {
      const { result, event } = await attempt(call, token)
      if (!isFailure(result)) return result
      facts.inDoubt = result.meta.outcome === "unknown"

      const apiCode = "apiCode" in result.error ? result.error.apiCode : undefined
      let delayMs: number | undefined = 0
      if (result.status === 401 && apiCode !== "insufficient_scope") {
        replacement?.forget()
        if (replacement !== undefined) return result
        replacement = tokens.replace(token)
        const fresh = await deadline.race(async () => replacement?.token)
        if (fresh === undefined) {
          replacement?.forget()
          return result
        }
        token = fresh
      } else {
        delayMs = retryDelayMs(retry, result.meta.retryAfterMs, Math.random())
        if (retry > call.maxRetries || !mayRetry({ ...result, apiCode })) return result
        if (delayMs === undefined || !deadline.hasRoomFor(delayMs)) return result
        retry += 1
      }
      tell(hooks.onRetry, { ...event, delayMs })
      if (delayMs > 0) await deadline.wait(delayMs)
    }
  } catch (caught) {
    thrown = caught
  }

  // A token function that hangs would else hold up every call that has the same token.
  if (deadline.ended === "timeout") replacement?.forget()
  return (
    endEarly(call, "not_created") ??
    fail(facts, "not_created", (meta) => new TokenError(meta, thrown))
  )
}

const unfitRuntime =
  "This runtime lacks fetch, Request or Headers, or its AbortController is not of their kind"

/** Makes one attempt and tells the hooks of it. Never rejects. */
async function attempt<Success extends object>(
  call: Call<Success>,
  token: string,
): Promise<{ readonly result: Success | CallFailure; readonly event: ResponseEvent }> {
  const { plan, facts } = call
  const { idempotencyKey, method, path } = plan
  const { hooks } = call.settings
  const startedAt = Date.now()
  const start = performance.now()
  const request = { method, path, idempotencyKey, attempt: facts.attempts + 1, startedAt }
  tell(hooks.onRequest, request)
  const result = await send(call, token)
  const event = {
    ...request,
    failure: isFailure(result) ? result.kind : undefined,
    status: facts.status,
    requestId: facts.requestId,
    durationMs: performance.now() - start,
  }
  tell(hooks.onResponse, event)
  return { result, event }
}

async function send<Success extends object>(
  call: Call<Success>,
  token: string,
): Promise<Success | CallFailure> {
  const { facts, deadline } = call
  const { attempts } = facts
  try {
    const { response, body } = await deadline.race(() => sendRequest(call, token))
    return call.plan.read(response, body, facts)
  } catch (thrown) {
    // Once it is in the hands of fetch, only an answer can say that no order was placed.
    const sent = facts.attempts > attempts
    const outcome = sent ? "unknown" : "not_created"
    return (
      endEarly(call, outcome) ??
      fail(facts, outcome, (meta) =>
        sent
          ? new ConnectionError(meta, thrown)
          : new InvalidRequestError(meta, unfitRuntime, thrown),
      )
    )
  }
}

/** The failure of a call that is over before its answer; undefined when it is not over. */
function endEarly(
  { deadline: { ended }, facts, timeoutMs }: Call<unknown>,
  outcome: Outcome,
): CallFailure | undefined {
  if (ended === undefined) return undefined
  return fail(facts, outcome, (meta) =>
    ended === "aborted" ? new AbortedError(meta) : new TimeoutError(meta, timeoutMs),
  )
}
