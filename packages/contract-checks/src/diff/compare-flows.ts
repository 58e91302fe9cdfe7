import { objectOf, type Json, type JsonObject } from "../document/json.ts"
import { resolve, type Pointer } from "../document/pointer.ts"
import type { Reason } from "./schemas/reason.ts"

/** URLs at which clients get tokens (OpenAPI 3.1, OAuth Flow Object). */
const urls = ["authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl"]

/** Returns the breaking changes of OAuth flows: removed flows and scopes, and changed URLs. */
export function compareFlows(before: JsonObject, now: JsonObject): Reason[] {
  const schemesNow = schemesOf(now)
  return Object.entries(schemesOf(before)).flatMap(([name, reference]) => {
    const flowsBefore = objectOf(objectOf(resolve(before, reference))["flows"])
    const scheme = objectOf(resolve(now, schemesNow[name]))
    // Redocly rates a removed scheme and another type.
    if (scheme["type"] !== "oauth2") return []
    const flowsNow = objectOf(scheme["flows"])
    const at = ["components", "securitySchemes", name, "flows"]
    return Object.entries(flowsBefore).flatMap(([flow, value]) =>
      compareFlow(objectOf(value), flowsNow[flow], [...at, flow]),
    )
  })
}

function schemesOf(root: JsonObject): JsonObject {
  return objectOf(objectOf(root["components"])["securitySchemes"])
}

function compareFlow(before: JsonObject, now: Json | undefined, pointer: Pointer): Reason[] {
  const rule = "oauth-flow-changed"
  const name = pointer.at(-1)
  if (now === undefined) {
    const message = `The OAuth flow ${name} was removed, so clients that use it get no token. Restore the flow.`
    return [{ pointer, rule, message, isRemoved: true }]
  }
  const current = objectOf(now)
  const scopes = Object.keys(objectOf(current["scopes"]))
  const lost = Object.keys(objectOf(before["scopes"])).filter((scope) => !scopes.includes(scope))
  const changes = urls
    .filter((url) => before[url] !== undefined && before[url] !== current[url])
    .map((url) => ({ property: url, fact: `The ${url} of the OAuth flow ${name} changed` }))
  if (lost.length > 0) {
    const fact = `The OAuth flow ${name} no longer has the scopes ${lost.join(", ")}`
    changes.push({ property: "scopes", fact })
  }
  return changes.map(({ property, fact }) => {
    const message = `${fact}, so existing clients may get no token. Restore the earlier contract.`
    return { pointer, property, rule, message }
  })
}
