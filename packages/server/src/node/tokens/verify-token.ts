import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions, JWTVerifyResult } from "jose"
import * as errors from "jose/errors"
import { jwtVerify } from "jose/jwt/verify"
import type { TokenVerifier } from "../../caller.ts"
import { tokenInvalidError } from "../../http/request-errors.ts"
import { contractError, ServiceError } from "../../service-error.ts"
import { createKeySet } from "./key-set.ts"
import { createTokenCache } from "./token-cache.ts"

/** Options for `createTokenVerifier`. */
export interface TokenVerifierOptions {
  /** Required `iss` of a token. */
  readonly issuer: string
  /** Required `aud` of a token. */
  readonly audience: string
  /** URL of the issuer's key set (RFC 7517). */
  readonly jwksUrl: string
  /** Claim with the brand ID. Default: `brand_id`. */
  readonly brandClaim?: string
  /** Claim with the user ID. Default: `sub`. */
  readonly userClaim?: string
  /** Allowed difference between clocks, in seconds. Default: 5. */
  readonly clockToleranceSeconds?: number
  /**
   * Maximum age of fetched keys, in milliseconds. Default: 600,000. A key that the issuer removes
   * is rejected after this time at the latest.
   */
  readonly keysMaxAgeMs?: number
  /** Timeout of a fetch of the keys, in milliseconds. Default: 5,000. */
  readonly keysTimeoutMs?: number
  /** Maximum number of cached tokens, at least 1. Default: 10,000. */
  readonly maxCachedTokens?: number
}

/**
 * The accepted algorithms, all asymmetric. With a shared secret, every verifier could also sign
 * tokens.
 */
export const acceptedAlgorithms =
  "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ")

/** Default of the allowed difference between clocks, in seconds. */
export const clockToleranceSeconds = 5

/** The `typ` of access tokens (RFC 9068, section 2.1; RFC 7519, section 5.1). */
const accessTokenType = /^(application\/)?(at\+)?jwt$/i

/** Maximum length of the brand ID and of the user ID, in characters. */
const maxIdLength = 255

/** Maximum time that a verified token stays in the cache, in milliseconds. */
const maxCachedMs = 60_000

/**
 * Creates a verifier of access tokens (RFC 7519, RFC 9068). Fetches the issuer's keys on first use
 * and caches them. A valid token is cached for at most a minute, and not beyond its `exp` or a
 * change of the keys. Throws a TypeError for an invalid URL, and a RangeError for an invalid
 * `maxCachedTokens`.
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

  const verifyOptions = {
    issuer,
    audience,
    algorithms: acceptedAlgorithms,
    clockTolerance: options.clockToleranceSeconds ?? clockToleranceSeconds,
    requiredClaims: ["exp"],
  }
  const verifySignature = async (token: string): Promise<JWTVerifyResult> => {
    const verifyOnce = () => verifyWithAnyKey(token, keySet.find, verifyOptions)
    try {
      return await verifyOnce()
    } catch (error) {
      // Without a key ID in the token, only the signature shows that the issuer has a new key.
      if (!isWrongSignature(error) || !(await keySet.refetch())) throw error
      return verifyOnce()
    }
  }
  const verify = async (token: string): Promise<JWTPayload> => {
    try {
      const { payload, protectedHeader } = await verifySignature(token)
      // Issuers sign ID tokens and logout tokens with the same keys.
      const typ: unknown = protectedHeader.typ
      if (typ === undefined || (typeof typ === "string" && accessTokenType.test(typ)))
        return payload
    } catch (error) {
      throw toServiceError(error)
    }
    throw tokenInvalidError("must have the `typ` at+jwt, JWT, or none")
  }

  return async (token) => {
    const version = keySet.version()
    if (version !== cachedVersion) {
      cache.clear()
      cachedVersion = version
    }
    const known = cache.get(token, Date.now())
    if (known !== undefined) return known

    const payload = await verify(token)
    const brandId = claimOf(payload, brandClaim)
    const caller = { brandId, userId: claimOf(payload, userClaim), scopes: scopesOf(payload) }

    const now = Date.now()
    const until = Math.min((payload.exp ?? 0) * 1_000, now + maxCachedMs, keySet.freshUntil())
    // If the keys have changed since, they may not contain the token's key.
    if (now < until && keySet.version() === version) cache.put(token, caller, until)
    return caller
  }
}

/** Verifies a token. If several keys match its header, one of them must verify it. */
async function verifyWithAnyKey(
  token: string,
  findKey: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, findKey, options)
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options)
      } catch (mismatch) {
        if (!(mismatch instanceof errors.JWSSignatureVerificationFailed)) throw mismatch
      }
    }
    throw error
  }
}

/** Returns whether keys for the token are known, but none of them verifies it. */
function isWrongSignature(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSMultipleMatchingKeys
  )
}

/**
 * Returns a claim. Throws `unauthenticated` if it is absent, or no text that every ledger can
 * store. For example, SQLite does not distinguish `\ud800` and `\ud801`.
 */
function claimOf(payload: JWTPayload, name: string): string {
  const value = payload[name]
  if (value === undefined) throw tokenInvalidError(`has no ${name}`)
  if (typeof value !== "string" || value === "") {
    throw tokenInvalidError(`has an invalid ${name}. It must be a text that is not empty`)
  }
  if (!value.isWellFormed() || /\p{Cc}/u.test(value) || Array.from(value).length > maxIdLength) {
    throw tokenInvalidError(
      `has an invalid ${name}. It must have at most ${maxIdLength} characters and no control characters`,
    )
  }
  return value
}

function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  if (error instanceof errors.JWTExpired) return contractError("token_expired")
  // Only the name of the claim is repeated, because jose's message may quote its value.
  if (error instanceof errors.JWTClaimValidationFailed)
    return tokenInvalidError(`has an invalid ${error.claim}`)
  return tokenInvalidError()
}

/** Reads `scope` (RFC 8693), or `scp`, which some issuers use instead. */
function scopesOf(payload: JWTPayload): readonly string[] {
  const claim = payload["scope"] ?? payload["scp"]
  if (typeof claim === "string") return claim.split(" ").filter((scope) => scope !== "")
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === "string") : []
}
