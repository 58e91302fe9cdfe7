import type { ApiError, LabOrder } from "@loop-health/integrations-contract"
import { expect, test, vi } from "vitest"
import { createMockFetch, scenarioNames } from "../src/index.ts"
import { aRequest, send } from "./support/send.ts"

test("changes to an order apply to its response, its replays, and orders()", async () => {
  const mock = createMockFetch()
  mock.next("created", { status: "collecting_sample", tracking_number: "1Z" })
  const { json, order } = await send(mock, { key: "key" })
  expect(order).toMatchObject({ status: "collecting_sample", tracking_number: "1Z" })
  expect((await send(mock, { key: "key" })).json).toEqual(json)
  expect(mock.orders()).toMatchObject([{ id: order.id, status: "collecting_sample" }])
  expect((await send(mock)).order).toMatchObject({ status: "received", tracking_number: null })
})

test("an order can have another ID", async () => {
  const mock = createMockFetch()
  mock.always("created", { id: "order-1", junction_order_id: "junction-1" })
  expect((await send(mock)).order).toMatchObject({ id: "order-1", junction_order_id: "junction-1" })
  expect(mock.orders()).toMatchObject([{ id: "order-1", junction_order_id: "junction-1" }])
})

test("changes to an order that was not confirmed apply once its response arrives", async () => {
  const mock = createMockFetch()
  mock.next("junction_outcome_unknown").next("created", { status: "requisition_created" })
  await send(mock, { key: "key" })
  expect((await send(mock, { key: "key" })).order.status).toBe("requisition_created")
  expect(mock.orders()).toMatchObject([{ status: "requisition_created" }])
})

test.each(["validation_error", "token_expired", "store_unavailable", "internal_error"] as const)(
  "changes to %s apply to its response, with the server's headers",
  async (name) => {
    const mock = createMockFetch()
    mock.next(name).next(name, { error: "a_code_of_tomorrow", message: "Something new." })
    const unchanged = await send(mock)
    const changed = await send(mock)
    expect(changed.status).toBe(unchanged.status)
    expect(changed.error).toEqual({
      ...unchanged.error,
      error: "a_code_of_tomorrow",
      message: "Something new.",
    })
    expect(changed.headers.has("www-authenticate")).toBe(changed.status === 401)
  },
)

test("changes to an error do not apply to other errors", async () => {
  const mock = createMockFetch()
  mock.next("overloaded", { message: "Changed." })
  expect((await send(mock, { body: {} })).error.message).not.toBe("Changed.")
  expect((await send(mock)).error.message).toBe("Changed.")
  // An earlier request has placed the order, so the rejection is not the response.
  mock.next("junction_outcome_unknown").next("patient_rejected", { message: "Changed." })
  const first = await send(mock, { key: "key" })
  expect((await send(mock, { key: "key" })).error).toEqual(first.error)
})

test("changes that the contract forbids throw and name the path", async () => {
  const mock = createMockFetch()
  const mistakes = [
    // @ts-expect-error a status is a string
    () => mock.next("created", { status: 5 }),
    // @ts-expect-error an ID is required
    () => mock.next("created", { id: undefined }),
    // @ts-expect-error an order has no such field
    () => mock.next("created", { state: "received" }),
    // @ts-expect-error an error has no status
    () => mock.always("overloaded", { status: "received" }),
    // @ts-expect-error a detail has a message
    () => mock.next("validation_error", { details: [{ path: "/patient/dob" }] }),
    // @ts-expect-error a network error has no body
    () => mock.next("connection_lost", { message: "Lost." }),
  ]
  const messages = mistakes.map((mistake) => {
    try {
      return mistake()
    } catch (error) {
      return error instanceof TypeError ? error.message : error
    }
  })
  expect(messages).toEqual([
    'The contract forbids this body of "created": /status must be a string.',
    'The contract forbids this body of "created": /id is required.',
    expect.stringMatching(/^The body of "created" has no field \/state. Expected one of: id, /),
    expect.stringMatching(
      /^The body of "overloaded" has no field \/status. Expected one of: error/,
    ),
    'The contract forbids this body of "validation_error": /details/0/message is required.',
    'The scenario "connection_lost" has no response body to change. Remove the changes.',
  ])
  expect((await send(mock)).status).toBe(201)
})

