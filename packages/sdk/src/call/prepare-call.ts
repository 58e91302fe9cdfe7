import type { ClientSettings } from "../client-options.ts"
import { InvalidRequestError } from "../errors/call-errors.ts"
import { redactCause } from "../errors/redact-cause.ts"
import { toErrorResult, type CallSuccess, type ErrorResult } from "../errors/result.ts"
import { createIdempotencyKey, isIdempotencyKey } from "../idempotency-key.ts"
import type { CallFacts } from "./call-meta.ts"
import { startDeadline } from "./deadline.ts"
import { brokenLimit } from "./limits.ts"
import type { AnyCallOptions, Call, CallPlan } from "./types.ts"
import { findUnknownOption } from "./unknown-option.ts"

const optionNames = "idempotencyKey signal timeoutMs maxRetries".split(" ")

const optionsRule = "signal must be an AbortSignal"

/**
 * Validates the options, creates a missing key, serializes the body, and starts the timeout.
 * Returns an `invalid_request` result if one of these steps fails.
 */
export function prepareCall<Success extends CallSuccess>(
  settings: ClientSettings,
  plan: CallPlan<Success>,
  options: AnyCallOptions | undefined,
  facts: CallFacts,
): Call<Success> | ErrorResult {
  const reject = (rule: string, thrown?: unknown) =>
    toErrorResult(facts, InvalidRequestError, rule, redactCause(thrown))

  let rule = optionsRule
  try {
    const {
      idempotencyKey: key,
      signal,
      timeoutMs = settings.timeoutMs,
      maxRetries = settings.maxRetries,
    } = options ?? {}
    if (plan.outcomeOf) {
      rule = "idempotencyKey must be 1 to 255 visible ASCII characters"
      if (typeof key === "string") facts.idempotencyKey = key
      if (key !== undefined && !isIdempotencyKey(key)) return reject(rule)
      rule = "This runtime has no Web Crypto. Pass an idempotencyKey"
      facts.idempotencyKey = key ?? createIdempotencyKey()
    }
    rule = "The body must be serializable as JSON"
    const body = JSON.stringify(plan.body) as string | undefined
    if (body === undefined && "body" in plan) return reject(rule)
    const limit =
      findUnknownOption(options ?? {}, optionNames) ?? brokenLimit(timeoutMs, maxRetries)
    if (limit) return reject(limit)
    rule = plan.createUrl?.rule ?? rule
    const endpoint = settings.baseUrl + plan.path
    const url = plan.createUrl?.(settings.baseUrl, plan) ?? endpoint
    rule = optionsRule
    const deadline = startDeadline(timeoutMs, signal)
    return { settings, plan, url, endpoint, body, timeoutMs, maxRetries, deadline, facts }
  } catch (thrown) {
    return reject(rule, thrown)
  }
}
