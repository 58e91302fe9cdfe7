import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { inspect } from "node:util"
import { createContext, runInContext } from "node:vm"
import { expect, test } from "vitest"
import * as source from "../../src/index.ts"

type Sdk = typeof source

const {
  AbortedError,
  ConnectionError,
  ContractError,
  InvalidRequestError,
  isLoopError,
  LoopError,
  ResponseError,
  TimeoutError,
  TokenError,
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
} = source

const meta: source.CallMeta = {
  idempotencyKey: "key-1",
  attempts: 1,
  requestId: "request-1",
  elapsedMs: 12,
  outcome: "unknown",
  retryAfterMs: 7000,
}
const body = { apiCode: "some_code", message: "Why.", details: [] }

const errors = [
  [new ValidationError(meta, body), "ValidationError", "validation", 400],
  [new UnauthenticatedError(meta, body), "UnauthenticatedError", "unauthenticated", 401],
  [new UpstreamError(meta, body), "UpstreamError", "upstream", 502],
  [
    new UnexpectedStatusError(meta, undefined, 418, "https://x.test/v1/labs/orders"),
    "UnexpectedStatusError",
    "unexpected_status",
    418,
  ],
  [
    new ConnectionError(meta, "https://x.test/v1/labs/orders", undefined),
    "ConnectionError",
    "connection",
    undefined,
  ],
  [new TimeoutError(meta, 30_000), "TimeoutError", "timeout", undefined],
  [new AbortedError(meta), "AbortedError", "aborted", undefined],
  [new ContractError(meta, "raw"), "ContractError", "contract", undefined],
  [new InvalidRequestError(meta, "No"), "InvalidRequestError", "invalid_request", undefined],
  [new TokenError(meta), "TokenError", "token", undefined],
] as const

test.each(errors)("%s has its name, code, status, and meta", (error, name, code, status) => {
  expect(error).toBeInstanceOf(LoopError)
  expect(error instanceof ResponseError).toBe(status !== undefined)
  expect(error).toMatchObject({ name, code, status, ...meta })
  expect(error.stack).toMatch(new RegExp(`^${name}: `))
  expect(inspect(error)).toContain(name)
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    name,
    code,
    message: error.message,
    ...(status === undefined ? {} : { status }),
    ...meta,
  })
})

// The builds of `tsup`: copies of the SDK that one program can load at the same time.

const dist = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url))
const require = createRequire(import.meta.url)

/** Runs the CommonJS build in another realm with its own Error. */
function loadInAnotherRealm(): Sdk {
  const module = { exports: {} }
  const { performance, AbortController } = globalThis
  const realm = createContext({
    module,
    exports: module.exports,
    require,
    performance,
    AbortController,
  })
  runInContext(readFileSync(dist("index.cjs"), "utf8"), realm)
  // The build has the exports of the source.
  return module.exports as Sdk
}

/** Returns each copy by its name, with one of its errors. */
async function loadCopies(): Promise<[string, Sdk][]> {
  return [
    ["the source", source],
    ["the ES module", (await import(pathToFileURL(dist("index.js")).href)) as Sdk],
    ["the CommonJS module", require(dist("index.cjs")) as Sdk],
    ["the CommonJS module in another realm", loadInAnotherRealm()],
  ]
}

test("isLoopError of each build and realm recognizes the errors of all others", async () => {
  const copies = await loadCopies()
  for (const [maker, { AbortedError: Made }] of copies) {
    const error: unknown = new Made(meta)
    for (const [checker, sdk] of copies) {
      const label = `${checker} about an error of ${maker}`
      expect([label, sdk.isLoopError(error)]).toEqual([label, true])
      expect([label, error instanceof sdk.LoopError]).toEqual([label, checker === maker])
    }
  }
})

test("isLoopError recognizes an error of another realm, which is not an Error here", () => {
  const thrown: unknown = new (loadInAnotherRealm().ValidationError)(meta, body)
  expect(thrown).not.toBeInstanceOf(Error)
  if (!isLoopError(thrown) || thrown.code !== "validation") throw new Error("it was to be known")
  expect([thrown.status, thrown.apiCode, thrown.idempotencyKey]).toEqual([
    400,
    "some_code",
    "key-1",
  ])
})

test.each([
  [undefined],
  [null],
  ["AbortedError"],
  [7],
  [{}],
  [new Error("AbortedError")],
  [{ name: "AbortedError", code: "aborted" }],
  [{ [Symbol("@loop-health/integrations-sdk/error")]: true }],
])("%s is not a LoopError", (value) => {
  expect(isLoopError(value)).toBe(false)
})
