import type { ServerResponse } from "node:http"
import { importJWK, type JWK } from "jose"
import { expect, test } from "vitest"
import { createTokenIssuer } from "@loop-health/integrations-simulator"
import { writeEndlessly } from "../../support/endless-response.ts"
import {
  audience,
  issuer,
  minute,
  person,
  second,
  signWithoutKeyId,
  signWithUnknownKey,
  startKeys,
  toPublic,
} from "./published-keys.ts"

const unreachable: [string, (response: ServerResponse, url: string) => void][] = [
  ["end early", (response) => response.destroy()],
  ["are a 500 response", (response) => response.writeHead(500).end('{"keys":[]}')],
  ["are not JSON", (response) => response.end("<html>")],
  ["are not a key set", (response) => response.end('{"keys":"Quillon"}')],
  ["are empty", (response) => response.end()],
  ["are a redirect", (response, url) => response.writeHead(302, { location: url }).end()],
  ["get no response", () => {}],
  ["never end", (response) => response.write('{"keys":[')],
  ["have more than 1 MiB", (response) => response.end(`{"keys":[]}${" ".repeat(1024 * 1024)}`)],
  ["are endless", (response) => writeEndlessly(response)],
]

test.each(unreachable)(
  "while the keys %s, the verifier throws auth_unavailable",
  async (_how, respond) => {
    const { keys, tokens, outcome, advance, publish, url } = await startKeys({
      keysTimeoutMs: 1_000,
    })
    keys.respond = (response) => respond(response, `${url}/elsewhere`)
    const token = await tokens.issue(person)
    expect(await outcome(token)).toBe("auth_unavailable")
    expect(keys.requestedPaths).toEqual(["/jwks"])

    // The verifier recovers without a restart.
    publish(toPublic(tokens.privateKey))
    advance(1 * second)
    expect(await outcome(token)).toBe("taken")
  },
)

test.each(unreachable)(
  "while the keys %s, tokens of known keys are valid until the keys are too old",
  async (_how, respond) => {
    const { keys, tokens, outcome, advance, url } = await startKeys({ keysTimeoutMs: 1_000 })
    const first = await tokens.issue(person)
    expect(await outcome(first)).toBe("taken")
    keys.respond = (response) => respond(response, `${url}/elsewhere`)

    advance(9 * minute)
    expect(await outcome(first)).toBe("taken")
    expect(await outcome(await tokens.issue({ ...person, user_id: "user_b" }))).toBe("taken")
    // A token that was verified just before expires with the keys too.
    advance(59 * second)
    expect(await outcome(first)).toBe("taken")
    advance(1 * second)
    expect(await outcome(first)).toBe("auth_unavailable")
  },
)

test("the verifier refetches keys in the background after half their maximum age", async () => {
  const { keys, tokens, outcome, advance } = await startKeys()
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  advance(5 * minute - 1)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  expect(keys.requestedPaths).toHaveLength(1)
  // No response: a verification that waited for it would hang.
  keys.respond = () => {}
  advance(1)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  await expect.poll(() => keys.requestedPaths).toHaveLength(2)
})

test("tokens with unknown keys cause at most one fetch per 5 seconds", async () => {
  const { keys, tokens, outcome, advance } = await startKeys()
  const flood = async () => {
    const unknown = await Promise.all(Array.from({ length: 50 }, () => signWithUnknownKey()))
    expect(new Set(await Promise.all(unknown.map(outcome)))).toEqual(new Set(["unauthenticated"]))
  }
  await flood()
  await flood()
  expect(keys.requestedPaths).toHaveLength(1)
  advance(5 * second)
  await flood()
  await flood()
  expect(keys.requestedPaths).toHaveLength(2)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
})

test("a new key verifies tokens within 5 seconds, although others send unknown keys", async () => {
  const { tokens, outcome, advance, publish } = await startKeys()
  expect(await outcome(await signWithUnknownKey())).toBe("unauthenticated")
  const successor = await createTokenIssuer({ issuer, audience })
  publish(toPublic(tokens.privateKey), toPublic(successor.privateKey))
  advance(5 * second)
  expect(await outcome(await successor.issue(person))).toBe("taken")
})

test("a new key verifies tokens without a key ID", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  const { kid: _, ...published } = toPublic(tokens.privateKey)
  publish(published)
  const sign = async (key: JWK) => signWithoutKeyId(await importJWK(key, "ES256"))
  expect(await outcome(await sign(tokens.privateKey))).toBe("taken")
  const { privateKey } = await createTokenIssuer({ issuer, audience })
  advance(5 * second)
  // No new key is published yet.
  expect(await outcome(await sign(privateKey))).toBe("unauthenticated")
  expect(keys.requestedPaths).toHaveLength(2)

  const { kid: __, ...successor } = toPublic(privateKey)
  publish(successor)
  expect(await outcome(await sign(privateKey))).toBe("unauthenticated")
  expect(keys.requestedPaths).toHaveLength(2)
  advance(5 * second)
  expect(await outcome(await sign(privateKey))).toBe("taken")
  expect(await outcome(await sign(tokens.privateKey))).toBe("unauthenticated")
})

