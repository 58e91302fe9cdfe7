import { createPublicKey } from "node:crypto"
import { generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose"
import { expect, test } from "vitest"
import { startTestService } from "../../support/deployment.ts"

type Service = Awaited<ReturnType<typeof startTestService>>
const claims = { brand_id: "brand_a", user_id: "user_a" }

async function signWithForeignKey(algorithm: string, kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm)
  return new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: algorithm, kid })
    .setIssuer("https://issuer.example")
    .setAudience("https://integrations.platform.loop.health")
    .setSubject("user_a")
    .setExpirationTime("1h")
    .sign(privateKey)
}

/** Returns a token of the issuer with changed claims. A claim of `undefined` is left out. */
async function signWithIssuerKey(
  { issuer }: Service,
  changes: Record<string, unknown>,
  header: { readonly crit?: string[]; readonly [name: string]: unknown } = {},
): Promise<string> {
  const token = new SignJWT({
    brand_id: "brand_a",
    iss: "https://issuer.example",
    aud: "https://integrations.platform.loop.health",
    sub: "user_a",
    exp: Math.floor(Date.now() / 1000) + 3_600,
    ...changes,
  }).setProtectedHeader({ alg: "ES256", kid: String(issuer.privateKey.kid), ...header })
  // The signer accepts only extensions that it knows. The server knows none.
  const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]))
  return `Bearer ${await token.sign(await importJWK(issuer.privateKey, "ES256"), { crit })}`
}

/**
 * Returns a token that has the public key as its HMAC secret. Verifiers that trust `alg` accept it.
 */
async function signWithPublicKey({ issuer }: Service, form: "jwk" | "pem"): Promise<string> {
  const { d: _, ...publicKey } = issuer.privateKey
  const secret =
    form === "jwk"
      ? JSON.stringify(publicKey)
      : createPublicKey({ key: publicKey, format: "jwk" }).export({ type: "spki", format: "pem" })
  const token = await new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "HS256", kid: String(issuer.privateKey.kid) })
    .setIssuer("https://issuer.example")
    .setAudience("https://integrations.platform.loop.health")
    .setSubject("user_a")
    .setExpirationTime("1h")
    .sign(Buffer.from(secret))
  return `Bearer ${token}`
}

test.each<[string, string, (service: Service) => Promise<string | undefined> | string]>([
  ["a request without an Authorization header", "unauthenticated", async () => undefined],
  ["an empty Authorization header", "unauthenticated", () => ""],
  ["a header of another scheme", "unauthenticated", () => "Basic YTpi"],
  ["a header without a token", "unauthenticated", () => "Bearer"],
  ["a token that is no JWT", "unauthenticated", () => "Bearer abc"],
  ["a token of 10 kB", "unauthenticated", () => `Bearer ${"a".repeat(10_000)}`],
  [
    "a valid token above the maximum length",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, scope: "s".repeat(9_000) })}`,
  ],
  [
    "an expired token",
    "token_expired",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, expires_in: -60 })}`,
  ],
  [
    "a token without exp",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { exp: undefined }),
  ],
  [
    "an exp that is not a number",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { exp: "never" }),
  ],
  [
    "a token before its nbf",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { nbf: Math.floor(Date.now() / 1000) + 600 }),
  ],
  [
    "a token with an unknown critical extension",
    "unauthenticated",
    (service) => signWithIssuerKey(service, {}, { crit: ["quillon"], quillon: 1 }),
  ],
  [
    "a token of another issuer",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { iss: "https://a.example" }),
  ],
  [
    "a token without iss",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { iss: undefined }),
  ],
  [
    "a token for another audience",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { aud: ["a", "b"] }),
  ],
  [
    "a token without aud",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { aud: undefined }),
  ],
  [
    "a token without sub",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { sub: undefined }),
  ],
  [
    "a token without brand_id",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { brand_id: undefined }),
  ],
  [
    "a brand_id that is a list",
    "unauthenticated",
    (service) => signWithIssuerKey(service, { brand_id: ["brand_a"] }),
  ],
  [
    "a token signed by another key with the issuer's kid",
    "unauthenticated",
    async ({ issuer }) =>
      `Bearer ${await signWithForeignKey("ES256", String(issuer.privateKey.kid))}`,
  ],
  [
    "a token with an unknown kid",
    "unauthenticated",
    async () => `Bearer ${await signWithForeignKey("ES256", "unknown")}`,
  ],
  [
    "a token without a signature",
    "unauthenticated",
    () => `Bearer ${new UnsecuredJWT(claims).setExpirationTime("1h").encode()}`,
  ],
  [
    "a token signed with the public JWK as a secret",
    "unauthenticated",
    (service) => signWithPublicKey(service, "jwk"),
  ],
  [
    "a token signed with the public PEM as a secret",
    "unauthenticated",
    (service) => signWithPublicKey(service, "pem"),
  ],
  [
    "a token with an empty brand_id",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, brand_id: "" })}`,
  ],
  [
    "a token with an empty sub",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, user_id: "" })}`,
  ],
])("rejects %s as %s before it reads the body", async (label, code, authorization) => {
  const service = await startTestService()
  const response = await service.send({
    headers: { authorization: await authorization(service) },
    bytes: "not even JSON",
  })
  expect(response.status).toBe(401)
  expect(response.error).toEqual({ error: code, message: expect.any(String) as string })
  const withoutToken =
    label === "a request without an Authorization header" ||
    label === "an empty Authorization header"
  expect(response.headers["www-authenticate"]).toMatch(
    withoutToken ? /^Bearer$/ : /^Bearer error="invalid_token"/,
  )
  expect(service.simulator.journal).toEqual([])
})

test("accepts a token with several audiences and unknown claims and headers", async () => {
  const service = await startTestService()
  const changes = { aud: ["another", "https://integrations.platform.loop.health"], nbf: 1, x: {} }
  const authorization = await signWithIssuerKey(service, changes, {
    jku: "https://a.example",
    x5u: "x",
  })
  expect((await service.send({ headers: { authorization } })).status).toBe(201)
})

test("accepts the bearer scheme in upper and lower case", async () => {
  const service = await startTestService()
  const authorization = `bEARER ${await service.issuer.issue(claims)}`
  expect((await service.send({ headers: { authorization } })).status).toBe(201)
})
