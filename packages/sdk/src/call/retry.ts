import type { ErrorRetry } from "@loop-health/integrations-contract"
import type { LoopError } from "../errors/loop-error.ts"
import type { ResponseError } from "../errors/response-errors.ts"
import { findException } from "./error-codes.ts"

type FailedAttempt = Pick<LoopError, "code" | "status"> & Partial<Pick<ResponseError, "apiCode">>

/** Statuses of transient errors (RFC 9110, sections 15.5.9 and 15.6; RFC 6585; RFC 8470). */
const transientStatuses: readonly unknown[] = [408, 425, 429, 502, 503, 504]

/** The longest `Retry-After` for which the SDK waits, in milliseconds. */
const maxRetryAfterMs = 30_000

/**
 * Returns how to retry a request after an error. Connection errors are retried. The status decides
 * unless the contract has an exception for the error code.
 */
export function retryRuleOf({ code, status, apiCode }: FailedAttempt): ErrorRetry {
  if (code === "connection") return "same_key"
  const exception = findException(apiCode)
  if (exception) return exception.retry
  if (status === 401) return "new_token"
  return transientStatuses.includes(status) ? "same_key" : "never"
}

/**
 * Returns the wait before a retry, in milliseconds. Uses the API's `Retry-After`, else a random
 * time below a limit that doubles from 500 to 8,000. Returns undefined if the API requests more
 * than 30,000.
 *
 * @param retry Number of the retry, starting at 1.
 * @param random Random number, at least 0 and below 1.
 */
export function retryDelayMs(
  retry: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  if (retryAfterMs === undefined) return random * Math.min(500 * 2 ** (retry - 1), 8000)
  return retryAfterMs <= maxRetryAfterMs ? retryAfterMs : undefined
}
