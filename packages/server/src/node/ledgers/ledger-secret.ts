/** Prefix of a ledger's canary during a copy. Only `ledger copy` opens such a ledger. */
const unfinishedCopy = "unfinished copy "

/** Returns the text that a ledger stores instead of its canary during a copy. */
export function toCopyMark(canary: string): string {
  return `${unfinishedCopy}${canary}`
}

/**
 * Throws if a ledger was created with another secret, or is an unfinished copy. `stored` is
 * undefined in a ledger that no server has opened. `canary` is an HMAC under the ledger secret.
 */
export function checkStoredSecret(stored: unknown, canary: string): void {
  if (stored === undefined || stored === canary) return
  throw new Error(
    stored === toCopyMark(canary)
      ? 'The ledger is an unfinished copy. Run "integrations-server ledger copy" again.'
      : "The ledger was created with another LEDGER_SECRET. Set that secret. With a new secret, retries would create duplicate orders.",
  )
}
