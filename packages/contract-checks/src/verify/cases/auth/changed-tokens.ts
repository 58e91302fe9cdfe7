import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto"
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
  const signed = `${encodePart({ ...header, alg: "HS256" })}.${payload}`
  const signature = createHmac("sha256", pem).update(signed).digest("base64url")
  return { name: "hs256-with-public-key", token: `${signed}.${signature}` }
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
