import type { ErrorRetry } from "@loop-health/integrations-contract"
import type { LoopError } from "../errors/loop-error.ts"
import type { ResponseError } from "../errors/response-errors.ts"
import { findErrorCode } from "./error-codes.ts"

type FailedAttempt = Pick<LoopError, "code" | "status"> & Partial<Pick<ResponseError, "apiCode">>

/** Statuses that say "not now" (RFC 9110, sections 15.5.9 and 15.6; RFC 6585; RFC 8470). */
const transientStatuses: readonly unknown[] = [408, 425, 429, 502, 503, 504]

/** The longest `Retry-After` that is waited for, in milliseconds. A longer one is for the caller to know. */
const maxRetryAfterMs = 30_000

/**
 * Returns how a request may be sent again, always with the same key and the same bytes: after a network error at once,
 * after a response as the contract says of its code, or, if the code is unknown, by its status.
 */
export function retryRuleOf({ code, status, apiCode }: FailedAttempt): ErrorRetry {
  if (code === "connection") return "same_key"
  const known = findErrorCode(apiCode)
  if (known) return known.retry
  if (status === 401) return "new_token"
  return transientStatuses.includes(status) ? "same_key" : "never"
}

/**
 * Returns the wait before a retry, in milliseconds: what the API asks for, or else a random time below a bound that
 * doubles from 0.5 to 8 s. Returns undefined if the API asks for more than 30 s: then there is no retry.
 *
 * @param retry 1 for the first retry.
 * @param random From 0 (included) to 1 (excluded).
 */
export function retryDelayMs(
  retry: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  if (retryAfterMs === undefined) return random * Math.min(500 * 2 ** (retry - 1), 8000)
  return retryAfterMs <= maxRetryAfterMs ? retryAfterMs : undefined
}
