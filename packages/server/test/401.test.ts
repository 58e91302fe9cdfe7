import { generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose"
import { expect, test } from "vitest"
import { startService } from "./service.ts"

type Service = Awaited<ReturnType<typeof startService>>
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

/** Signed by the issuer itself, for ever. */
async function endless({ issuer }: Service): Promise<string> {
  return new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "ES256", kid: String(issuer.privateKey.kid) })
    .setIssuer("https://issuer.example")
    .setAudience("https://integrations.platform.loop.health")
    .setSubject("user_a")
    .sign(await importJWK(issuer.privateKey, "ES256"))
}

/** Signed with the published key as a shared secret: what a verifier that trusts the header would take. */
function confused({ issuer }: Service): Promise<string> {
  const { d: _, ...publicKey } = issuer.privateKey
  return new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "HS256", kid: String(issuer.privateKey.kid) })
    .setSubject("user_a")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(JSON.stringify(publicKey)))
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
    async (service) => `Bearer ${await endless(service)}`,
  ],
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
    async (service) => `Bearer ${await confused(service)}`,
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
  const service = await startService()
  const answer = await service.send({
    headers: { authorization: await authorization(service) },
    text: "not even JSON",
  })
  expect(answer.status).toBe(401)
  expect(answer.error).toEqual({ error: code, message: expect.any(String) as string })
  const bare = what === "no header" || what === "an empty header"
  expect(answer.headers.get("www-authenticate")).toMatch(
    bare ? /^Bearer$/ : /^Bearer error="invalid_token"/,
  )
  expect(service.simulator.journal).toEqual([])
})

test.each([
  ["issuer", { issuer: "https://someone.example" }],
  ["audience", { audience: "https://another.example" }],
])("a token with another %s is 401", async (_what, other) => {
  const service = await startService()
  const { createTokenIssuer } = await import("../src/testing/index.ts")
  const stranger = await createTokenIssuer({
    issuer: "https://issuer.example",
    audience: "https://integrations.platform.loop.health",
    privateKey: service.issuer.privateKey,
    ...other,
  })
  const authorization = `Bearer ${await stranger.issue(claims)}`
  expect((await service.send({ headers: { authorization } })).status).toBe(401)
})

test("the scheme's name may be written in any case", async () => {
  const service = await startService()
  const authorization = `bEARER ${await service.issuer.issue(claims)}`
  expect((await service.send({ headers: { authorization } })).status).toBe(201)
})
