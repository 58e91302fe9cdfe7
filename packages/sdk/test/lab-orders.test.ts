import { createMockFetch, everyOutcome } from "@loop-health/integrations-mocks"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, onTestFinished, test, vi } from "vitest"
import { createClient, panelSlugs } from "../src/index.ts"
import { jsonResponse, scriptedFetch } from "./support/scripted-fetch.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test("create sends the contract's request once, without other headers, and returns the order", async () => {
  const mock = createMockFetch()
  const { fetch, sent } = scriptedFetch(mock)
  const loop = createClient({ token: () => "the-token", fetch })
  const { create } = loop.labs.orders

  const order = await create(aLabOrderRequest({ total_cents: 100 }), { idempotencyKey: "key-1" })
  expect(mock.orders()).toMatchObject([{ id: order.id }])
  expect(Object.keys(order)).toEqual(Object.keys(aLabOrder()))
  expect(order).toMatchObject({ panel_slug: "wellness", total_cents: 100, status: "received" })
  expect(sent).toEqual([
    {
      method: "POST",
      url: "https://integrations.platform.loop.health/v1/labs/orders",
      headers: {
        accept: "application/json",
        authorization: "Bearer the-token",
        "content-type": "application/json",
        "idempotency-key": "key-1",
      },
      body: JSON.stringify(aLabOrderRequest({ total_cents: 100 })),
      redirect: "manual",
    },
  ])
})

test("a retry with the same key returns the same order as replayed", async () => {
  const mock = createMockFetch()
  const { orders } = createClient({ token: "t", fetch: mock }).labs
  const create = () => orders.safeCreate(aLabOrderRequest(), { idempotencyKey: "key-1" })
  const expected = (replayed: boolean, requestId: string) => ({
    kind: "created",
    status: 201,
    order: expect.objectContaining({ id: mock.orders()[0]?.id }),
    replayed,
    meta: {
      idempotencyKey: "key-1",
      attempts: 1,
      requestId,
      elapsedMs: expect.any(Number),
      outcome: "created",
      retryAfterMs: undefined,
    },
  })
  const first = await create()
  const second = await create()
  expect(first).toEqual(expected(false, "mock-request-1"))
  expect(second).toEqual(expected(true, "mock-request-2"))
  expect(second.kind === "created" && second.order).toEqual(first.kind === "created" && first.order)
  expect(mock.orders()).toHaveLength(1)
})

test("replayed is false unless idempotent-replayed is true", async () => {
  const headers = { "idempotent-replayed": "false" }
  const { fetch } = scriptedFetch(() => jsonResponse(201, aLabOrder(), headers))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({ replayed: false })
})

test("the order keeps unknown fields and an unknown status", async () => {
  const order = { ...aLabOrder({ status: "teleported" }), carrier: { name: "UPS" } }
  const { fetch } = scriptedFetch(() => jsonResponse(201, order))
  expect(await createClient({ token: "t", fetch }).labs.orders.create(aLabOrderRequest())).toEqual(
    order,
  )
})

test("an order with only an id is still an order", async () => {
  const { fetch } = scriptedFetch(() => jsonResponse(201, { id: "order-1" }))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({ kind: "created" })
})

test("the body is serialized before the token is requested, so a later change has no effect", async () => {
  const body = aLabOrderRequest()
  const before = JSON.stringify(body)
  const token = () => {
    body.patient.first_name = "Ben"
    return "t"
  }
  const { fetch, sent } = scriptedFetch(createMockFetch())
  await createClient({ token, fetch }).labs.orders.create(body)
  expect(sent.map((request) => request.body)).toEqual([before])
})

test("each call without a key creates, sends, and returns its own UUID", async () => {
  const mock = createMockFetch()
  const { fetch, sent } = scriptedFetch(mock)
  const { orders } = createClient({ token: "t", fetch }).labs
  const returned = [
    (await orders.safeCreate(aLabOrderRequest())).meta.idempotencyKey,
    (await orders.safeCreate(aLabOrderRequest())).meta.idempotencyKey,
  ]
  expect(sent.map((request) => request.headers["idempotency-key"])).toEqual(returned)
  expect(returned).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)])
  expect(new Set(returned).size).toBe(2)
  expect(mock.orders()).toHaveLength(2)
})

test("the key is a random UUID without randomUUID, as on a page without https", async () => {
  const { crypto } = globalThis
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) })
  try {
    const { orders } = createClient({ token: "t", fetch: createMockFetch() }).labs
    const one = await orders.safeCreate(aLabOrderRequest())
    const other = await orders.safeCreate(aLabOrderRequest())
    expect(one.meta.idempotencyKey).toMatch(uuid)
    expect(other.meta.idempotencyKey).not.toBe(one.meta.idempotencyKey)
  } finally {
    vi.unstubAllGlobals()
  }
})

test("a runtime without Web Crypto requires a key from the caller", async () => {
  vi.stubGlobal("crypto", undefined)
  try {
    const { orders } = createClient({ token: "t", fetch: createMockFetch() }).labs
    expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({ kind: "invalid_request" })
    const given = await orders.safeCreate(aLabOrderRequest(), { idempotencyKey: "key-1" })
    expect(given.kind).toBe("created")
  } finally {
    vi.unstubAllGlobals()
  }
})

test("panelSlugs lists the panels of the contract", () => {
  expect(panelSlugs).toContain("wellness")
})

test.each(everyOutcome)(
  "after $scenario the kind is $kind and the outcome is $outcome",
  async ({ scenario, status, kind, outcome, placed }) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    onTestFinished(() => void vi.useRealTimers())
    const mock = createMockFetch()
    const { orders } = createClient({ token: "t", fetch: mock, maxRetries: 0 }).labs
    mock.always(scenario)
    const call = orders.safeCreate(aLabOrderRequest())
    if (kind === "timeout") {
      while (mock.calls().length === 0) await new Promise(setImmediate)
      await vi.advanceTimersByTimeAsync(30_000)
    }
    expect(await call).toMatchObject({ kind, status, meta: { outcome } })
    expect(mock.orders()).toHaveLength(placed ? 1 : 0)
  },
)
