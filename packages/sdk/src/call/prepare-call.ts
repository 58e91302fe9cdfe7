import type { ClientSettings } from "../client-options.ts"
import { InvalidRequestError } from "../errors/call-errors.ts"
import { toErrorResult, type CallSuccess, type ErrorResult } from "../errors/result.ts"
import { createIdempotencyKey, isIdempotencyKey } from "../idempotency-key.ts"
import type { CallFacts } from "./call-meta.ts"
import { startDeadline } from "./deadline.ts"
import { brokenLimit } from "./limits.ts"
import { createUrl } from "./request.ts"
import type { AnyCallOptions, Call, CallPlan } from "./types.ts"

const optionsRule = "The options cannot be read; signal must be an AbortSignal"

/**
 * Checks the options, creates the key unless one is given, and writes the body, before anything is sent. Returns an
 * `invalid_request` if any of it cannot be done.
 */
export function prepareCall<Success extends CallSuccess>(
  settings: ClientSettings,
  plan: CallPlan<Success>,
  options: AnyCallOptions | undefined,
  facts: CallFacts,
): Call<Success> | ErrorResult {
  const reject = (rule: string, thrown?: unknown) =>
    toErrorResult(facts, InvalidRequestError, rule, thrown)

  let rule = optionsRule
  try {
    const { idempotencyKey: key, signal, ...limits } = options ?? {}
    const { timeoutMs = settings.timeoutMs, maxRetries = settings.maxRetries } = limits
    if (plan.outcomeOf) {
      rule = "idempotencyKey must be 1 to 255 visible ASCII characters"
      if (typeof key === "string") facts.idempotencyKey = key
      if (key !== undefined && !isIdempotencyKey(key)) return reject(rule)
      rule = "This runtime has no Web Crypto to create a key with: pass an idempotencyKey"
      facts.idempotencyKey = key ?? createIdempotencyKey()
    }
    rule = "The body must be an object that can be written as JSON"
    const body = JSON.stringify(plan.body) as string | undefined
    if (body === undefined && "body" in plan) return reject(rule)
    const limit = brokenLimit(timeoutMs, maxRetries)
    if (limit) return reject(limit)
    rule = "The values in the path must be neither empty nor dots"
    const url = createUrl(settings.baseUrl, plan)
    rule = optionsRule
    const deadline = startDeadline(timeoutMs, signal)
    return { settings, plan, url, body, timeoutMs, maxRetries, deadline, facts }
  } catch (thrown) {
    return reject(rule, thrown)
  }
}
