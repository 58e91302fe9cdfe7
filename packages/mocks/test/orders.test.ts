import { validateLabOrder } from "@loop-health/integrations-contract/validators"
import { expect, test } from "vitest"
import { aLabOrderRequest } from "../src/builders.ts"
import { createMockFetch } from "../src/index.ts"
import { aRequest, send, type RequestChanges } from "./support/send.ts"

test("a valid request returns 201 with the sent fields and places one order", async () => {
  const mock = createMockFetch()
  const body = aLabOrderRequest({
    panel_slug: "pcos",
    total_cents: 100,
    currency: "USD",
    patient_id: "p",
  })
  const { status, headers, json, order } = await send(mock, { body })
  expect(status).toBe(201)
  expect(validateLabOrder(json)).toMatchObject({ valid: true })
  expect(order).toMatchObject({
    brand_id: "brand_example",
    user_id: "user_example",
    panel_slug: "pcos",
    total_cents: 100,
    currency: "USD",
    patient_id: "p",
    status: "received",
  })
  expect(order.junction_order_id).not.toBe(order.id)
  expect(headers.get("x-request-id")).toBe("mock-request-1")
  expect(mock.orders()).toEqual([
    {
      id: order.id,
      junction_order_id: order.junction_order_id,
      panel_slug: "pcos",
      status: "received",
    },
  ])
})

test("the mock uses the given caller and clock, and accepts every token", async () => {
  const now = () => Date.parse("2020-11-23T09:00:00Z")
  const mock = createMockFetch({ caller: { brandId: "b", userId: "u" }, now })
  const { order } = await send(mock, { headers: { authorization: "Bearer other" } })
  expect(order).toMatchObject({
    brand_id: "b",
    user_id: "u",
    created_at: "2020-11-23T09:00:00.000Z",
  })
  const body = aLabOrderRequest({ patient: { dob: "2020-11-24" } })
  expect(await send(mock, { body })).toMatchObject({ status: 400 })
})

test("the mock accepts the arguments of the global fetch", async () => {
  const mock = createMockFetch()
  const request = aRequest()
  const { url, method, headers } = request
  const body = await request.clone().text()
  const responses = [
    await mock(request),
    await mock(url, { method, headers, body }),
    await mock(new URL(url), { method, headers, body }),
    await mock(new Request(url, { headers }), { method, body }),
  ]
  expect(responses.map((response) => response.status)).toEqual([201, 201, 201, 201])
  expect(mock.orders()).toHaveLength(1)
})

test("the mock consumes the body of a Request, so a second call rejects as fetch does", async () => {
  const mock = createMockFetch()
  const request = aRequest({ headers: { authorization: undefined } })
  expect((await mock(request)).status).toBe(401)
  await expect(mock(request)).rejects.toBeInstanceOf(TypeError)
})

test("the same key and body return the same order, marked as replayed", async () => {
  const mock = createMockFetch()
  const first = await send(mock, { key: "key" })
  const second = await send(mock, { key: "key" })
  expect(first.headers.get("idempotent-replayed")).toBeNull()
  expect(second.headers.get("idempotent-replayed")).toBe("true")
  expect(second.json).toEqual(first.json)
  expect(mock.orders()).toHaveLength(1)
})

test("the same key with another body is rejected, and no second order is placed", async () => {
  const mock = createMockFetch()
  await send(mock, { key: "key" })
  const body = aLabOrderRequest({ panel_slug: "fertility" })
  expect(await send(mock, { key: "key", body })).toMatchObject({
    status: 400,
    error: { error: "idempotency_key_reused" },
  })
  expect(mock.orders()).toHaveLength(1)
})

test("concurrent requests with one key create one order, and with many keys many", async () => {
  const mock = createMockFetch()
  const duplicates = await Promise.all(Array.from({ length: 20 }, () => send(mock, { key: "key" })))
  expect(new Set(duplicates.map(({ status, order }) => `${status} ${order.id}`)).size).toBe(1)
  expect(mock.orders()).toHaveLength(1)
  await Promise.all(Array.from({ length: 20 }, () => send(mock)))
  expect(mock.orders()).toHaveLength(21)
})

