import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose"
import { expect, onTestFinished, test, vi } from "vitest"
import { createTokenVerifier } from "../../../src/node/index.ts"
import { createTokenIssuer } from "@loop-health/integrations-simulator"
import {
  audience,
  caller,
  issuer,
  minute,
  person,
  second,
  signWithUnknownKey,
  startKeys,
  toPublic,
  type Keys,
} from "./published-keys.ts"

test("keys that are fetched anew and are the same cost no token its place", async () => {
  const { keys, tokens, verify, advance } = await startKeys({ keysMaxAgeMs: 10 * second })
  const token = await tokens.issue(person)
  await verify(token)
  await verify(token)
  advance(10 * second)
  await verify(token)
  expect(keys.requestedPaths).toHaveLength(2)
  const signatures = vi.spyOn(crypto.subtle, "verify")
  onTestFinished(() => signatures.mockRestore())
  expect(await verify(token)).toMatchObject(caller)
  expect(signatures).not.toHaveBeenCalled()
})

test("a token that was found good is believed for a minute", async () => {
  const { tokens, verify, advance } = await startKeys()
  const token = await tokens.issue({ ...person, scope: "orders:write" })
  await verify(await tokens.issue(person))
  const signatures = vi.spyOn(crypto.subtle, "verify")
  onTestFinished(() => signatures.mockRestore())
  const verified = await verify(token)
  expect(verified).toEqual({ ...caller, scopes: ["orders:write"] })
  advance(1 * minute - 1)
  expect(await verify(token)).toEqual(verified)
  expect(signatures).toHaveBeenCalledTimes(1)
  advance(1)
  expect(await verify(token)).toEqual(verified)
  expect(signatures).toHaveBeenCalledTimes(2)
})

test("a token that expires after it was found good is rejected", async () => {
  const { tokens, outcome, advance } = await startKeys({ clockToleranceSeconds: 0 })
  const token = await tokens.issue({ ...person, expires_in: 10 })
  expect(await outcome(token)).toBe("taken")
  expect(await outcome(token)).toBe("taken")
  advance(10 * second - 1)
  expect(await outcome(token)).toBe("taken")
  advance(1)
  expect(await outcome(token)).toBe("token_expired")
})

test("what was found good says nothing for a token that differs in its signature alone", async () => {
  const { tokens, outcome } = await startKeys()
  const token = await tokens.issue(person)
  expect([await outcome(token), await outcome(token)]).toEqual(["taken", "taken"])
  const [header, payload, signature = ""] = token.split(".")
  const turned = Buffer.from(signature, "base64url").reverse().toString("base64url")
  expect(await outcome([header, payload, turned].join("."))).toBe("unauthenticated")
})

test("a token that was rejected for being early is taken when its time comes", async () => {
  const { tokens, outcome, advance } = await startKeys()
  const early = await sign(tokens, (token) => token.setNotBefore(Date.now() / second + 30))
  expect(await outcome(early)).toBe("unauthenticated")
  advance(30 * second)
  expect(await outcome(early)).toBe("taken")
})

test("more tokens than are remembered are judged anew, and right", async () => {
  const { tokens, verify } = await startKeys({ maxCachedTokens: 1 })
  const users = ["user_a", "user_b", "user_a", "user_b"]
  const found: string[] = []
  for (const user_id of users) {
    found.push((await verify(await tokens.issue({ ...person, user_id }))).userId)
  }
  expect(found).toEqual(users)
})

test.each(["jku", "x5u"])(
  "the keys that a token says are at its %s are not fetched",
  async (at) => {
    const { keys, outcome, url } = await startKeys()
    expect(await outcome(await signWithUnknownKey({ [at]: `${url}/its-own` }))).toBe(
      "unauthenticated",
    )
    expect(keys.requestedPaths).toEqual(["/jwks"])
  },
)

test("the key that a token brings along is not taken", async () => {
  const { tokens, outcome } = await startKeys()
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true })
  const jwk = await exportJWK(publicKey)
  const token = await new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "ES256", kid: String(tokens.privateKey.kid), jwk })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject("user_a")
    .setExpirationTime(Date.now() / second + 60)
    .sign(privateKey)
  expect(await outcome(token)).toBe("unauthenticated")
})

test("a shared secret that the issuer publishes by mistake verifies nothing", async () => {
  const { publish, outcome, tokens } = await startKeys()
  const secret = new Uint8Array(32).fill(7)
  publish(toPublic(tokens.privateKey), {
    kty: "oct",
    kid: "shared",
    k: Buffer.from(secret).toString("base64url"),
  })
  const token = await new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "HS256", kid: "shared" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject("user_a")
    .setExpirationTime(Date.now() / second + 60)
    .sign(secret)
  expect(await outcome(token)).toBe("unauthenticated")
})

test("a token that does not say which of two keys is its own is rejected", async () => {
  const { publish, tokens, outcome } = await startKeys()
  const other = await createTokenIssuer({ issuer, audience })
  publish(toPublic(tokens.privateKey), toPublic(other.privateKey))
  expect(await outcome(await signWithUnknownKey({ kid: undefined }))).toBe("unauthenticated")
  expect(await outcome(await other.issue(person))).toBe("taken")
})

test.each([
  ["an address that is none", { jwksUrl: "keys" }, TypeError],
  ["no room for tokens", { maxCachedTokens: 0 }, RangeError],
])("%s is rejected when the verifier is made", (_what, wrong, error) => {
  const right = { issuer, audience, jwksUrl: "https://issuer.example/jwks" }
  expect(() => createTokenVerifier({ ...right, ...wrong })).toThrow(error)
})

/** A token of the issuer's own key, with what a test is about. */
async function sign(
  { privateKey }: Keys["tokens"],
  about: (token: SignJWT) => SignJWT,
): Promise<string> {
  return about(
    new SignJWT({ brand_id: "brand_a" })
      .setProtectedHeader({ alg: "ES256", kid: String(privateKey.kid) })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject("user_a")
      .setExpirationTime(Date.now() / second + 3_600),
  ).sign(await importJWK(privateKey, "ES256"))
}
