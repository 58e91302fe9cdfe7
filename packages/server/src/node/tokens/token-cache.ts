import { hash } from "node:crypto"
import type { Caller } from "../../caller.ts"

/** Callers by their verified tokens. A token itself is never kept: only its SHA-256, from which nobody can make it. */
export interface TokenCache {
  /** Whose token it is, if that was put in and is still good at a time in epoch milliseconds. */
  get(token: string, now: number): Caller | undefined
  /** Keeps whose token it is until a time in epoch milliseconds, in place of the oldest one when there is no room. */
  put(token: string, caller: Caller, until: number): void
  /** Forgets everything. */
  clear(): void
}

/** Makes an empty cache with room for so many tokens. Throws a RangeError when that is less than 1. */
export function createTokenCache(capacity: number): TokenCache {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new RangeError("a token cache needs room for 1 token at least")
  }
  const entries = new Map<string, { readonly caller: Caller; readonly until: number }>()
  // The oldest is found by its place: a Map's first key is found by walking over every key deleted before it.
  const ring: string[] = []
  let next = 0

  return {
    get: (token, now) => {
      const entry = entries.get(keyOf(token))
      return entry !== undefined && now < entry.until ? entry.caller : undefined
    },
    put: (token, caller, until) => {
      const key = keyOf(token)
      if (!entries.has(key)) {
        const oldest = ring[next]
        if (oldest !== undefined) entries.delete(oldest)
        ring[next] = key
        next = (next + 1) % capacity
      }
      entries.set(key, { caller, until })
    },
    clear: () => {
      entries.clear()
      ring.length = 0
      next = 0
    },
  }
}

function keyOf(token: string): string {
  return hash("sha256", token, "base64url")
}
