import { expect, test } from "vitest"
import { createJunctionSimulator } from "../src/index.ts"
import { sampleOrder, startJunction } from "./support/junction.ts"

const hour = 60 * 60 * 1000

test("an executed error is replayed for its key, even if a new request would succeed", async () => {
  const { simulator, createUser, order } = startJunction()
  const body = sampleOrder(await createUser())
  simulator.fault({ name: "500" })
  expect((await order(body, "key")).response.status).toBe(500)
  expect((await order(body, "key")).response.status).toBe(500)
  expect(simulator.orders()).toHaveLength(0)
  expect((await order(body, "other")).response.status).toBe(200)
})

test("a rejection is replayed for its key, even with a corrected body", async () => {
  const { createUser, order } = startJunction()
  const userId = await createUser()
  const rejected = await order(sampleOrder(userId, { order_set: null }), "key")
  const again = await order(sampleOrder(userId), "key")
  expect([rejected.response.status, again.response.status]).toEqual([400, 400])
})

test("no response is saved if the request fails validation", async () => {
  const { createUser, order } = startJunction()
  const body = sampleOrder(await createUser())
  const wrong = { ...body, patient_address: { ...body.patient_address, zip: "1" } }
  expect((await order(wrong, "key")).response.status).toBe(422)
  expect((await order(body, "key")).response.status).toBe(200)
})

test("no response is saved if the API key is invalid", async () => {
  const { simulator, send, createUser } = startJunction({ apiKey: "sk_us_sample" })
  const body = sampleOrder(await createUser())
  const key = { "x-idempotency-key": "key" }
  const wrong = { ...key, "x-vital-api-key": "sk_us_wrong" }
  expect((await send("POST", "/v3/order", body, wrong)).status).toBe(401)
  expect(simulator.state().idempotency).toEqual([])
  expect((await send("POST", "/v3/order", body, key)).status).toBe(200)
})

test("the same key with another body returns the first response", async () => {
  const { simulator, createUser, order } = startJunction()
  const userId = await createUser()
  const first = await order(sampleOrder(userId), "key")
  const second = await order(sampleOrder(userId, { passthrough: "our-order-2" }), "key")
  expect(second.data).toEqual(first.data)
  expect(second.data?.order.passthrough).toBe("our-order-1")
  expect(simulator.orders()).toHaveLength(1)
})

test("a replayed response is the first one, even if the order has changed", async () => {
  const { client, createUser, order } = startJunction()
  const body = sampleOrder(await createUser())
  const first = await order(body, "key")
  const order_id = first.data?.order.id ?? ""
  await client.POST("/v3/order/{order_id}/cancel", { params: { path: { order_id } } })
  expect((await order(body, "key")).data).toEqual(first.data)
})

test("a key expires after exactly 24 hours", async () => {
  const { simulator, clock, createUser, order } = startJunction()
  const body = sampleOrder(await createUser())
  const first = await order(body, "key")
  clock.now += 24 * hour - 1
  expect((await order(body, "key")).data?.order.id).toBe(first.data?.order.id)
  clock.now += 1
  expect((await order(body, "key")).data?.order.id).not.toBe(first.data?.order.id)
  expect(simulator.orders()).toHaveLength(2)
})

test("each request without a key creates an order", async () => {
  const { simulator, createUser, order } = startJunction()
  const body = sampleOrder(await createUser())
  await order(body)
  await order(body)
  expect(simulator.orders()).toHaveLength(2)
})

test("with no-cache, errors are not saved and successes are", async () => {
  const { simulator, client, createUser } = startJunction()
  const body = sampleOrder(await createUser())
  const header = { "X-Idempotency-Key": "key", "X-Idempotency-Error": "no-cache" } as const
  const post = () => client.POST("/v3/order", { body, params: { header } })
  simulator.fault({ name: "500" })
  expect((await post()).response.status).toBe(500)
  const placed = await post()
  expect(placed.response.status).toBe(200)
  expect((await post()).data?.order.id).toBe(placed.data?.order.id)
})

test("a key in flight returns a 409, which is not saved", async () => {
  const { simulator, createUser, order } = startJunction()
  const body = sampleOrder(await createUser())
  simulator.fault({ name: "delay", ms: 20 })
  const slow = order(body, "key")
  const concurrent = await order(body, "key")
  expect(concurrent.response.status).toBe(409)
  const first = await slow
  expect((await order(body, "key")).data?.order.id).toBe(first.data?.order.id)
  expect(simulator.orders()).toHaveLength(1)
})

test("a saved state restores users, orders, keys, scheduled statuses, and event IDs", async () => {
  const before = startJunction()
  const userId = await before.createUser()
  const first = await before.order(sampleOrder(userId), "key")
  const order_id = first.data?.order.id ?? ""
  const params = { path: { order_id }, query: { delay: 60 } }
  await before.client.POST("/v3/order/{order_id}/test", { params })

  const saved = JSON.parse(JSON.stringify(before.simulator.state())) as ReturnType<
    typeof before.simulator.state
  >
  const after = startJunction({ state: saved, createId: () => crypto.randomUUID() })
  expect(after.simulator.state()).toEqual(before.simulator.state())
  expect((await after.order(sampleOrder(userId), "key")).data).toEqual(first.data)
  expect(after.simulator.orders()).toHaveLength(1)
  expect((await after.send("POST", "/v2/user", { client_user_id: "lh_sample" })).status).toBe(400)

  after.clock.now += 60_000
  expect(after.simulator.orders()[0]?.last_event.status).toBe(
    "received.walk_in_test.requisition_created",
  )
  const next = await after.order(sampleOrder(userId))
  expect(next.data?.order.last_event.id).toBeGreaterThan(
    after.simulator.orders()[0]?.last_event.id ?? Infinity,
  )
  expect(before.simulator.orders()[0]?.last_event.status).toBe("received.walk_in_test.ordered")
})

test("onChange is called for every change before the response, and only then", async () => {
  const changes: number[] = []
  const { simulator, createUser, order, send } = startJunction({
    onChange: (state) => changes.push(state.orders.length + state.idempotency.length),
  })
  const userId = await createUser()
  expect(changes).toEqual([0])
  await send("GET", `/v3/orders?user_id=${userId}`)
  await order({ ...sampleOrder(userId), order_set: null })
  expect(changes).toEqual([0])
  simulator.fault({ name: "reset-after-create" })
  await order(sampleOrder(userId), "key").catch(() => undefined)
  expect(changes).toEqual([0, 2])
})

test("if a change cannot be saved, requests fail until it is saved", async () => {
  let isFull = true
  let savedUsers = 0
  const { send } = startJunction({
    onChange: ({ users }) => {
      if (isFull) throw new Error("disk full")
      savedUsers = users.length
    },
  })
  const user = { client_user_id: "lh_sample" }
  await expect(send("POST", "/v2/user", user)).rejects.toThrow("disk full")
  await expect(send("GET", "/v3/lab_test")).rejects.toThrow("disk full")
  isFull = false
  expect((await send("GET", "/v3/lab_test")).status).toBe(200)
  expect(savedUsers).toBe(1)
})

test("the default clock and IDs are those of the process", async () => {
  const simulator = createJunctionSimulator()
  const response = await simulator.fetch(
    new Request("https://junction.example/v2/user", {
      method: "POST",
      headers: { "x-vital-api-key": "any" },
      body: JSON.stringify({ client_user_id: "lh_sample" }),
    }),
  )
  expect(await response.json()).toMatchObject({
    user_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/) as string,
    created_on: expect.stringContaining(new Date().toISOString().slice(0, 4)) as string,
  })
})
