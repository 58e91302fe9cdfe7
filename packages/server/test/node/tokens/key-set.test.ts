import type { ServerResponse } from "node:http"
import { expect, test } from "vitest"
import { createTokenIssuer } from "@loop-health/integrations-simulator"
import {
  audience,
  issuer,
  minute,
  person,
  second,
  signWithUnknownKey,
  startKeys,
  toPublic,
} from "./published-keys.ts"

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

test("a key that is published no more is rejected as soon as the new keys are known", async () => {
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

test("a key that is published no more is rejected at the end of the keys' time, at the latest", async () => {
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
