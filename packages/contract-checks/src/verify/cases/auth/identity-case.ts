import { objectOf } from "../../../document/json.ts"
import { outcomeOf } from "../../run/exchange.ts"
import { identityClaims } from "../intents/tenant-cases.ts"
import type { CaseContext } from "../test-case.ts"
import { readClaims } from "./token-claims.ts"

/** Checks that the response to each caller has the identity of the caller's token. */
export async function checkIdentity(context: CaseContext): Promise<void> {
  const { token, otherToken, getToken, isReal } = context.credentials
  if (!isReal || readClaims(token) === undefined) return
  const first = await context.send(context.build())
  if (outcomeOf(first) !== "success") return
  const mapped = mapClaims(token, objectOf(first.response?.json))
  const tokens = [token, ...(otherToken === undefined ? [] : [otherToken])]
  if (getToken !== undefined) {
    for (const claim of identityClaims(token, first)) {
      const other = await getToken({ [claim]: `verify_other_${claim}` })
      context.hideSecret(other, "$OTHER_TOKEN")
      tokens.push(other)
    }
  }
  for (const one of tokens) {
    const exchange = one === token ? first : await context.send(context.build({ token: one }))
    if (outcomeOf(exchange) !== "success") continue
    const claims = readClaims(one) ?? {}
    for (const [claim, field] of mapped) {
      const value = claims[claim]
      const returned = objectOf(exchange.response?.json)[field]
      if (typeof value !== "string" || returned === value) continue
      const message = `The response field "${field}" differs from the claim "${claim}" of the token.`
      context.report({ rule: "auth-identity", field: `/${field}`, message, exchange })
    }
  }
}

/** Returns pairs of a claim and a response field with the same name or the same value. */
function mapClaims(
  token: string,
  response: Readonly<Record<string, unknown>>,
): readonly (readonly [claim: string, field: string])[] {
  const claims = Object.entries(readClaims(token) ?? {})
  return claims.flatMap(([claim, value]) => {
    if (typeof value !== "string") return []
    if (typeof response[claim] === "string") return [[claim, claim] as const]
    const field = Object.keys(response).find((name) => response[name] === value)
    return field === undefined ? [] : [[claim, field] as const]
  })
}
