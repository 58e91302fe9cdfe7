import { isObject, type JsonObject } from "../../../document/json.ts"
import { parseJson } from "../../requests/json-text.ts"

/** Returns the claims of a JSON Web Token (RFC 7519). Returns undefined for any other token. */
export function readClaims(token: string): JsonObject | undefined {
  const [, payload, signature, ...more] = token.split(".")
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  const claims = parseJson(Buffer.from(payload, "base64url").toString())
  return isObject(claims) ? claims : undefined
}

/** Returns the header of a JSON Web Token. Returns undefined for any other token. */
export function readTokenHeader(token: string): JsonObject | undefined {
  const [header = ""] = token.split(".")
  const value = parseJson(Buffer.from(header, "base64url").toString())
  return isObject(value) ? value : undefined
}

/** Encodes a part of a JSON Web Token. */
export function encodePart(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url")
}
