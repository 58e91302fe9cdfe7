import { runInNewContext } from "node:vm"
import { inspect } from "node:util"
import { expect, test, vi } from "vitest"
import {
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
  type CallMeta,
} from "../src/index.ts"

const meta: CallMeta = {
  idempotencyKey: "key-1",
  attempts: 1,
  requestId: "request-1",
  elapsedMs: 12,
  outcome: "unknown",
  retryAfterMs: 7000,
}
const refusal = { apiCode: "some_code", message: "Why.", details: [] }

const errors = [
  [new ValidationError(meta, refusal), "ValidationError", "validation", 400],
  [new UnauthenticatedError(meta, refusal), "UnauthenticatedError", "unauthenticated", 401],
  [new UpstreamError(meta, refusal), "UpstreamError", "upstream", 502],
  [
    new UnexpectedStatusError(meta, 418, undefined),
    "UnexpectedStatusError",
    "unexpected_status",
    418,
  ],
  [new ConnectionError(meta, undefined), "ConnectionError", "connection", undefined],
  [new TimeoutError(meta, 30_000), "TimeoutError", "timeout", undefined],
  [new AbortedError(meta), "AbortedError", "aborted", undefined],
  [new ContractError(meta, "raw"), "ContractError", "contract", undefined],
  [new InvalidRequestError(meta, "No"), "InvalidRequestError", "invalid_request", undefined],
  [new TokenError(meta), "TokenError", "token", undefined],
] as const

test.each(errors)("%s tells its name, code, status and meta", (error, name, code, status) => {
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

test("isLoopError knows the errors of another copy of the SDK", async () => {
  vi.resetModules()
  const copy = await import("../src/index.ts")
  const foreign = new copy.AbortedError(meta)
  expect(foreign).not.toBeInstanceOf(LoopError)
  expect(isLoopError(foreign)).toBe(true)
  expect(copy.isLoopError(new AbortedError(meta))).toBe(true)
})

test("isLoopError knows the errors of another realm", () => {
  const brand = "Symbol.for('@loop-health/integrations-sdk/error')"
  expect(isLoopError(runInNewContext(`({ [${brand}]: true })`))).toBe(true)
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
])("%s is no LoopError", (value) => {
  expect(isLoopError(value)).toBe(false)
})
