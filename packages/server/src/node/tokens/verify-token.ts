import type { JWTPayload } from "jose"
import * as errors from "jose/errors"
import { jwtVerify } from "jose/jwt/verify"
import type { TokenVerifier } from "../../caller.ts"
import { tokenExpiredError, tokenInvalidError } from "../../http/request-errors.ts"
import { ServiceError } from "../../service-error.ts"
import { createKeySet } from "./key-set.ts"
import { createTokenCache } from "./token-cache.ts"

/** Whose tokens are taken, and what they say where. */
export interface TokenVerifierOptions {
  /** The `iss` that a token must have. */
  readonly issuer: string
  /** The `aud` that a token must be for. */
  readonly audience: string
  /** Where the issuer publishes its keys (RFC 7517). */
  readonly jwksUrl: string
  /** The claim that names the brand; `brand_id` unless told. */
  readonly brandClaim?: string
  /** The claim that names the user; `sub` unless told. */
  readonly userClaim?: string
  /** Seconds by which clocks may differ; 5 unless told. */
  readonly clockToleranceSeconds?: number
  /**
   * How long fetched keys are trusted, in milliseconds; 10 minutes unless told. A key that is published no more is
   * rejected after that at the latest.
   */
  readonly keysMaxAgeMs?: number
  /** How long a fetch of the keys may take, in milliseconds; 5 seconds unless told. */
  readonly keysTimeoutMs?: number
  /** How many verified tokens are remembered; 10,000 unless told. */
  readonly maxCachedTokens?: number
}

/** Asymmetric signatures only: with a shared secret, whoever can verify can also sign. */
const algorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ")

/** How long what a signature proved is believed without looking again, in milliseconds. */
const maxCachedMs = 60_000

/**
 * Verifies access tokens (RFC 7519, RFC 9068) against the issuer's published keys, which are fetched when first
 * needed and then kept. A token that was found good is believed for a minute at most, never beyond its `exp`, nor
 * beyond a change of the keys; one that was not is judged anew each time. Throws a TypeError when the URL is no URL.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, brandClaim = "brand_id", userClaim = "sub" } = options
  const keySet = createKeySet({
    jwksUrl: options.jwksUrl,
    maxAgeMs: options.keysMaxAgeMs ?? 600_000,
    timeoutMs: options.keysTimeoutMs ?? 5_000,
  })
  const cache = createTokenCache(options.maxCachedTokens ?? 10_000)
  let cachedVersion = keySet.version()

  return async (token) => {
    const version = keySet.version()
    if (version !== cachedVersion) {
      cache.clear()
      cachedVersion = version
    }
    const known = cache.get(token, Date.now())
    if (known !== undefined) return known

    let payload: JWTPayload
    try {
      const verified = await jwtVerify(token, keySet.find, {
        issuer,
        audience,
        algorithms,
        clockTolerance: options.clockToleranceSeconds ?? 5,
        requiredClaims: ["exp"],
      })
      payload = verified.payload
    } catch (error) {
      throw toServiceError(error)
    }
    const brandId = payload[brandClaim]
    const userId = payload[userClaim]
    if (typeof brandId !== "string" || brandId === "")
      throw tokenInvalidError(`has no ${brandClaim}`)
    if (typeof userId !== "string" || userId === "") throw tokenInvalidError(`has no ${userClaim}`)
    const caller = { brandId, userId, scopes: scopesOf(payload) }

    const now = Date.now()
    const until = Math.min((payload.exp ?? 0) * 1_000, now + maxCachedMs, keySet.freshUntil())
    // Keys that changed in the meantime may not have the one that this token was judged by.
    if (now < until && keySet.version() === version) cache.put(token, caller, until)
    return caller
  }
}

function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  if (error instanceof errors.JWTExpired) {
    return tokenExpiredError()
  }
  // jose's messages name claims and rules, but claims are the caller's: only its own are repeated.
  if (error instanceof errors.JWTClaimValidationFailed)
    return tokenInvalidError(`fails the check of ${error.claim}`)
  return tokenInvalidError()
}

/** `scope` as RFC 8693 writes it, or the `scp` that some issuers write instead. */
function scopesOf(payload: JWTPayload): readonly string[] {
  const claim = payload["scope"] ?? payload["scp"]
  if (typeof claim === "string") return claim.split(" ").filter((scope) => scope !== "")
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === "string") : []
}
