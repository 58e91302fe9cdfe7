import { objectOf } from "../../../document/json.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import { outcomeOf, type Exchange } from "../../run/exchange.ts"
import { readClaims } from "../auth/token-claims.ts"
import type { CaseContext, TestCase } from "../test-case.ts"
import { intentCase, reportIf, sendIntent } from "./intent.ts"
import { placeFirst } from "./replay-cases.ts"
import { findCreationViolation, findReplayViolation } from "./results.ts"
import { otherBody } from "./variants.ts"

/** Returns cases with one key and several callers. */
export function tenantCases(operation: ApiOperation): TestCase[] {
  if (operation.credential === undefined) return []
  return [
    intentCase(operation, "other-caller", otherCaller),
    intentCase(operation, "each-identity-claim", eachIdentityClaim),
    intentCase(operation, "similar-callers", similarCallers),
    intentCase(operation, "new-token", newToken),
  ]
}

async function otherCaller(context: CaseContext): Promise<void> {
  const { otherToken } = context.credentials
  if (otherToken === undefined) return context.skip("This check requires --other-token.")
  await expectSeparate(context, otherToken, "another caller with the same key")
}

/**
 * Sends one key with two tokens, with another body and with the same one, and expects separate
 * results.
 */
async function expectSeparate(context: CaseContext, token: string, sent: string): Promise<void> {
  const key = context.newKey()
  const first = await placeFirst(context, key)
  if (first === undefined) return
  const body = otherBody(context.operation)
  const other = await sendIntent(context, { key, token, ...(body === undefined ? {} : { body }) })
  if (!reportIf(context, findCreationViolation(other, [first], "intent-tenant", sent))) return
  const sharedKey = context.newKey()
  const own = await placeFirst(context, sharedKey)
  if (own === undefined) return
  const equal = await sendIntent(context, { key: sharedKey, token })
  reportIf(context, findCreationViolation(equal, [first, own], "intent-tenant", sent))
  const retry = await sendIntent(context, { key })
  const violation = findReplayViolation(
    first,
    retry,
    "intent-tenant",
    "a retry after another caller",
  )
  reportIf(context, violation)
}

/** Changes one claim at a time that the response returns, such as the user or the brand. */
async function eachIdentityClaim(context: CaseContext): Promise<void> {
  const { getToken, token } = context.credentials
  if (getToken === undefined) return context.skip("This check requires --token-command.")
  const first = await placeFirst(context, context.newKey())
  if (first === undefined) return
  for (const claim of identityClaims(token, first)) {
    const other = await getToken({ [claim]: `verify_other_${claim}` })
    context.hideSecret(other, "$OTHER_TOKEN")
    await expectSeparate(context, other, `a caller with another "${claim}" and the same key`)
  }
}

/** Separators with which a server can join claims. */
const separators = ["", ":", "|", "/", "-", "_"]

/**
 * Sends one key with pairs of tokens whose claims differ only in their case, or are equal when
 * joined. A server may reject such a caller.
 */
async function similarCallers(context: CaseContext): Promise<void> {
  const { getToken, token } = context.credentials
  if (getToken === undefined) return context.skip("This check requires --token-command.")
  const first = await placeFirst(context, context.newKey())
  if (first === undefined) return
  const claims = identityClaims(token, first)
  const pairs = claims.map((claim) => [{ [claim]: "verify" }, { [claim]: "VERIFY" }])
  for (const [index, one] of claims.entries()) {
    for (const other of claims.slice(index + 1)) {
      for (const separator of separators) {
        const long = `verify${separator}verify`
        pairs.push([
          { [one]: "verify", [other]: long },
          { [one]: long, [other]: "verify" },
        ])
      }
    }
  }
  for (const callers of pairs) {
    const key = context.newKey()
    const exchanges: Exchange[] = []
    for (const caller of callers) {
      const other = await getToken(caller)
      context.hideSecret(other, "$OTHER_TOKEN")
      exchanges.push(await sendIntent(context, { key, token: other }))
    }
    const [own, other] = exchanges.filter((exchange) => outcomeOf(exchange) === "success")
    if (own === undefined || other === undefined) continue
    const sent = `the same key with the claims ${callers.map((one) => JSON.stringify(one)).join(" and ")}`
    reportIf(context, findCreationViolation(other, [own], "intent-tenant", sent))
  }
}

/** Returns the claims whose values are in the response. */
export function identityClaims(token: string, { response }: Exchange): readonly string[] {
  const returned = Object.values(objectOf(response?.json))
  return Object.entries(readClaims(token) ?? {})
    .filter(([, value]) => typeof value === "string" && returned.includes(value))
    .map(([name]) => name)
}

async function newToken(context: CaseContext): Promise<void> {
  const { getToken } = context.credentials
  if (getToken === undefined) return context.skip("This check requires --token-command.")
  const key = context.newKey()
  const first = await placeFirst(context, key)
  if (first === undefined) return
  const token = await getToken({ jti: `verify-${key}` })
  context.hideSecret(token, "$NEW_TOKEN")
  const again = await sendIntent(context, { key, token })
  const sent = "a retry with a new token of the same caller"
  reportIf(context, findReplayViolation(first, again, "intent-tenant", sent))
}
