import type { JsonWebKey } from "node:crypto"
import type { ApiCredential, ApiOperation } from "../../read-document/api-document.ts"
import { toCredentialValue, type RequestParts } from "../../requests/api-request.ts"
import { expectAccepted } from "../expectations.ts"
import { identityClaims } from "../intents/tenant-cases.ts"
import { caseFactory, type CreateCase, type CaseContext, type TestCase } from "../test-case.ts"
import { changeToken, signWithPublicKey } from "./changed-tokens.ts"
import { expectUnauthenticated } from "./expect-unauthenticated.ts"
import { checkIdentity } from "./identity-case.ts"
import { readClaims } from "./token-claims.ts"

/** Returns the cases about credentials, or none for a public operation. */
export function authCases(operation: ApiOperation): TestCase[] {
  const { credential } = operation
  if (credential === undefined) return []
  const create = caseFactory(operation, "auth")
  return [
    create("none", sendNone),
    ...(credential.in === "header" ? headerCases(credential, create) : []),
    create("changed-tokens", sendChangedTokens),
    create("public-key-as-secret", sendPublicKey),
    create("claims", sendOtherClaims),
    create("invalid-request", sendInvalidRequests),
    create("identity", checkIdentity),
  ]
}

async function sendNone(context: CaseContext): Promise<void> {
  const sent = "a request without a credential"
  const exchange = await context.send(context.build({ token: null }))
  expectUnauthenticated(context, exchange, { rule: "auth-missing-accepted", sent })
}

/** Cases with other values of the header. */
function headerCases(credential: ApiCredential, create: CreateCase): TestCase[] {
  const { name, scheme } = credential
  const reject = (label: string, sent: string, linesOf: (token: string) => readonly string[]) =>
    create(label, async (context) => {
      const lines = linesOf(context.credentials.token)
      const exchange = await context.send(context.build({ headers: { [name]: lines } }))
      expectUnauthenticated(context, exchange, { rule: "auth-invalid-accepted", sent })
    })
  const accept = (label: string, changed: string) =>
    create(label, async (context) => {
      const line = `${changed} ${context.credentials.token}`
      const exchange = await context.send(context.build({ headers: { [name]: [line] } }))
      expectAccepted(context, exchange, { rule: "auth-scheme-case", sent: `the scheme ${changed}` })
    })
  return [
    reject("empty-header", "an empty credential header", () => [""]),
    reject("long-token", "a token of 9,000 characters", () => [
      toCredentialValue(credential, "a".repeat(9_000)),
    ]),
    create("query", (context) => sendInQuery(context, credential)),
    ...(scheme === ""
      ? []
      : [
          reject("scheme-only", "a scheme without a token", () => [scheme]),
          reject("no-scheme", "a token without a scheme", (token) => [token]),
          reject("other-scheme", "another scheme", (token) => [`Verify ${token}`]),
          reject("basic-scheme", "the scheme Basic", (token) => [
            `${scheme === "Basic" ? "Bearer" : "Basic"} ${token}`,
          ]),
          reject("twice", "an invalid credential before a valid credential", (token) => [
            `${scheme} verify-invalid`,
            `${scheme} ${token}`,
          ]),
          reject("token-after-text", "other text before the token", (token) => [
            `${scheme} verify ${token}`,
          ]),
          accept("lower-case-scheme", scheme.toLowerCase()),
          accept("upper-case-scheme", scheme.toUpperCase()),
        ]),
  ]
}

/**
 * Servers log queries, so a token in the query is valid only if the document declares it (RFC 6750,
 * section 2.3).
 */
async function sendInQuery(context: CaseContext, { name }: ApiCredential): Promise<void> {
  const { token } = context.credentials
  for (const parameter of ["access_token", "token", name]) {
    const request = context.build({ token: null })
    const separator = request.path.includes("?") ? "&" : "?"
    const path = `${request.path}${separator}${parameter}=${encodeURIComponent(token)}`
    const exchange = await context.send({ ...request, path })
    const sent = `the token in the query parameter "${parameter}"`
    expectUnauthenticated(context, exchange, { rule: "auth-invalid-accepted", sent })
  }
}

async function sendChangedTokens(context: CaseContext): Promise<void> {
  const { token, isReal } = context.credentials
  if (!isReal) return context.skip("This check requires --token.")
  for (const changed of changeToken(token)) await sendInvalid(context, changed)
}

async function sendInvalid(
  context: CaseContext,
  { name, token }: { readonly name: string; readonly token: string },
): Promise<void> {
  context.hideSecret(token, "$CHANGED_TOKEN")
  const exchange = await context.send(context.build({ token }))
  const sent = `an invalid token (${name})`
  expectUnauthenticated(context, exchange, { rule: "auth-invalid-accepted", sent })
}

async function sendPublicKey(context: CaseContext): Promise<void> {
  const { token, getPublicKeys } = context.credentials
  if (getPublicKeys === undefined) return context.skip("This check requires --jwks-url.")
  const keys: readonly JsonWebKey[] = await getPublicKeys()
  for (const key of keys) {
    const changed = signWithPublicKey(token, key)
    if (changed !== undefined) await sendInvalid(context, changed)
  }
}

async function sendOtherClaims(context: CaseContext): Promise<void> {
  const { token, getToken } = context.credentials
  if (getToken === undefined) return context.skip("This check requires --token-command.")
  const now = Math.floor(Date.now() / 1_000)
  const claims = readClaims(token) ?? {}
  const accepted = await context.send(context.build())
  const required = new Set([...identityClaims(token, accepted), "sub", "exp"])
  const invalid: Readonly<Record<string, unknown>>[] = [
    { exp: now - 600 },
    { nbf: now + 3_600 },
    ...("aud" in claims ? [{ aud: "https://verify-other-audience.example" }, { aud: null }] : []),
    ...("iss" in claims ? [{ iss: "https://verify-other-issuer.example" }, { iss: null }] : []),
    ...[...required].filter((name) => name in claims).map((name) => ({ [name]: null })),
  ]
  for (const changes of invalid) {
    const changed = await getToken(changes)
    context.hideSecret(changed, "$CHANGED_TOKEN")
    const removed = Object.entries(changes).find(([, value]) => value === null)?.[0]
    const sent =
      removed === undefined
        ? `a token with the claim ${JSON.stringify(changes)}`
        : `a token without the claim "${removed}"`
    const exchange = await context.send(context.build({ token: changed }))
    expectUnauthenticated(context, exchange, { rule: "auth-claims-accepted", sent })
  }
}

/** Sends requests with another invalid part, without a credential and with an invalid token. */
async function sendInvalidRequests(context: CaseContext): Promise<void> {
  const { operation, credentials } = context
  const parts: readonly (readonly [string, RequestParts])[] = [
    ...(operation.body === undefined
      ? []
      : [
          ["a malformed body", { body: "{" }] as const,
          ["an empty object", { body: "{}" }] as const,
          ["another media type", { headers: { "content-type": ["text/plain"] } }] as const,
        ]),
    ...(operation.idempotencyHeader === undefined
      ? []
      : [["no idempotency key", { key: [] }] as const]),
  ]
  const tokens = [null, ...(credentials.isReal ? ["verify-invalid-token"] : [])]
  for (const token of tokens) {
    for (const [what, part] of parts) {
      const exchange = await context.send(context.build({ ...part, token }))
      const sent = `${what} ${token === null ? "without a credential" : "with an invalid token"}`
      const rule = token === null ? "auth-missing-accepted" : "auth-invalid-accepted"
      expectUnauthenticated(context, exchange, { rule, sent, isInvalid: true })
    }
  }
}