test("the changes of a scenario have the types of its status", () => {
  const mock = createMockFetch()
  const name = scenarioNames[0] ?? "created"
  // A name that is known only at run time needs no changes.
  mock.next(name).always(name).reset()
  const changes: Partial<LabOrder> = { status: "received" }
  const error: Partial<ApiError> = { message: "Changed." }
  expect(() => mock.next("created", changes).next("overloaded", error)).not.toThrow()
})

test("a delay applies to the response of one request", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const mock = createMockFetch()
  mock.next("overloaded", {}, { delayMs: 300 }).next("connection_error", undefined, { delayMs: 50 })
  const ended: unknown[] = []
  const failed = send(mock).then(({ status }) => ended.push(status))
  const lost = send(mock).catch((error: unknown) => ended.push(error))
  while (vi.getTimerCount() < 2) await new Promise(setImmediate)
  expect((await send(mock)).status).toBe(201)
  await vi.advanceTimersByTimeAsync(50)
  await lost
  await vi.advanceTimersByTimeAsync(249)
  expect(ended).toEqual([expect.any(TypeError)])
  await vi.advanceTimersByTimeAsync(1)
  await failed
  expect(ended).toEqual([expect.any(TypeError), 502])
  vi.useRealTimers()
})

test.each([-1, Infinity, Number.NaN])("a delay of %d throws", (delayMs) => {
  expect(() => createMockFetch().next("created", {}, { delayMs })).toThrow(/^delayMs must be/)
})

test("calls() lists method, key, scenario, and status of each request", async () => {
  const mock = createMockFetch()
  mock.next("connection_lost").next("overloaded")
  await send(mock, { key: "one" }).catch(() => {})
  await send(mock, { key: "one" })
  await send(mock, { key: "two" })
  await send(mock, { key: "two" })
  await send(mock, { body: {}, headers: { "idempotency-key": undefined } })
  await send(mock, { method: "PUT", key: "three" })
  expect(mock.calls()).toEqual([
    { method: "POST", key: "one", scenario: "connection_lost", status: undefined },
    { method: "POST", key: "one", scenario: undefined, status: 201 },
    { method: "POST", key: "two", scenario: "overloaded", status: 502 },
    { method: "POST", key: "two", scenario: "created", status: 201 },
    { method: "POST", key: undefined, scenario: undefined, status: 400 },
    { method: "PUT", key: "three", scenario: undefined, status: 405 },
  ])
  mock.reset()
  expect(mock.calls()).toEqual([])
})

test("the header x-mock-scenario sets the scenario of its request only", async () => {
  const mock = createMockFetch()
  mock.next("token_expired")
  const headers = { "x-mock-scenario": "junction_rejected" }
  const own = await Promise.all([send(mock, { headers }), send(mock), send(mock, { headers })])
  expect(own.map(({ error }) => error.error)).toEqual([
    "junction_rejected",
    "token_expired",
    "junction_rejected",
  ])
  expect((await send(mock)).status).toBe(201)
})

test("an unknown scenario in the header gets a 400 that lists the scenarios", async () => {
  const mock = createMockFetch()
  expect(await send(mock, { headers: { "x-mock-scenario": "oops" } })).toMatchObject({
    status: 400,
    error: {
      error: "unknown_scenario",
      message: expect.stringMatching(
        /^x-mock-scenario: Unknown scenario "oops". Expected one of: /,
      ),
    },
  })
  expect(mock.orders()).toEqual([])
})

test("pages of every origin can send the request and read the response", async () => {
  const mock = createMockFetch()
  mock.next("overloaded")
  const origin = "https://app.example"
  const preflight = await mock(
    new Request(aRequest().url, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,idempotency-key",
      },
    }),
  )
  expect([preflight.status, await preflight.text()]).toEqual([204, ""])
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "authorization,idempotency-key",
  })
  expect(mock.calls()).toEqual([])
  const { status, headers } = await send(mock, { headers: { origin } })
  expect(status).toBe(502)
  expect(headers.get("access-control-allow-origin")).toBe("*")
  expect(headers.get("access-control-expose-headers")).toBe("*")
  expect((await send(mock)).headers.has("access-control-allow-origin")).toBe(false)
})
