import { objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { resolve } from "../../document/pointer.ts"
import type { ApiCredential } from "./api-document.ts"

/**
 * Returns the location of an operation's credential in a request. Returns undefined if the
 * operation needs no credential, or only an API key in a cookie.
 */
export function readCredential(root: JsonObject, operation: JsonObject): ApiCredential | undefined {
  const declared = operation["security"] ?? root["security"]
  const requirements = Array.isArray(declared) ? declared.map(objectOf) : []
  if (requirements.some((requirement) => Object.keys(requirement).length === 0)) return undefined
  const schemes = objectOf(objectOf(root["components"])["securitySchemes"])
  return requirements
    .flatMap((requirement) => Object.keys(requirement))
    .map((name) => toCredential(resolve(root, schemes[name])))
    .find((credential) => credential !== undefined)
}

function toCredential(value: Json | undefined): ApiCredential | undefined {
  const scheme = objectOf(value)
  const { type, name } = scheme
  if (type === "apiKey") {
    const location = scheme["in"]
    if (typeof name !== "string" || (location !== "header" && location !== "query"))
      return undefined
    return { in: location, name: location === "header" ? name.toLowerCase() : name, scheme: "" }
  }
  const isBasic = /^"basic"$/i.test(JSON.stringify(scheme["scheme"] ?? null))
  return { in: "header", name: "authorization", scheme: isBasic ? "Basic" : "Bearer" }
}
