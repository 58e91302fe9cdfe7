/** The maximum of timers: 2^31 - 1 ms, almost 25 days. A longer timer would fire immediately. */
const maxTimeoutMs = 2_147_483_647

/** Returns the rule that `timeoutMs` or `maxRetries` breaks, or undefined if both are valid. */
export function brokenLimit(timeoutMs: unknown, maxRetries: unknown): string | undefined {
  if (!(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= maxTimeoutMs)) {
    return `timeoutMs must be a number above 0, at most ${maxTimeoutMs}`
  }
  if (Number.isSafeInteger(maxRetries) && Number(maxRetries) >= 0) return undefined
  return "maxRetries must be an integer >= 0"
}
