import { createPublicKey } from "node:crypto"
import { generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose"
import { expect, test } from "vitest"
import { startTestService } from "../../support/deployment.ts"

type Service = Awaited<ReturnType<typeof startTestService>>
const claims = { brand_id: "brand_a", user_id: "user_a" }

async function forged(algorithm: string, kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm)
  return new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: algorithm, kid })
    .setIssuer("https://issuer.example")
    .setAudience("https://integrations.platform.loop.health")
    .setSubject("user_a")
    .setExpirationTime("1h")
    .sign(privateKey)
}

/** Signed by the issuer itself, good but for what is told; a claim of `undefined` is left out. */
async function signed(
  { issuer }: Service,
  about: Record<string, unknown>,
  header: { readonly crit?: string[]; readonly [name: string]: unknown } = {},
): Promise<string> {
  const token = new SignJWT({
    brand_id: "brand_a",
    iss: "https://issuer.example",
    aud: "https://integrations.platform.loop.health",
    sub: "user_a",
    exp: Math.floor(Date.now() / 1000) + 3_600,
    ...about,
  }).setProtectedHeader({ alg: "ES256", kid: String(issuer.privateKey.kid), ...header })
  // An extension that the signer knows, and the service does not.
  const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]))
  return `Bearer ${await token.sign(await importJWK(issuer.privateKey, "ES256"), { crit })}`
}

/** Returns a token signed with the public key as a shared secret, which a verifier that trusts the header accepts. */
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
  ["no header", "unauthenticated", async () => undefined],
  ["an empty header", "unauthenticated", () => ""],
  ["another scheme", "unauthenticated", () => "Basic YTpi"],
  ["a scheme without a token", "unauthenticated", () => "Bearer"],
  ["no JWT at all", "unauthenticated", () => "Bearer abc"],
  ["a token of 10 kB", "unauthenticated", () => `Bearer ${"a".repeat(10_000)}`],
  [
    "a good token that is longer than any token should be",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, scope: "s".repeat(9_000) })}`,
  ],
  [
    "an expired token",
    "token_expired",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, expires_in: -60 })}`,
  ],
  [
    "a token that never expires",
    "unauthenticated",
    (service) => signed(service, { exp: undefined }),
  ],
  ["an expiry that is no time", "unauthenticated", (service) => signed(service, { exp: "never" })],
  [
    "a token that is not good yet",
    "unauthenticated",
    (service) => signed(service, { nbf: Math.floor(Date.now() / 1000) + 600 }),
  ],
  [
    "an extension that nobody here knows",
    "unauthenticated",
    (service) => signed(service, {}, { crit: ["quillon"], quillon: 1 }),
  ],
  ["another issuer", "unauthenticated", (service) => signed(service, { iss: "https://a.example" })],
  ["no issuer", "unauthenticated", (service) => signed(service, { iss: undefined })],
  ["another audience", "unauthenticated", (service) => signed(service, { aud: ["a", "b"] })],
  ["no audience", "unauthenticated", (service) => signed(service, { aud: undefined })],
  ["no user", "unauthenticated", (service) => signed(service, { sub: undefined })],
  ["no brand", "unauthenticated", (service) => signed(service, { brand_id: undefined })],
  ["brands", "unauthenticated", (service) => signed(service, { brand_id: ["brand_a"] })],
  [
    "another key with our kid",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await forged("ES256", String(issuer.privateKey.kid))}`,
  ],
  ["an unknown kid", "unauthenticated", async () => `Bearer ${await forged("ES256", "nobody's")}`],
  [
    "no signature",
    "unauthenticated",
    () => `Bearer ${new UnsecuredJWT(claims).setExpirationTime("1h").encode()}`,
  ],
  [
    "the public key as a shared secret",
    "unauthenticated",
    (service) => signWithPublicKey(service, "jwk"),
  ],
  [
    "the public key's PEM as a shared secret",
    "unauthenticated",
    (service) => signWithPublicKey(service, "pem"),
  ],
  [
    "a token without a brand",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, brand_id: "" })}`,
  ],
  [
    "a token without a user",
    "unauthenticated",
    async ({ issuer }) => `Bearer ${await issuer.issue({ ...claims, user_id: "" })}`,
  ],
])("%s is 401 %s, and the body is not looked at", async (what, code, authorization) => {
  const service = await startTestService()
  const response = await service.send({
    headers: { authorization: await authorization(service) },
    bytes: "not even JSON",
  })
  expect(response.status).toBe(401)
  expect(response.error).toEqual({ error: code, message: expect.any(String) as string })
  const bare = what === "no header" || what === "an empty header"
  expect(response.headers["www-authenticate"]).toMatch(
    bare ? /^Bearer$/ : /^Bearer error="invalid_token"/,
  )
  expect(service.simulator.journal).toEqual([])
})

test("a token of the issuer's own key is taken, whatever more it says", async () => {
  const service = await startTestService()
  const about = { aud: ["another", "https://integrations.platform.loop.health"], nbf: 1, x: {} }
  const authorization = await signed(service, about, { jku: "https://a.example", x5u: "x" })
  expect((await service.send({ headers: { authorization } })).status).toBe(201)
})

test("the scheme's name may be written in any case", async () => {
  const service = await startTestService()
  const authorization = `bEARER ${await service.issuer.issue(claims)}`
  expect((await service.send({ headers: { authorization } })).status).toBe(201)
})
