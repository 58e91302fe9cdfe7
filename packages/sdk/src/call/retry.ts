/** The facts of an error that decide whether the same request may be sent again. */
export interface FailedAttempt {
  readonly kind: string
  readonly status: number | undefined
  /** The wire's `error`, when the response had one. */
  readonly apiCode: string | undefined
}

/** The API's codes that settle the question, whatever the status; spec/README.md, "Codes in `error`". */
const passingCodes: readonly unknown[] = [
  "order_in_progress",
  "junction_unavailable",
  "junction_outcome_unknown",
  "store_unavailable",
  "auth_unavailable",
  "overloaded",
]
const lastingCodes: readonly unknown[] = ["junction_rejected", "internal_error"]

/** Without such a code: the statuses that say "not now" (RFC 9110, sections 15.5.9 and 15.6; RFC 6585; RFC 8470). */
const passingStatuses: readonly unknown[] = [408, 425, 429, 502, 503, 504]

/** The longest `Retry-After` that is waited for, in milliseconds. A longer one is for the caller to know. */
const maxRetryAfterMs = 30_000

/**
 * Says whether a failed request may be sent again, with the same key and the same bytes: after a failure of the network
 * always, after an answer when its code says so, or, without a code that is known, its status.
 */
export function mayRetry({ kind, status, apiCode }: FailedAttempt): boolean {
  if (kind === "connection" || passingCodes.includes(apiCode)) return true
  return passingStatuses.includes(status) && !lastingCodes.includes(apiCode)
}

/**
 * How long to wait before a retry, in milliseconds: what the API asks for, or else a random time below a bound that
 * doubles from 0.5 to 8 s. Undefined when the API asks for more than 30 s: then there is to be no retry.
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
