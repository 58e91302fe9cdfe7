import { generateKeyPairSync, sign, verify } from "node:crypto"
import { ServiceError, type Caller } from "@loop-health/integrations-server"

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })

/** The issuer's public key (RFC 7517). */
export const publicJwk = { ...publicKey.export({ format: "jwk" }), alg: "ES256", use: "sig" }

/** The `iss` claim of the tokens. */
export const issuer = "https://issuer.example"

/** The `aud` claim of the tokens. */
export const audience = "https://integrations.example"

/** Claims of a token. Null removes a claim. */
export type Claims = Readonly<Record<string, unknown>>

/** Checks of a token verifier. A faulty verifier skips some. */
export type TokenCheck = "signature" | "algorithm" | "exp" | "nbf" | "aud" | "iss" | "brand_id"

/** Returns a signed token for `user_a` of `brand_a`, with these claims changed. */
export function issueToken(claims: Claims = {}): string {
  const now = Math.floor(Date.now() / 1_000)
  const all: Claims = {
    iss: issuer,
    aud: audience,
    sub: "user_a",
    brand_id: "brand_a",
    iat: now,
    exp: now + 3_600,
    ...claims,
  }
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
  const signed = `${encode({ alg: "ES256", typ: "at+jwt" })}.${encode(payload)}`
  const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`
}

/** Verifies a token of `issueToken`, without the checks to skip. */
export function verifyToken(token: string, skipped: ReadonlySet<TokenCheck> = new Set()): Caller {
  const check = (name: TokenCheck, isRight: boolean) => {
    if (!isRight && !skipped.has(name)) throw invalid()
  }
  const [header = "", payload = "", signature = "", ...more] = token.split(".")
  const { alg } = decode(header)
  const { iss, aud, sub, brand_id, exp, nbf } = decode(payload)
  check("signature", more.length === 0)
  check("algorithm", alg === "ES256")
  const isUnsigned = alg === "none" && skipped.has("algorithm")
  if (!isUnsigned) check("signature", isSigned(`${header}.${payload}`, signature))
  const now = Date.now() / 1_000
  check("iss", iss === issuer)
  check("aud", aud === audience)
  check("nbf", nbf === undefined || Number(nbf) <= now)
  check("exp", typeof exp === "number")
  if (!skipped.has("exp") && Number(exp) <= now) {
    throw new ServiceError("token_expired", "The access token has expired.")
  }
  check("brand_id", typeof brand_id === "string")
  if (typeof sub !== "string") throw invalid()
  return { brandId: String(brand_id), userId: sub, scopes: [] }
}

/** Results by token, because verification is slow. */
const signedTokens = new Map<string, boolean>()

function isSigned(signed: string, signature: string): boolean {
  const token = `${signed}.${signature}`
  const known = signedTokens.get(token)
  if (known !== undefined) return known
  const bytes = Buffer.from(signature, "base64url")
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const
  const isCanonical = bytes.toString("base64url") === signature
  const isValid = isCanonical && verify("sha256", Buffer.from(signed), key, bytes)
  signedTokens.set(token, isValid)
  return isValid
}

function invalid(): ServiceError {
  return new ServiceError("unauthenticated", "The access token is invalid.")
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url")
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>
  } catch {
    throw invalid()
  }
}
