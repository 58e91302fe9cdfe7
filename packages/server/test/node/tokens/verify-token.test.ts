import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from "jose"
import { expect, onTestFinished, test, vi } from "vitest"
import { createTokenVerifier, type TokenVerifierOptions } from "../../../src/node/index.ts"
import { createTokenIssuer } from "@loop-health/integrations-simulator"

const issuer = "https://issuer.example"
const audience = "https://integrations.platform.loop.health"
const person = { brand_id: "brand_a", user_id: "user_a" }
const caller = { brandId: "brand_a", userId: "user_a" }
const second = 1_000
const minute = 60 * second

/** A key set behind a socket, on a clock that the test sets. */
async function startKeys(options: Partial<TokenVerifierOptions> = {}) {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-23T12:00:00Z") })
  onTestFinished(() => void vi.useRealTimers())
  const keys = {
    /** The requested paths. */
    requestedPaths: [] as (string | undefined)[],
    respond: (_response: ServerResponse): void => {},
  }
  const server = createServer((request, response) => {
    keys.requestedPaths.push(request.url)
    keys.respond(response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokens = await createTokenIssuer({ issuer, audience })
  const publish = (...published: object[]) => {
    keys.respond = (response) => response.end(JSON.stringify({ keys: published }))
  }
  publish(toPublic(tokens.privateKey))
  const verify = createTokenVerifier({ issuer, audience, jwksUrl: `${url}/jwks`, ...options })
  return {
    url,
    keys,
    publish,
    tokens,
    verify,
    /** What a token's bearer is told. */
    outcome: (token: string) =>
      verify(token).then(
        () => "taken",
        (error: { readonly code: string }) => error.code,
      ),
    advance: (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds),
  }
}

type Keys = Awaited<ReturnType<typeof startKeys>>

function toPublic({ d: _secret, ...publicKey }: JWK): JWK {
  return publicKey
}

/** Returns a token signed with a key that is not published. */
async function signWithUnknownKey(header: Record<string, unknown> = {}): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256")
  return new SignJWT({ brand_id: "brand_a" })
    .setProtectedHeader({ alg: "ES256", kid: crypto.randomUUID(), ...header })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject("user_a")
    .setExpirationTime(Date.now() / second + 3_600)
    .sign(privateKey)
}

const unreachable: [string, (response: ServerResponse, url: string) => void][] = [
  ["break off", (response) => response.destroy()],
  ["are a failure", (response) => response.writeHead(500).end('{"keys":[]}')],
  ["are no JSON", (response) => response.end("<html>")],
  ["are no key set", (response) => response.end('{"keys":"Quillon"}')],
  ["are empty", (response) => response.end()],
  ["are elsewhere", (response, url) => response.writeHead(302, { location: url }).end()],
  ["do not come", () => {}],
  ["do not end", (response) => response.write('{"keys":[')],
]

test.each(unreachable)(
  "while the keys %s, nobody is told that their token is bad",
  async (_how, respond) => {
    const { keys, tokens, outcome, advance, publish, url } = await startKeys({ keysTimeoutMs: 200 })
    keys.respond = (response) => respond(response, `${url}/elsewhere`)
    const token = await tokens.issue(person)
    expect(await outcome(token)).toBe("auth_unavailable")
    expect(keys.requestedPaths).toEqual(["/jwks"])

    // It ends by itself.
    publish(toPublic(tokens.privateKey))
    advance(1 * second)
    expect(await outcome(token)).toBe("taken")
  },
)

test.each(unreachable)(
  "while the keys %s, tokens of known keys are good until the keys are too old",
  async (_how, respond) => {
    const { keys, tokens, outcome, advance, url } = await startKeys({ keysTimeoutMs: 200 })
    const first = await tokens.issue(person)
    expect(await outcome(first)).toBe("taken")
    keys.respond = (response) => respond(response, `${url}/elsewhere`)

    advance(9 * minute)
    expect(await outcome(first)).toBe("taken")
    expect(await outcome(await tokens.issue({ ...person, user_id: "user_b" }))).toBe("taken")
    // The one that was looked at a moment ago is no better than the others.
    advance(59 * second)
    expect(await outcome(first)).toBe("taken")
    advance(1 * second)
    expect(await outcome(first)).toBe("auth_unavailable")
  },
)

test("keys are fetched anew beside the work, from half their age on", async () => {
  const { keys, tokens, outcome, advance } = await startKeys()
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  advance(5 * minute - 1)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  expect(keys.requestedPaths).toHaveLength(1)
  // Not answered at all: who waited for it would wait for ever.
  keys.respond = () => {}
  advance(1)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  await expect.poll(() => keys.requestedPaths).toHaveLength(2)
})

test("a flood of tokens by unknown keys has the keys fetched once in 30 seconds", async () => {
  const { keys, tokens, outcome, advance } = await startKeys()
  const flood = async () => {
    const strangers = await Promise.all(Array.from({ length: 50 }, () => signWithUnknownKey()))
    expect(new Set(await Promise.all(strangers.map(outcome)))).toEqual(new Set(["unauthenticated"]))
  }
  await flood()
  await flood()
  expect(keys.requestedPaths).toHaveLength(1)
  advance(30 * second)
  await flood()
  await flood()
  expect(keys.requestedPaths).toHaveLength(2)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
})

test("a flood while the keys cannot be had has them fetched once a second", async () => {
  const { keys, tokens, outcome, advance } = await startKeys()
  keys.respond = (response) => response.writeHead(503).end()
  const flood = async () => {
    for (let index = 0; index < 20; index += 1) {
      expect(await outcome(await tokens.issue(person))).toBe("auth_unavailable")
    }
  }
  await flood()
  expect(keys.requestedPaths).toHaveLength(1)
  advance(1 * second)
  await flood()
  expect(keys.requestedPaths).toHaveLength(2)
})

test("while no key at all is published, nobody is told that their token is bad", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  publish()
  const token = await tokens.issue(person)
  expect(await outcome(token)).toBe("auth_unavailable")
  expect(await outcome(token)).toBe("auth_unavailable")
  expect(keys.requestedPaths).toHaveLength(1)

  // It ends by itself, and sooner than after a flood of unknown keys.
  publish(toPublic(tokens.privateKey))
  advance(1 * second)
  await outcome(token)
  await expect.poll(() => outcome(token)).toBe("taken")
  expect(keys.requestedPaths).toHaveLength(2)
})

test("keys that are all withdrawn verify nothing as soon as that is known", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  const token = await tokens.issue(person)
  expect(await outcome(token)).toBe("taken")
  publish()
  advance(30 * second)
  expect(await outcome(await signWithUnknownKey())).toBe("auth_unavailable")
  expect(keys.requestedPaths).toHaveLength(2)
  expect(await outcome(token)).toBe("auth_unavailable")
})