test("while the issuer hangs, tokens with a wrong signature stop no valid token", async () => {
  const { keys, tokens, outcome, advance } = await startKeys({ keysTimeoutMs: 60_000 })
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  advance(30 * second)
  const reached = new Promise<ServerResponse>((resolve) => (keys.respond = resolve))
  const forged = await signWithUnknownKey({ kid: tokens.privateKey.kid })
  const outcomes: string[] = []
  const all = Array.from({ length: 300 }, () => outcome(forged).then((code) => outcomes.push(code)))
  await expect.poll(() => outcomes.length).toBe(200)
  expect(await outcome(await tokens.issue({ ...person, user_id: "user_b" }))).toBe("taken")
  ;(await reached).destroy()
  await Promise.all(all)
  expect(new Set(outcomes)).toEqual(new Set(["unauthenticated"]))
})

test("failed fetches are at least one second apart", async () => {
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

test("the verifier throws auth_unavailable while no key is published", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  publish()
  const token = await tokens.issue(person)
  expect(await outcome(token)).toBe("auth_unavailable")
  expect(await outcome(token)).toBe("auth_unavailable")
  expect(keys.requestedPaths).toHaveLength(1)

  // The verifier refetches after one second instead of the 30 for unknown keys.
  publish(toPublic(tokens.privateKey))
  advance(1 * second)
  await outcome(token)
  await expect.poll(() => outcome(token)).toBe("taken")
  expect(keys.requestedPaths).toHaveLength(2)
})

test("withdrawn keys verify no token after the next fetch", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  const token = await tokens.issue(person)
  expect(await outcome(token)).toBe("taken")
  publish()
  advance(30 * second)
  expect(await outcome(await signWithUnknownKey())).toBe("auth_unavailable")
  expect(keys.requestedPaths).toHaveLength(2)
  expect(await outcome(token)).toBe("auth_unavailable")
})

test("the verifier fetches keys after the clock was set back", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys()
  keys.respond = (response) => response.writeHead(503).end()
  expect(await outcome(await tokens.issue(person))).toBe("auth_unavailable")
  advance(-60 * minute)
  publish(toPublic(tokens.privateKey))
  expect(await outcome(await tokens.issue({ ...person, expires_in: 7_200 }))).toBe("taken")
})

test("a withdrawn key verifies no token after new keys were fetched", async () => {
  const { publish, tokens, outcome, advance } = await startKeys()
  const old = await tokens.issue(person)
  expect(await outcome(old)).toBe("taken")
  advance(31 * second)
  expect(await outcome(old)).toBe("taken")
  const successor = await createTokenIssuer({ issuer, audience })
  publish(toPublic(successor.privateKey))
  // Another client's token names the new key, so the keys and the cache are replaced.
  expect(await outcome(await successor.issue(person))).toBe("taken")
  expect(await outcome(old)).toBe("unauthenticated")
})

test("a withdrawn key verifies no token after the maximum age of the keys", async () => {
  const { publish, tokens, outcome, advance } = await startKeys({ keysMaxAgeMs: 10 * second })
  const old = await tokens.issue(person)
  expect(await outcome(old)).toBe("taken")
  publish(toPublic((await createTokenIssuer({ issuer, audience })).privateKey))
  advance(10 * second - 1)
  // Cached for one minute, but not beyond the age of the keys.
  expect(await outcome(old)).toBe("taken")
  advance(1)
  expect(await outcome(old)).toBe("unauthenticated")
})

test("while the issuer hangs, unknown keys stop no token of a known key", async () => {
  const { keys, tokens, outcome, advance, publish } = await startKeys({ keysTimeoutMs: 60_000 })
  const other = await createTokenIssuer({ issuer, audience })
  const published = [toPublic(tokens.privateKey), toPublic(other.privateKey)]
  publish(...published)
  expect(await outcome(await tokens.issue(person))).toBe("taken")
  advance(30 * second)
  const reached = new Promise<ServerResponse>((resolve) => (keys.respond = resolve))

  const unknown = await Promise.all(Array.from({ length: 300 }, () => signWithUnknownKey()))
  const outcomes: string[] = []
  const all = unknown.map((token) => outcome(token).then((code) => outcomes.push(code)))
  await expect.poll(() => outcomes.length).toBe(200)
  expect(new Set(outcomes)).toEqual(new Set(["overloaded"]))

  expect(await outcome(await tokens.issue({ ...person, user_id: "user_b" }))).toBe("taken")
  ;(await reached).end(JSON.stringify({ keys: published }))
  await Promise.all(all)
  expect(outcomes.slice(200)).toEqual(Array.from({ length: 100 }, () => "unauthenticated"))
  // The limit applies only while tokens wait.
  expect(await outcome(await signWithUnknownKey())).toBe("unauthenticated")
})

test("while the first fetch of the keys hangs, at most 100 tokens wait for it", async () => {
  const { keys, tokens, outcome, publish } = await startKeys({ keysTimeoutMs: 60_000 })
  const respond = keys.respond
  const reached = new Promise<ServerResponse>((resolve) => (keys.respond = resolve))
  const token = await tokens.issue(person)
  const all = Array.from({ length: 101 }, () => outcome(token))
  expect(await all[100]).toBe("overloaded")
  respond(await reached)
  expect(new Set(await Promise.all(all.slice(0, 100)))).toEqual(new Set(["taken"]))
  publish()
  expect(await outcome(token)).toBe("taken")
})
