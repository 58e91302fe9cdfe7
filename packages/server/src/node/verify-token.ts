import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from "jose"
import type { TokenVerifier } from "../authenticate.ts"
import { Failure } from "../failure.ts"

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
}

/** Asymmetric signatures only: with a shared secret, whoever can verify can also sign. */
const algorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ")

/**
 * Verifies access tokens (RFC 7519, RFC 9068) against the issuer's published keys, which are fetched when first
 * needed and then kept. Throws a TypeError when the URL is no URL.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, brandClaim = "brand_id", userClaim = "sub" } = options
  const keySet = createRemoteJWKSet(new URL(options.jwksUrl))
  const findKey: typeof keySet = Object.assign(async (...parameters: Parameters<typeof keySet>) => {
    try {
      return await keySet(...parameters)
    } catch (error) {
      // A token that names no key of ours is the caller's fault; anything else keeps us from judging it.
      if (error instanceof errors.JWKSNoMatchingKey) throw error
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error
      throw new Failure(
        "auth_unavailable",
        "Access tokens cannot be verified at the moment. Send the same request again.",
        { cause: error },
      )
    }
  }, keySet)

  return async (token) => {
    let payload: JWTPayload
    try {
      const verified = await jwtVerify(token, findKey, {
        issuer,
        audience,
        algorithms,
        clockTolerance: options.clockToleranceSeconds ?? 5,
        requiredClaims: ["exp"],
      })
      payload = verified.payload
    } catch (error) {
      throw toFailure(error)
    }
    const brandId = payload[brandClaim]
    const userId = payload[userClaim]
    if (typeof brandId !== "string" || brandId === "") throw invalid(`has no ${brandClaim}`)
    if (typeof userId !== "string" || userId === "") throw invalid(`has no ${userClaim}`)
    return { brandId, userId, scopes: scopesOf(payload) }
  }
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof errors.JWTExpired) {
    return new Failure(
      "token_expired",
      "The access token has expired. Get a new one and send the request again.",
    )
  }
  // jose's messages name claims and rules, but claims are the caller's: only its own are repeated.
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalid(`fails the check of ${error.claim}`)
  return invalid("is not one that this service takes")
}

function invalid(fault: string): Failure {
  return new Failure("unauthenticated", `The access token ${fault}.`)
}

/** `scope` as RFC 8693 writes it, or the `scp` that some issuers write instead. */
function scopesOf(payload: JWTPayload): readonly string[] {
  const claim = payload["scope"] ?? payload["scp"]
  if (typeof claim === "string") return claim.split(" ").filter((scope) => scope !== "")
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === "string") : []
}