test.each<[string, number, string, RequestChanges]>([
  ["no token", 401, "unauthenticated", { headers: { authorization: undefined } }],
  ["another scheme than Bearer", 401, "unauthenticated", { headers: { authorization: "Basic x" } }],
  ["no key", 400, "idempotency_key_missing", { headers: { "idempotency-key": undefined } }],
  ["a key with a space", 400, "idempotency_key_invalid", { key: "a b" }],
  [
    "another media type",
    400,
    "unsupported_media_type",
    { headers: { "content-type": "text/plain" } },
  ],
  ["incomplete JSON", 400, "invalid_json", { body: '{"panel_slug":' }],
  ["a body of 65 KiB", 400, "payload_too_large", { body: " ".repeat(65 * 1024) }],
  ["an empty body", 400, "validation_error", { body: {} }],
  ["another path", 404, "not_found", { url: "https://example.com/v1/labs/order" }],
  ["another method", 405, "method_not_allowed", { method: "PUT" }],
])("%s returns %i %s, and no order is placed", async (_name, status, code, changes) => {
  const mock = createMockFetch()
  const response = await send(mock, changes)
  expect(response).toMatchObject({ status, error: { error: code } })
  expect(mock.orders()).toEqual([])
})

test("values that no lab accepts are rejected, and the details name the fields", async () => {
  const body = aLabOrderRequest({ patient: { dob: "1990-02-30" }, address: { zip: "1" } })
  const { status, error } = await send(createMockFetch(), { body })
  expect(status).toBe(400)
  expect(error.details?.map((detail) => detail.path)).toEqual(["/patient/dob", "/address/zip"])
})

test("a phone number is required only with phoneRequired", async () => {
  const body = aLabOrderRequest({ patient: { phone: undefined } })
  expect((await send(createMockFetch(), { body })).status).toBe(201)
  const strict = createMockFetch({ phoneRequired: true })
  const { status, error } = await send(strict, { body })
  expect(status).toBe(400)
  expect(error.details).toEqual([{ path: "/patient/phone", message: "is required" }])
})

test("two mocks share no scenarios and no orders", async () => {
  const one = createMockFetch()
  const other = createMockFetch()
  one.always("overloaded")
  other.next("created")
  const order = await send(other, { key: "key" })
  expect(order.status).toBe(201)
  expect((await send(one, { key: "key" })).status).toBe(502)
  expect([one.orders().length, other.orders().length]).toEqual([0, 1])
})

test("orders and times are the same in each run, whatever the keys", async () => {
  const run = async (seed?: number) => {
    const mock = createMockFetch({ seed })
    const orders = [(await send(mock)).order, (await send(mock)).order]
    return orders.map(({ id, junction_order_id, created_at }) => ({
      id,
      junction_order_id,
      created_at,
    }))
  }
  const first = await run()
  expect(await run()).toEqual(first)
  expect(first.map(({ created_at }) => created_at)).toEqual([
    "2026-01-01T12:00:01.000Z",
    "2026-01-01T12:00:02.000Z",
  ])
  const ids = [...first, ...(await run(2))].flatMap(({ id, junction_order_id }) => [
    id,
    junction_order_id,
  ])
  expect(new Set(ids).size).toBe(8)
})

test("reset() restarts the IDs and the clock", async () => {
  const mock = createMockFetch()
  const { json } = await send(mock)
  mock.reset()
  expect((await send(mock)).json).toEqual(json)
})

test("a HEAD request gets the headers of the response without a body", async () => {
  const response = await createMockFetch()(aRequest({ method: "HEAD" }))
  expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([
    405,
    "POST",
    "",
  ])
})

test("reset() removes every scenario, order, and key", async () => {
  const mock = createMockFetch()
  await send(mock, { key: "key" })
  mock.next("token_expired")
  mock.always("overloaded")
  mock.reset()
  expect(mock.orders()).toEqual([])
  const again = await send(mock, {
    key: "key",
    body: aLabOrderRequest({ panel_slug: "hormone_metabolic" }),
  })
  expect(again.status).toBe(201)
  expect(again.headers.get("idempotent-replayed")).toBeNull()
})

test.each([
  ["https://api.example/gateway/loop", "https://api.example/gateway/loop/v1/labs/orders", 201],
  ["https://api.example/gateway/loop/", "https://elsewhere.test/gateway/loop/v1/labs/orders", 201],
  ["https://api.example/gateway/loop", "https://api.example/v1/labs/orders", 404],
  [undefined, "http://localhost:3000/v1/labs/orders", 201],
  [undefined, "http://localhost:3000/gateway/loop/v1/labs/orders", 404],
])("with the base URL %s, %s returns %i", async (baseUrl, url, status) => {
  expect(await send(createMockFetch({ baseUrl }), { url })).toMatchObject({ status })
})

test("an invalid base URL throws a TypeError", () => {
  expect(() => createMockFetch({ baseUrl: "/api" })).toThrow(TypeError)
})
