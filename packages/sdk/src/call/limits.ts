/** The longest time that timers can count: 2^31 - 1 ms, almost 25 days. A longer one would fire at once. */
const maxTimeoutMs = 2_147_483_647

/** Returns the rule that a time limit or a number of retries breaks. Returns undefined if both are valid. */
export function brokenLimit(timeoutMs: unknown, maxRetries: unknown): string | undefined {
  if (!(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= maxTimeoutMs)) {
    return `timeoutMs must be a number of milliseconds above 0, at most ${maxTimeoutMs}`
  }
  if (Number.isSafeInteger(maxRetries) && Number(maxRetries) >= 0) return undefined
  return "maxRetries must be an integer, 0 or greater"
}
