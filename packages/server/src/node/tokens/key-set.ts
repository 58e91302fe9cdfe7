import type { ExportedJWKSCache, FetchImplementation, JWTVerifyGetKey } from "jose"
import * as errors from "jose/errors"
import { createRemoteJWKSet, customFetch, jwksCache } from "jose/jwks/remote"
import { authUnavailableError } from "../../http/request-errors.ts"

/** Where keys are published, and how they are fetched. */
export interface KeySetOptions {
  /** Throws a TypeError when it is no URL. */
  readonly jwksUrl: string
  /** How long fetched keys are trusted, in milliseconds. */
  readonly maxAgeMs: number
  /** How long one fetch may take, in milliseconds. */
  readonly timeoutMs: number
}

/** An issuer's published keys (RFC 7517). */
export interface KeySet {
  /**
   * Finds the key of a token among the published ones, and fetches them when they are old or do not have it. Throws the
   * {@link ServiceError} `auth_unavailable` when that does not succeed, and while no key at all is published.
   */
  readonly find: JWTVerifyGetKey
  /** A number that changes when the published keys do. */
  version(): number
  /** Until when what the keys said may be believed, in epoch milliseconds. */
  freshUntil(): number
}

/** However many tokens name keys that nobody published, the keys are fetched no more often than this. */
const unknownKeyCooldownMs = 30_000

/** The shortest time between two fetches, whatever became of the first one. */
const minFetchIntervalMs = 1_000

/**
 * Keeps an issuer's keys. From half their age on they are fetched anew beside the work, so that an issuer that fails for
 * a moment is noticed by nobody; a redirect is not followed.
 */
export function createKeySet({ jwksUrl, maxAgeMs, timeoutMs }: KeySetOptions): KeySet {
  let fetchedAt = -Infinity
  const fetchRarely: FetchImplementation = (url, options) => {
    const sinceLast = Date.now() - fetchedAt
    if (sinceLast >= 0 && sinceLast < minFetchIntervalMs) {
      return Promise.reject(new Error("the keys could not be fetched a moment ago"))
    }
    fetchedAt = Date.now()
    return fetch(url, options)
  }
  const fetched: Partial<ExportedJWKSCache> = {}
  const remote = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: maxAgeMs,
    cooldownDuration: unknownKeyCooldownMs,
    timeoutDuration: timeoutMs,
    [customFetch]: fetchRarely,
    // jose fills the object that it is given, and its types know only full and empty ones.
    [jwksCache]: fetched as Record<string, never>,
  })
  const seen = { keys: fetched.jwks, text: "", version: 0 }
  const freshUntil = () => (fetched.uat ?? -Infinity) + maxAgeMs
  // Whoever issues tokens has a key: a set without any is a mishap, and nobody's token is bad for it.
  const isEmpty = () => fetched.jwks?.keys.length === 0

  return {
    find: async (header, token) => {
      const now = Date.now()
      const isAging = now >= freshUntil() - maxAgeMs / 2 && now < freshUntil()
      if ((isAging || isEmpty()) && !remote.reloading) {
        void remote.reload().catch(() => {})
      }
      try {
        return await remote(header, token)
      } catch (error) {
        // A token that names no key of the issuer's is its bearer's fault; anything else keeps us from judging it.
        if (error instanceof errors.JWKSNoMatchingKey && !isEmpty()) throw error
        if (error instanceof errors.JWKSMultipleMatchingKeys) throw error
        throw authUnavailableError(error)
      }
    },
    version: () => {
      if (fetched.jwks !== seen.keys) {
        const text = JSON.stringify(fetched.jwks)
        if (text !== seen.text) seen.version += 1
        Object.assign(seen, { keys: fetched.jwks, text })
      }
      return seen.version
    },
    freshUntil,
  }
}
