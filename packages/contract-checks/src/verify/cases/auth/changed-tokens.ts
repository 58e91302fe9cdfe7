import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
} from "node:crypto"
import type { JsonObject } from "../../../document/json.ts"
import { digest } from "../../requests/idempotency-keys.ts"
import { encodePart, readClaims, readTokenHeader } from "./token-claims.ts"

/** A token that a server must reject. */
export interface ChangedToken {
  readonly name: string
  readonly token: string
}

/** Returns invalid tokens that can be made from a valid one without a key. */
export function changeToken(token: string): readonly ChangedToken[] {
  const header = readTokenHeader(token)
  const claims = readClaims(token)
  const general = [
    { name: "invented", token: `verify-${digest("invented")}` },
    { name: "truncated", token: token.slice(0, -8) },
    { name: "other-case", token: swapCase(token) },
  ]
  if (header === undefined || claims === undefined) return general
  const [head = "", payload = "", signature = ""] = token.split(".")
  const none = encodePart({ ...header, alg: "none" })
  const changed = encodePart({ ...claims, sub: "verify_other_user" })
  return [
    ...general,
    { name: "alg-none", token: `${none}.${payload}.` },
    { name: "alg-none-signed", token: `${none}.${payload}.${signature}` },
    { name: "alg-none-upper-case", token: `${encodePart({ ...header, alg: "NONE" })}.${payload}.` },
    { name: "no-signature", token: `${head}.${payload}.` },
    { name: "changed-claims", token: `${head}.${changed}.${signature}` },
    { name: "zero-signature", token: `${head}.${payload}.${signature.replaceAll(/./g, "A")}` },
    { name: "empty-secret", token: signWithSecret(header, payload, "") },
    { name: "key-in-header", token: signWithOwnKey(header, payload) },
    { name: "changed-signature", token: `${head}.${payload}.${changeText(signature)}` },
  ]
}

/**
 * Returns a token signed with HS256, with the public key as secret (RFC 8725). Returns undefined if
 * `token` is not a JSON Web Token.
 */
export function signWithPublicKey(token: string, key: JsonWebKey): ChangedToken | undefined {
  const header = readTokenHeader(token)
  const [, payload = ""] = token.split(".")
  if (header === undefined) return undefined
  const pem = createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" })
  return {
    name: "hs256-with-public-key",
    token: signWithSecret(header, payload, pem.toString()),
  }
}

function signWithSecret(header: JsonObject, payload: string, secret: string): string {
  const signed = `${encodePart({ ...header, alg: "HS256" })}.${payload}`
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`
}

/** Signs with a new key, and adds the public key to the header (RFC 8725, section 3.10). */
function signWithOwnKey(header: JsonObject, payload: string): string {
  const isRsa = header["alg"] === "RS256"
  const { publicKey, privateKey } = isRsa
    ? generateKeyPairSync("rsa", { modulusLength: 2_048 })
    : generateKeyPairSync("ec", { namedCurve: "P-256" })
  const jwk = publicKey.export({ format: "jwk" }) as JsonObject
  const signed = `${encodePart({ ...header, alg: isRsa ? "RS256" : "ES256", jwk })}.${payload}`
  const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`
}

/** Changes letters in the middle. The last letter of base64url can have unused bits. */
function changeText(text: string): string {
  const middle = Math.floor(text.length / 2)
  return `${text.slice(0, middle)}${text.charAt(middle) === "A" ? "B" : "A"}${text.slice(middle + 1)}`
}

function swapCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  })
}
