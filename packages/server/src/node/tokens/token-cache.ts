import { hash } from "node:crypto"
import { LRUCache } from "lru-cache"
import type { Caller } from "../../caller.ts"

/** A cache of callers by verified token. Stores the SHA-256 of a token, never the token. */
export interface TokenCache {
  /** Returns the caller of a stored token that is valid at `now` (epoch milliseconds). */
  get(token: string, now: number): Caller | undefined
  /**
   * Stores a caller until epoch milliseconds `until`. If the cache is full, evicts the least
   * recently used token.
   */
  put(token: string, caller: Caller, until: number): void
  clear(): void
}

/**
 * Creates a cache for `capacity` tokens. Throws a RangeError if `capacity` is not a whole number of
 * at least 1.
 */
export function createTokenCache(capacity: number): TokenCache {
  // LRUCache reads 0 as "no limit".
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new RangeError("The capacity of a token cache must be a whole number of at least 1.")
  }
  const entries = new LRUCache<string, { readonly caller: Caller; readonly until: number }>({
    max: capacity,
  })
  return {
    get: (token, now) => {
      const entry = entries.get(toCacheKey(token))
      return entry !== undefined && now < entry.until ? entry.caller : undefined
    },
    put: (token, caller, until) => void entries.set(toCacheKey(token), { caller, until }),
    clear: () => entries.clear(),
  }
}

function toCacheKey(token: string): string {
  return hash("sha256", token, "base64url")
}
