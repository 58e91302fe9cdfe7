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

test("the verifier keeps cached tokens if refetched keys are unchanged", async () => {
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

test("the verifier caches a valid token for one minute", async () => {
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

test("the verifier rejects a cached token after it expires", async () => {
  const { tokens, outcome, advance } = await startKeys({ clockToleranceSeconds: 0 })
  const token = await tokens.issue({ ...person, expires_in: 10 })
  expect(await outcome(token)).toBe("taken")
  expect(await outcome(token)).toBe("taken")
  advance(10 * second - 1)
  expect(await outcome(token)).toBe("taken")
  advance(1)
  expect(await outcome(token)).toBe("token_expired")
})

test("the verifier rejects a token that differs from a cached one only in its signature", async () => {
  const { tokens, outcome } = await startKeys()
  const token = await tokens.issue(person)
  expect([await outcome(token), await outcome(token)]).toEqual(["taken", "taken"])
  const [header, payload, signature = ""] = token.split(".")
  const turned = Buffer.from(signature, "base64url").reverse().toString("base64url")
  expect(await outcome([header, payload, turned].join("."))).toBe("unauthenticated")
})

test("the verifier accepts a rejected early token after its nbf", async () => {
  const { tokens, outcome, advance } = await startKeys()
  const early = await sign(tokens, { nbf: Date.now() / second + 30 })
  expect(await outcome(early)).toBe("unauthenticated")
  advance(30 * second)
  expect(await outcome(early)).toBe("taken")
})

test("the verifier verifies tokens again that the full cache dropped", async () => {
  const { tokens, verify } = await startKeys({ maxCachedTokens: 1 })
  const users = ["user_a", "user_b", "user_a", "user_b"]
  const found: string[] = []
  for (const user_id of users) {
    found.push((await verify(await tokens.issue({ ...person, user_id }))).userId)
  }
  expect(found).toEqual(users)
})

test.each(["jku", "x5u"])(
  "the verifier does not fetch keys from the %s of a token",
  async (header) => {
    const { keys, outcome, url } = await startKeys()
    expect(await outcome(await signWithUnknownKey({ [header]: `${url}/other-keys` }))).toBe(
      "unauthenticated",
    )
    expect(keys.requestedPaths).toEqual(["/jwks"])
  },
)

test("the verifier ignores the key in a token's header", async () => {
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

test("the verifier ignores a published shared secret", async () => {
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

test("the verifier tries every published key for a token without a key ID", async () => {
  const { publish, tokens, outcome, verify } = await startKeys()
  const other = await createTokenIssuer({ issuer, audience })
  publish(toPublic(tokens.privateKey), toPublic(other.privateKey))
  const withoutKeyId = { kid: undefined }
  expect(await outcome(await signWithUnknownKey(withoutKeyId))).toBe("unauthenticated")
  for (const issued of [tokens, other]) {
    expect(await verify(await sign(issued, {}, withoutKeyId))).toMatchObject(caller)
    expect(await outcome(await sign(issued, { aud: "another" }, withoutKeyId))).toBe(
      "unauthenticated",
    )
    expect(await outcome(await sign(issued, { exp: 1 }, withoutKeyId))).toBe("token_expired")
    expect(await outcome(await issued.issue(person))).toBe("taken")
  }
})

test("the verifier tries every published key with the key ID of a token", async () => {
  const { publish, tokens, outcome } = await startKeys()
  const other = await createTokenIssuer({ issuer, audience })
  const kid = "same"
  publish({ ...toPublic(tokens.privateKey), kid }, { ...toPublic(other.privateKey), kid })
  expect(await outcome(await signWithUnknownKey({ kid }))).toBe("unauthenticated")
  for (const issued of [tokens, other]) {
    expect(await outcome(await sign(issued, {}, { kid }))).toBe("taken")
  }
})

test.each(["at+jwt", "AT+JWT", "application/at+jwt", "JWT", "jwt", "application/jwt", undefined])(
  "the verifier accepts a token of type %s",
  async (typ) => {
    const { tokens, outcome } = await startKeys()
    expect(await outcome(await sign(tokens, {}, { typ }))).toBe("taken")
  },
)

test.each([
  "id+jwt",
  "logout+jwt",
  "dpop+jwt",
  "secevent+jwt",
  "JWS",
  "",
  " JWT",
  "at+jwt ",
  1,
  null,
  {},
])("the verifier rejects a token of type %j", async (typ) => {
  const { tokens, outcome } = await startKeys()
  expect(await outcome(await sign(tokens, {}, { typ }))).toBe("unauthenticated")
})

test.each([7, "", null, ["brand"]])(
  "the error for the brand %j says that it is invalid, not absent",
  async (brand_id) => {
    const { tokens, verify } = await startKeys()
    await expect(verify(await sign(tokens, { brand_id }))).rejects.toThrow(
      "has an invalid brand_id. It must be a text",
    )
  },
)

test.each(["brand_id", "sub"])(
  "the verifier rejects a %s that no ledger can store",
  async (claim) => {
    const { tokens, outcome } = await startKeys()
    for (const value of [
      "\ud800",
      "\udc00a",
      "a\ud801",
      "\0",
      "a\0b",
      "a\nb",
      "\u001b[31m",
      "\u007f",
      "\u0085",
      "\u009b",
      "a".repeat(256),
      "😀".repeat(256),
      "a".repeat(3_000),
    ]) {
      expect(await outcome(await sign(tokens, { [claim]: value }))).toBe("unauthenticated")
    }
  },
)

test.each(["brand_id", "sub"])(
  "the verifier accepts a %s of at most 255 characters",
  async (claim) => {
    const { tokens, outcome } = await startKeys()
    for (const value of ["a", " ", "auth0|5f7c", "Zoë 😀", "a".repeat(255), "😀".repeat(255)]) {
      expect(await outcome(await sign(tokens, { [claim]: value }))).toBe("taken")
    }
  },
)

test.each([
  ["an invalid URL", { jwksUrl: "keys" }, TypeError],
  ["a cache for no token", { maxCachedTokens: 0 }, RangeError],
])("createTokenVerifier rejects %s", (_what, wrong, error) => {
  const right = { issuer, audience, jwksUrl: "https://issuer.example/jwks" }
  expect(() => createTokenVerifier({ ...right, ...wrong })).toThrow(error)
})

/** Signs a token with the issuer's key. A header of `undefined` is left out. */
async function sign(
  { privateKey }: Keys["tokens"],
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const now = Date.now() / second
  return new SignJWT({
    iss: issuer,
    aud: audience,
    sub: "user_a",
    brand_id: "brand_a",
    exp: now + 3_600,
    ...claims,
  })
    .setProtectedHeader({ alg: "ES256", kid: String(privateKey.kid), ...header })
    .sign(await importJWK(privateKey, "ES256"))
}
