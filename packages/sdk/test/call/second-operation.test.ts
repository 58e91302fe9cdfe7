// Runs an unknown operation without a key, a body, and an outcome: see support/get-lab-order.ts.
import { aLabOrder } from "@loop-health/integrations-mocks/builders"
import { expect, expectTypeOf, test } from "vitest"
import type { CallMeta } from "../../src/call/call-meta.ts"
import { unwrap } from "../../src/errors/result.ts"
import { isLoopError, type ClientOptions, type Hooks, type TokenRequest } from "../../src/index.ts"
import { fakeClock, settle } from "../support/fake-clock.ts"
import { createGet, type FoundLabOrder } from "../support/get-lab-order.ts"
import { jsonResponse, never, scriptedFetch } from "../support/scripted-fetch.ts"

const found = () => jsonResponse(200, aLabOrder(), { "x-request-id": "request-1" })
const rejected = (status: number, error: string) => () =>
  jsonResponse(status, { error, message: "Why." })

/** Creates a method whose requests get these responses, in order. */
function scriptedGet(
  steps: readonly (() => Response | Promise<Response>)[],
  options: Partial<ClientOptions> = {},
) {
  const left = [...steps]
  const { fetch, sent } = scriptedFetch(() => left.shift()?.() ?? never())
  return { get: createGet({ token: "t", fetch, maxRetries: 0, ...options }), sent }
}

test("a GET sends its path parameter and query, without key, body, and content type", async () => {
  const { get, sent } = scriptedGet([found])
  const result = await get("a/b {c}?", {}, "id,status")
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://integrations.platform.loop.health/v1/labs/orders/a%2Fb%20%7Bc%7D%3F?fields=id%2Cstatus",
      headers: { accept: "application/json", authorization: "Bearer t" },
      body: "",
      redirect: "manual",
    },
  ])
  expect(result).toEqual({
    kind: "found",
    status: 200,
    order: aLabOrder(),
    meta: { attempts: 1, requestId: "request-1", elapsedMs: expect.any(Number) },
  })
})

test("an operation without a key is retried and refreshes its token", async () => {
  fakeClock()
  const events: object[] = []
  const hooks: Hooks = {
    onRequest: (event) => events.push(event),
    onResponse: (event) => events.push(event),
    onRetry: (event) => events.push(event),
  }
  const lost = () => Promise.reject(new TypeError("fetch failed"))
  const { get, sent } = scriptedGet(
    [lost, rejected(401, "token_expired"), rejected(502, "auth_unavailable"), found],
    { token: ({ refresh }: TokenRequest) => (refresh ? "new" : "old"), maxRetries: 2, ...hooks },
  )
  const result = await settle(get("order-1"))
  expect(result).toMatchObject({ kind: "found", meta: { attempts: 4 } })
  expect(sent.map(({ headers }) => headers["authorization"])).toEqual([
    "Bearer old",
    "Bearer old",
    "Bearer new",
    "Bearer new",
  ])
  const url = "https://integrations.platform.loop.health/v1/labs/orders/order-1"
  expect(new Set(sent.map((request) => request.url))).toEqual(new Set([url]))
  expect(events).toHaveLength(11)
  for (const event of events) {
    const path = "/v1/labs/orders/{order_id}"
    expect(event).toMatchObject({ method: "GET", path, idempotencyKey: undefined })
  }
})

test.each<[string, () => Response | Promise<Response>, object, Partial<ClientOptions>]>([
  ["a 401", rejected(401, "insufficient_scope"), { code: "unauthenticated", status: 401 }, {}],
  [
    "a declared 404",
    rejected(404, "order_not_found"),
    { code: "unexpected_status", status: 404, apiCode: "order_not_found" },
    {},
  ],
  ["a 502", rejected(502, "internal_error"), { code: "upstream", status: 502 }, {}],
  ["a gateway's 502", () => new Response(null, { status: 502 }), { code: "unexpected_status" }, {}],
  ["a 201", () => jsonResponse(201, aLabOrder()), { code: "unexpected_status", status: 201 }, {}],
  ["a 200 without an order", () => jsonResponse(200, {}), { code: "contract" }, {}],
  ["a lost request", () => Promise.reject(new Error("lost")), { code: "connection" }, {}],
  ["a deadline", never, { code: "timeout" }, { timeoutMs: 5 }],
  ["no token", found, { code: "token" }, { token: () => "" }],
])("the error after %s mentions no order and no key", async (_name, step, expected, options) => {
  const { get } = scriptedGet([step], options)
  const result = await get("order-1")
  if (result.kind === "found") throw new Error("The call succeeded.")
  expect(result.error).toMatchObject(expected)
  for (const part of [result.meta, result.error, result.error.toJSON()]) {
    expect(part).toMatchObject({ outcome: undefined, idempotencyKey: undefined })
  }
  expect(JSON.stringify(result)).not.toMatch(/outcome|idempotencyKey/)
  expect(result.error.message).not.toMatch(/\border (was|may)|idempotencyKey| $/)
})

test.each(["", ".", ".."])(
  "the SDK rejects the id %j, which would change the path",
  async (orderId) => {
    const { get, sent } = scriptedGet([found])
    expect(await get(orderId)).toMatchObject({ kind: "invalid_request", meta: { attempts: 0 } })
    expect(sent).toEqual([])
  },
)

test("invalid options are an invalid request, and the idempotency key is ignored", async () => {
  const { get, sent } = scriptedGet([found])
  const invalid = await get("order-1", { maxRetries: -1 })
  expect(invalid).toMatchObject({ kind: "invalid_request", meta: { attempts: 0 } })
  expect(invalid.meta.idempotencyKey).toBeUndefined()
  const withKey = await get("order-1", { idempotencyKey: "key-1" } as object)
  expect(withKey.kind).toBe("found")
  expect(sent.map(({ headers }) => Object.keys(headers))).toEqual([["accept", "authorization"]])
})

test("unwrap returns the success, and throws the error with the stack of its caller", async () => {
  const { get } = scriptedGet([found, rejected(404, "order_not_found")])
  const retrieve = async (orderId: string) => unwrap(await get(orderId), retrieve).order
  async function showOrder() {
    return await retrieve("order-1")
  }
  expect(await showOrder()).toEqual(aLabOrder())
  const error = await showOrder().catch((thrown: unknown) => thrown)
  if (!isLoopError(error)) throw new Error("The call succeeded.")
  expect(error).toMatchObject({ status: 404 })
  // On a busy machine, frames of Node come first.
  const frames = error.stack?.split("\n    at ").filter((frame) => !frame.includes("(node:"))
  expect(frames?.slice(1, 2).join()).toContain("showOrder")
})

test("the result narrows by its kind, and its meta has neither key nor outcome", () => {
  type Result = Awaited<ReturnType<ReturnType<typeof createGet>>>
  expectTypeOf<Extract<Result, { kind: "found" }>>().toEqualTypeOf<FoundLabOrder>()
  expectTypeOf<Extract<Result, { kind: "upstream" }>["status"]>().toEqualTypeOf<502>()
  expectTypeOf<Result["meta"]>().toEqualTypeOf<CallMeta>()
})
