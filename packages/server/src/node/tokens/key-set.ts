import type { ExportedJWKSCache, FetchImplementation, JSONWebKeySet, JWTVerifyGetKey } from "jose"
import * as errors from "jose/errors"
import { createLocalJWKSet } from "jose/jwks/local"
import { createRemoteJWKSet, customFetch, jwksCache } from "jose/jwks/remote"
import { limitResponse } from "../../http/limit-response.ts"
import { overloadedError } from "../../http/request-errors.ts"
import { contractError, ServiceError } from "../../service-error.ts"

/**
 * Minimum time between fetches for tokens that no known key verifies, in milliseconds. Invalid
 * tokens also start this time, so a new key of the issuer may be unknown until its end.
 */
const unknownKeyCooldownMs = 5_000

/** Maximum number of tokens that wait for a fetch. They take no slot of the concurrency limit. */
const maxWaiting = 100

/** Maximum size of a key set, in bytes. */
const maxKeySetBytes = 1024 * 1024

/** Minimum time between any two fetches, in milliseconds. */
const minFetchIntervalMs = 1_000

/**
 * Caches an issuer's keys. After half their maximum age, the keys are fetched again in the
 * background, so that a short outage of the issuer has no effect. Redirects are not followed.
 * Throws a TypeError for an invalid URL.
 */
export function createKeySet(options: {
  readonly jwksUrl: string
  /** Maximum age of fetched keys, in milliseconds. */
  readonly maxAgeMs: number
  /** Timeout of a fetch, in milliseconds. */
  readonly timeoutMs: number
}) {
  const { maxAgeMs, timeoutMs } = options
  const jwksUrl = new URL(options.jwksUrl)
  let fetchedAt = -Infinity
  const fetchRarely: FetchImplementation = async (url, options) => {
    const sinceLast = Date.now() - fetchedAt
    if (sinceLast >= 0 && sinceLast < minFetchIntervalMs) {
      throw new Error("The last fetch of the keys was less than a second ago.")
    }
    fetchedAt = Date.now()
    return limitResponse(await fetch(url, options), maxKeySetBytes)
  }
  const fetched: Partial<ExportedJWKSCache> = {}
  const createRemote = () =>
    createRemoteJWKSet(jwksUrl, {
      cacheMaxAge: maxAgeMs,
      cooldownDuration: unknownKeyCooldownMs,
      timeoutDuration: timeoutMs,
      [customFetch]: fetchRarely,
      // jose fills this object. Its types allow only full and empty ones.
      [jwksCache]: fetched as Record<string, never>,
    })
  let createdRemote: ReturnType<typeof createRemote> | undefined
  // Created at the first use, because it makes Node load fetch, which delays the startup.
  const getRemote = () => (createdRemote ??= createRemote())
  const seen = { keys: fetched.jwks, text: "", version: 0 }
  /** Returns the time at which the keys become too old, in epoch milliseconds. */
  const freshUntil = () => (fetched.uat ?? -Infinity) + maxAgeMs
  // An empty key set is an error of the issuer, not of the token.
  const isEmpty = () => fetched.jwks?.keys.length === 0

  let local: { readonly keys: JSONWebKeySet; readonly find: JWTVerifyGetKey } | undefined
  /** Returns the key of a token without a fetch, or undefined if this requires one. */
  const findFetched = async (...[header, token]: Parameters<JWTVerifyGetKey>) => {
    const keys = fetched.jwks
    if (keys === undefined || Date.now() >= freshUntil()) return undefined
    if (local?.keys !== keys) local = { keys, find: createLocalJWKSet(keys) }
    try {
      return await local.find(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined
      throw error
    }
  }
  let waiting = 0
  const fetchAndFind: JWTVerifyGetKey = async (header, token) => {
    if (waiting >= maxWaiting) throw overloadedError()
    waiting += 1
    try {
      return await getRemote()(header, token)
    } finally {
      waiting -= 1
    }
  }

  /**
   * Returns the key of a token. Fetches the keys if they are too old or none matches. Throws
   * `auth_unavailable` if the fetch fails, or if the issuer publishes no keys. Throws `overloaded`
   * if too many tokens wait for a fetch. Throws jose's error if no key or several keys match.
   */
  const find: JWTVerifyGetKey = async (header, token) => {
    const now = Date.now()
    const isAging = now >= freshUntil() - maxAgeMs / 2 && now < freshUntil()
    if ((isAging || isEmpty()) && !getRemote().reloading) {
      void getRemote()
        .reload()
        .catch(() => {})
    }
    try {
      return (await findFetched(header, token)) ?? (await fetchAndFind(header, token))
    } catch (error) {
      if (error instanceof ServiceError) throw error
      // A token with an unknown key is invalid. After other errors, the token cannot be verified.
      if (error instanceof errors.JWKSNoMatchingKey && !isEmpty()) throw error
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error
      throw contractError("auth_unavailable", { cause: error })
    }
  }
  /** Returns a number that changes with the published keys. */
  const version = () => {
    if (fetched.jwks !== seen.keys) {
      const text = JSON.stringify(fetched.jwks)
      if (text !== seen.text) seen.version += 1
      Object.assign(seen, { keys: fetched.jwks, text })
    }
    return seen.version
  }
  return {
    find,
    /**
     * Fetches the keys again, for a token that no known key verifies. Resolves to whether they
     * changed. Does nothing within 5 seconds of a fetch, or if too many tokens wait for one.
     */
    refetch: async () => {
      const remote = getRemote()
      if (remote.coolingDown || waiting >= maxWaiting) return false
      const before = version()
      waiting += 1
      await remote.reload().catch(() => {})
      waiting -= 1
      return version() !== before
    },
    version,
    freshUntil,
  }
}
