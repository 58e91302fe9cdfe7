import type { Replacement } from "../access-tokens.ts"
import {
  AbortedError,
  ConnectionError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "../errors/call-errors.ts"
import { innermostMessage, matchUnsent, redactCause } from "../errors/redact-cause.ts"
import {
  isErrorResult,
  toErrorResult,
  type CallSuccess,
  type ErrorResult,
} from "../errors/result.ts"
import { notify, type ResponseEvent } from "../hooks.ts"
import { readResponse } from "./read-response.ts"
import { sendRequest } from "./request.ts"
import { retryRuleOf, retryDelayMs } from "./retry.ts"
import type { Call } from "./types.ts"

/**
 * Sends a call's request until it succeeds, must not be retried, or reaches a limit. All requests
 * have the same key and body. A rejected token is replaced once. The promise never rejects.
 */
export async function runAttempts<Success extends CallSuccess>(
  call: Call<Success>,
): Promise<Success | ErrorResult> {
  const { deadline, facts } = call
  const { tokens, hooks } = call.settings
  let replacement: Replacement | undefined
  let thrown: unknown
  try {
    // All attempts use one token, because the next one may belong to another user.
    let token = await deadline.race(tokens.first)
    for (let retry = 1; !deadline.ended;) {
      const { result, event } = await attempt(call, token)
      if (!isErrorResult(result)) return result
      const retryRule = retryRuleOf(result.error)
      let delayMs: number | undefined = 0
      if (retryRule === "never") return result
      if (retryRule === "new_token") {
        replacement?.discard()
        if (replacement !== undefined) return result
        replacement = tokens.replace(token)
        const fresh = await deadline.race(async () => replacement?.token)
        if (fresh === undefined) {
          replacement?.discard()
          return result
        }
        token = fresh
      } else {
        delayMs = retryDelayMs(retry, result.meta.retryAfterMs, Math.random())
        if (retry > call.maxRetries || delayMs === undefined) return result
        if (!deadline.allowsWait(delayMs)) return result
        retry += 1
      }
      notify(hooks.onRetry, { ...event, delayMs })
      if (delayMs > 0) await deadline.wait(delayMs)
    }
  } catch (caught) {
    thrown = caught
  }

  // If the token function hangs, later calls must not wait for this replacement.
  if (deadline.ended === "timeout") replacement?.discard()
  return endEarly(call) ?? toErrorResult(facts, TokenError, redactCause(thrown, ""))
}

const unsupportedRuntime = "This runtime lacks fetch, Request, or a compatible AbortController"

const foreignRequest = "fetch, Request, and dispatcher must be of one library"

/** Sends one request and calls the hooks. Never rejects. */
async function attempt<Success extends CallSuccess>(
  call: Call<Success>,
  token: string,
): Promise<{ readonly result: Success | ErrorResult; readonly event: ResponseEvent }> {
  const { deadline, facts } = call
  const { method, path } = call.plan
  const { idempotencyKey, attempts } = facts
  const { hooks } = call.settings
  const startedAt = Date.now()
  const request = { method, path, idempotencyKey, attempt: attempts + 1, startedAt }
  const start = performance.now()
  notify(hooks.onRequest, request)
  let result: Success | ErrorResult
  try {
    result = readResponse(call, await deadline.race(() => sendRequest(call, token)))
  } catch (thrown) {
    result = noResponseResult(call, attempts, redactCause(thrown, token + call.body))
  }
  const event = {
    ...request,
    errorCode: isErrorResult(result) ? result.kind : undefined,
    status: facts.status,
    requestId: facts.requestId,
    durationMs: performance.now() - start,
  }
  notify(hooks.onResponse, event)
  return { result, event }
}

/** Creates the result of a request without a complete response. Updates the facts of the call. */
function noResponseResult<Success extends CallSuccess>(
  call: Call<Success>,
  attemptsBefore: number,
  cause: Error | undefined,
): ErrorResult {
  const { facts } = call
  const ended = endEarly(call)
  if (ended) return ended
  if (facts.attempts === attemptsBefore) {
    const rule = `${unsupportedRuntime} (${innermostMessage(cause)})`
    return toErrorResult(facts, InvalidRequestError, rule, cause)
  }
  // Before the first header, the innermost error proves whether a request was sent.
  const unsent = facts.status === undefined ? matchUnsent(cause) : null
  if (unsent) facts.rejected += 1
  return unsent?.[1]
    ? toErrorResult(facts, InvalidRequestError, foreignRequest, cause)
    : toErrorResult(facts, ConnectionError, call.endpoint, cause)
}

/** Returns the error of a call that was aborted or timed out, or undefined for any other call. */
function endEarly<Success extends CallSuccess>({
  deadline: { ended },
  facts,
  timeoutMs,
}: Call<Success>): ErrorResult | undefined {
  if (ended === "aborted") return toErrorResult(facts, AbortedError)
  return ended && toErrorResult(facts, TimeoutError, timeoutMs)
}