test("a clock that is set back does not keep the keys from being fetched", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  keys.respond = (response) => response.writeHead(503).end()
  expect(await outcome(await tokens.issue(person))).toBe("auth_unavailable")
  advance(-60 * minute)
  publish(toPublic(tokens.privateKey))
  expect(await outcome(await tokens.issue({ ...person, expires_in: 7_200 }))).toBe("taken")
})

test("a key that is published no more is refused as soon as the new keys are known", async () => {
  const { publish, tokens, outcome, advance } = await startKeys()
  const old = await tokens.issue(person)
  expect(await outcome(old)).toBe("taken")
  advance(31 * second)
  expect(await outcome(old)).toBe("taken")
  const successor = await createTokenIssuer({ issuer, audience })
  publish(toPublic(successor.privateKey))
  // Another client's token names the new key. That `old` was found good a moment ago helps it no more.
  expect(await outcome(await successor.issue(person))).toBe("taken")
  expect(await outcome(old)).toBe("unauthenticated")
})

test("a key that is published no more is refused at the end of the keys' time, at the latest", async () => {
  const { publish, tokens, outcome, advance } = await startKeys({ keysMaxAgeMs: 10 * second })
  const old = await tokens.issue(person)
  expect(await outcome(old)).toBe("taken")
  publish(toPublic((await createTokenIssuer({ issuer, audience })).privateKey))
  advance(10 * second - 1)
  // Found good now, and so for a minute by itself.
  expect(await outcome(old)).toBe("taken")
  advance(1)
  expect(await outcome(old)).toBe("unauthenticated")
})

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

test("a token that expires after it was found good is refused", async () => {
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

test("a token that was refused for being early is taken when its time comes", async () => {
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

test("a token that does not say which of two keys is its own is refused", async () => {
  const { publish, tokens, outcome } = await startKeys()
  const other = await createTokenIssuer({ issuer, audience })
  publish(toPublic(tokens.privateKey), toPublic(other.privateKey))
  expect(await outcome(await signWithUnknownKey({ kid: undefined }))).toBe("unauthenticated")
  expect(await outcome(await other.issue(person))).toBe("taken")
})

test.each([
  ["an address that is none", { jwksUrl: "keys" }, TypeError],
  ["no room for tokens", { maxCachedTokens: 0 }, RangeError],
])("%s is refused when the verifier is made", (_what, wrong, error) => {
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
