import type { Replacement } from "./access-tokens.ts"
import type { Call } from "./call.ts"
import {
  AbortedError,
  ConnectionError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./call-errors.ts"
import { createCallMeta } from "./call-meta.ts"
import { tell, type ResponseEvent } from "./hooks.ts"
import type { Outcome } from "./outcome.ts"
import { sendRequest } from "./request.ts"
import { failedWith, type CallFailure, type CallSuccess } from "./result.ts"
import { mayRetry, retryDelayMs } from "./retry.ts"
import { parseRetryAfter } from "./retry-after.ts"

/**
 * Sends the request of a call until it is settled: again after a failure that may pass, with the same key and the same
 * bytes, and once more, besides, with another token after a 401. All of it keeps to the deadline. Never rejects.
 */
export async function runAttempts<Success extends CallSuccess>(
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
      if (result.kind === "created") return result
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
  const ended = endEarly(call, "not_created")
  if (ended !== undefined) return ended
  const meta = createCallMeta(facts, "not_created")
  return failedWith(new TokenError(meta, tokenProblem, thrown), meta)
}

const tokenProblem =
  "The token function failed, or gave no access token (visible ASCII, without the word Bearer)"

/** Makes one attempt and tells the hooks of it. Never rejects. */
async function attempt<Success extends CallSuccess>(
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
    kind: result.kind,
    status: facts.status,
    requestId: facts.requestId,
    durationMs: performance.now() - start,
  }
  tell(hooks.onResponse, event)
  return { result, event }
}

async function send<Success extends CallSuccess>(
  call: Call<Success>,
  token: string,
): Promise<Success | CallFailure> {
  const { settings, plan, deadline, facts } = call
  facts.status = facts.requestId = facts.retryAfterMs = undefined
  const attemptsBefore = facts.attempts
  try {
    // Looked up at the call, not at the start of the program: tests and tracers replace the global one.
    const fetch = settings.fetch ?? globalThis.fetch
    if (typeof fetch !== "function") throw new TypeError("fetch is missing")
    const { response, body } = await deadline.race(() =>
      sendRequest({
        baseUrl: settings.baseUrl,
        send: plan.send,
        token,
        signal: deadline.signal,
        fetch: async (request) => {
          facts.attempts += 1
          const response = await fetch(request)
          const { status, headers } = response
          facts.status = status
          facts.requestId = headers.get("x-request-id") ?? undefined
          facts.retryAfterMs = parseRetryAfter(headers.get("retry-after"), Date.now())
          return response
        },
      }),
    )
    return plan.read(response, body, facts)
  } catch (thrown) {
    // Once it is in the hands of fetch, only an answer can say that no order was placed.
    const sent = facts.attempts > attemptsBefore
    const outcome = sent ? "unknown" : "not_created"
    const ended = endEarly(call, outcome)
    if (ended !== undefined) return ended
    const meta = createCallMeta(facts, outcome)
    return sent
      ? failedWith(new ConnectionError(meta, thrown), meta)
      : failedWith(new InvalidRequestError(meta, noRuntime, thrown), meta)
  }
}

const noRuntime = "This runtime could not make the request (it needs fetch, Request and Headers)"

/** The failure of a call that is over before its answer; undefined when it is not over. */
function endEarly(
  { deadline, facts, timeoutMs }: Call<unknown>,
  outcome: Outcome,
): CallFailure | undefined {
  const { ended } = deadline
  if (ended === undefined) return undefined
  const meta = createCallMeta(facts, outcome)
  return ended === "aborted"
    ? failedWith(new AbortedError(meta), meta)
    : failedWith(new TimeoutError(meta, timeoutMs), meta)
}
