import { expect, test, vi } from "vitest"
import { createClient, panelSlugs } from "../src/index.ts"
import { aLabOrder, aLabOrderRequest } from "./support/lab-order.ts"
import { jsonAnswer, scriptedFetch } from "./support/scripted-fetch.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test("create sends the contract's request, once and with no other header, and gives the order", async () => {
  const { fetch, sent } = scriptedFetch(() => jsonAnswer(201, aLabOrder()))
  const loop = createClient({ token: () => "the-token", fetch })
  const { create } = loop.labs.orders

  expect(await create(aLabOrderRequest(), { idempotencyKey: "key-1" })).toEqual(aLabOrder())
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
      body: JSON.stringify(aLabOrderRequest()),
      redirect: "error",
    },
  ])
})

test.each([
  ["true", true],
  ["false", false],
  [undefined, false],
])("with idempotent-replayed %s, replayed is %s", async (header, replayed) => {
  const headers: Record<string, string> = { "x-request-id": "request-1" }
  if (header !== undefined) headers["idempotent-replayed"] = header
  const { fetch } = scriptedFetch(() => jsonAnswer(201, aLabOrder(), headers))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.safeCreate(aLabOrderRequest(), { idempotencyKey: "key-1" })).toEqual({
    kind: "created",
    status: 201,
    order: aLabOrder(),
    replayed,
    meta: {
      idempotencyKey: "key-1",
      attempts: 1,
      requestId: "request-1",
      elapsedMs: expect.any(Number),
      outcome: "created",
      retryAfterMs: undefined,
    },
  })
})

test("members and a status that this version does not know pass through", async () => {
  const order = { ...aLabOrder({ status: "teleported" }), carrier: { name: "UPS" } }
  const { fetch } = scriptedFetch(() => jsonAnswer(201, order))
  expect(await createClient({ token: "t", fetch }).labs.orders.create(aLabOrderRequest())).toEqual(
    order,
  )
})

test("an order that lacks everything but its id is still an order", async () => {
  const { fetch } = scriptedFetch(() => jsonAnswer(201, { id: "order-1" }))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({ kind: "created" })
})

test("the body is written before the token is asked for, so a later change does not reach the wire", async () => {
  const body = aLabOrderRequest()
  const before = JSON.stringify(body)
  const token = () => {
    body.patient.first_name = "Ben"
    return "t"
  }
  const { fetch, sent } = scriptedFetch(() => jsonAnswer(201, aLabOrder()))
  await createClient({ token, fetch }).labs.orders.create(body)
  expect(sent.map((request) => request.body)).toEqual([before])
})

test("each call without a key makes its own UUID, sends it, and tells it", async () => {
  const { fetch, sent } = scriptedFetch(() => jsonAnswer(201, aLabOrder()))
  const { orders } = createClient({ token: "t", fetch }).labs
  const told = [
    (await orders.safeCreate(aLabOrderRequest())).meta.idempotencyKey,
    (await orders.safeCreate(aLabOrderRequest())).meta.idempotencyKey,
  ]
  expect(sent.map((request) => request.headers["idempotency-key"])).toEqual(told)
  expect(told).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)])
  expect(new Set(told).size).toBe(2)
})

test("where randomUUID is missing, as on a page without https, the key is a random UUID all the same", async () => {
  const { crypto } = globalThis
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) })
  try {
    const { fetch } = scriptedFetch(() => jsonAnswer(201, aLabOrder()))
    const { orders } = createClient({ token: "t", fetch }).labs
    const one = await orders.safeCreate(aLabOrderRequest())
    const other = await orders.safeCreate(aLabOrderRequest())
    expect(one.meta.idempotencyKey).toMatch(uuid)
    expect(other.meta.idempotencyKey).not.toBe(one.meta.idempotencyKey)
  } finally {
    vi.unstubAllGlobals()
  }
})

test("a runtime without Web Crypto takes a given key and refuses to make one", async () => {
  vi.stubGlobal("crypto", undefined)
  try {
    const { fetch } = scriptedFetch(() => jsonAnswer(201, aLabOrder()))
    const { orders } = createClient({ token: "t", fetch }).labs
    expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({ kind: "invalid_request" })
    const given = await orders.safeCreate(aLabOrderRequest(), { idempotencyKey: "key-1" })
    expect(given.kind).toBe("created")
  } finally {
    vi.unstubAllGlobals()
  }
})

test("panelSlugs lists what can be ordered", () => {
  expect(panelSlugs).toContain("wellness")
})
