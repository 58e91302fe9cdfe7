import { expect, test } from "vitest"
import type { Fault } from "../src/index.ts"
import { sampleOrder, startJunction } from "./support/junction.ts"

/** Orders with a fault. Returns the status as `outcome`, or the error code of the connection. */
async function orderThrough(fault: Fault | readonly Fault[], key?: string) {
  const junction = startJunction()
  const body = sampleOrder(await junction.createUser())
  junction.simulator.fault(fault)
  const outcome = await junction.order(body, key).then(
    ({ response }) => response.status,
    (error: TypeError) => (error.cause as { code?: string }).code ?? error.message,
  )
  const again = async () => (await junction.order(body, key)).response.status
  return { ...junction, body, outcome, again, orders: junction.simulator.orders().length }
}

test("reset-before-create creates no order and saves no response", async () => {
  const { outcome, orders, simulator, again } = await orderThrough(
    { name: "reset-before-create" },
    "key",
  )
  expect(outcome).toBe("ECONNRESET")
  expect(orders).toBe(0)
  expect(simulator.state().idempotency).toEqual([])
  expect(await again()).toBe(200)
})

test("reset-after-create creates the order and saves the response under its key", async () => {
  const { outcome, orders, simulator, again } = await orderThrough(
    { name: "reset-after-create" },
    "key",
  )
  expect(outcome).toBe("ECONNRESET")
  expect(orders).toBe(1)
  expect(await again()).toBe(200)
  expect(simulator.orders()).toHaveLength(1)
})

test.each<[Fault, number, number]>([
  [{ name: "500" }, 500, 500],
  [{ name: "status", status: 500, saved: false }, 500, 200],
  [{ name: "status", status: 400 }, 400, 400],
  [{ name: "status", status: 403 }, 403, 403],
  [{ name: "status", status: 409 }, 409, 200],
  [{ name: "status", status: 422 }, 422, 200],
  [{ name: "status", status: 418, saved: true }, 418, 418],
  [{ name: "429" }, 429, 200],
  [{ name: "503" }, 503, 200],
  [{ name: "redirect" }, 307, 200],
])("%j returns %i, and a retry with the same key returns %i", async (fault, first, second) => {
  const { outcome, orders, again } = await orderThrough(fault, "key")
  expect([outcome, orders, await again()]).toEqual([first, 0, second])
})

test("a status fault never replaces the saved response of a key", async () => {
  const { simulator, body, order } = await orderThrough([], "key")
  simulator.fault({ name: "500" })
  expect((await order(body, "key")).response.status).toBe(500)
  expect((await order(body, "key")).response.status).toBe(200)
})

test("a status fault returns its body and its headers", async () => {
  const { simulator, send } = startJunction()
  simulator.fault([
    { name: "status", status: 400, body: { detail: "Phone number is not correct" } },
    { name: "status", status: 502, body: "Bad Gateway", headers: { "content-type": "text/html" } },
    { name: "status", status: 204 },
  ])
  expect(await send("POST", "/v3/order", {})).toMatchObject({
    status: 400,
    body: { detail: "Phone number is not correct" },
  })
  expect(await send("POST", "/v3/order", {})).toEqual({
    status: 502,
    type: "text/html",
    body: "Bad Gateway",
  })
  expect(await send("POST", "/v3/order", {})).toMatchObject({ status: 204, body: "" })
})

test("a 429 has a retry-after header only if retryAfter is set", async () => {
  const { simulator, order } = startJunction()
  simulator.fault([{ name: "429" }, { name: "429", retryAfter: 2 }])
  const waits = [await order(sampleOrder("")), await order(sampleOrder(""))].map(({ response }) =>
    response.headers.get("retry-after"),
  )
  expect(waits).toEqual([null, "2"])
})

test("delay creates the order even if the caller aborts", async () => {
  const { simulator, client, createUser } = startJunction()
  const body = sampleOrder(await createUser())
  simulator.fault({ name: "delay", ms: 5 })
  const controller = new AbortController()
  const posted = client.POST("/v3/order", { body, signal: controller.signal })
  controller.abort(new Error("enough"))
  await expect(posted).rejects.toThrow("enough")
  await expect.poll(() => simulator.orders()).toHaveLength(1)
})

test("a request that was aborted before it was sent is not received", async () => {
  const { simulator, client } = startJunction()
  const signal = AbortSignal.abort(new Error("enough"))
  await expect(client.GET("/v3/lab_test", { signal })).rejects.toThrow("enough")
  expect(simulator.journal).toEqual([])
})

test("hang rejects when the caller aborts, and creates no order", async () => {
  const { simulator, client, createUser } = startJunction()
  const body = sampleOrder(await createUser())
  simulator.fault({ name: "hang" })
  const controller = new AbortController()
  const posted = client.POST("/v3/order", { body, signal: controller.signal })
  await expect.poll(() => simulator.journal.at(-1)?.fault).toBe("hang")
  controller.abort(new Error("enough"))
  await expect(posted).rejects.toThrow("enough")
  expect(simulator.orders()).toEqual([])
})

test("stalled-body creates the order, and sends the headers and half of the body", async () => {
  const { simulator, createUser } = startJunction()
  const body = JSON.stringify(sampleOrder(await createUser()))
  simulator.fault({ name: "stalled-body" })
  const controller = new AbortController()
  const headers = { "x-vital-api-key": "sk_us_sample" }
  const url = "https://junction.example/v3/order"
  const response = await simulator.fetch(
    new Request(url, { method: "POST", headers, body, signal: controller.signal }),
  )
  expect(response.status).toBe(200)
  expect(simulator.orders()).toHaveLength(1)
  const reader = response.body?.getReader()
  const half = await reader?.read()
  expect(half?.value?.length).toBe(Math.floor(Number(response.headers.get("content-length")) / 2))
  const rest = reader?.read()
  controller.abort(new Error("enough"))
  await expect(rest).rejects.toThrow("enough")
})

test("non-json-200 creates the order and returns an HTML page", async () => {
  const { simulator, send, createUser } = startJunction()
  const order = sampleOrder(await createUser())
  simulator.fault({ name: "non-json-200" })
  expect(await send("POST", "/v3/order", order)).toMatchObject({ status: 200, type: "text/html" })
  expect(simulator.orders()).toHaveLength(1)
})

test("missing-field removes a field from the response but not from the order", async () => {
  const { simulator, order, createUser } = startJunction()
  const body = sampleOrder(await createUser())
  simulator.fault({ name: "missing-field", field: "id" })
  const { data } = await order(body, "key")
  expect(data?.order).not.toHaveProperty("id")
  expect(data?.order.passthrough).toBe("our-order-1")
  expect((await order(body, "key")).data?.order.id).toBe(simulator.orders()[0]?.id)
})

test("other-passthrough changes an order alone, in an envelope, and in a list", async () => {
  const { simulator, client, order, createUser } = startJunction()
  const body = sampleOrder(await createUser())
  simulator.fault([
    { name: "other-passthrough" },
    { name: "other-passthrough", passthrough: "theirs", method: "GET", times: 2 },
  ])
  const { data } = await order(body)
  expect(data?.order.passthrough).not.toBe("our-order-1")
  const listed = await client.GET("/v3/orders")
  expect(listed.data?.orders[0]?.passthrough).toBe("theirs")
  const path = { order_id: data?.order.id ?? "" }
  const read = await client.GET("/v3/order/{order_id}", { params: { path } })
  expect(read.data?.passthrough).toBe("theirs")
  expect(simulator.orders()[0]?.passthrough).toBe("our-order-1")
})

test("gateway-504-then-create returns 504 and creates the order at once or later", async () => {
  const { outcome, orders } = await orderThrough({ name: "gateway-504-then-create" }, "key")
  expect([outcome, orders]).toEqual([504, 1])

  const later = await orderThrough({ name: "gateway-504-then-create", ms: 5 }, "key")
  expect([later.outcome, later.orders]).toEqual([504, 0])
  expect(await later.again()).toBe(409)
  await expect.poll(() => later.simulator.orders()).toHaveLength(1)
  expect(await later.again()).toBe(200)
})

test("list-lags omits new orders, and list-fails returns an error", async () => {
  const { simulator, client, clock, order, createUser } = startJunction()
  await order(sampleOrder(await createUser()))
  simulator.fault([
    { name: "list-lags", forMs: 1000, times: 2 },
    { name: "list-fails", status: 500 },
  ])
  const list = async () => (await client.GET("/v3/orders")).data?.orders.length
  clock.now += 999
  expect(await list()).toBe(0)
  clock.now += 1
  expect(await list()).toBe(1)
  expect(await list()).toBeUndefined()
  expect(await list()).toBe(1)
})

test("redirect rejects a request that does not allow redirects, as fetch does", async () => {
  const { simulator, client } = startJunction()
  simulator.fault({ name: "redirect", path: "/v3/lab_test" })
  await expect(client.GET("/v3/lab_test", { redirect: "error" })).rejects.toThrow("fetch failed")
})

test("a fault applies to matching requests only, as often as `times` says, in order", async () => {
  const { simulator, send, createUser } = startJunction()
  const order = sampleOrder(await createUser())
  await send("POST", "/v3/order", order)
  const orderId = simulator.orders()[0]?.id ?? ""
  const statuses = async (...calls: [string, string][]) => {
    const seen = []
    for (const [method, path] of calls)
      seen.push((await send(method, path, ...(method === "POST" ? [order] : []))).status)
    return seen
  }
  simulator.fault([
    { name: "503", times: 2 },
    { name: "status", status: 507 },
  ])
  expect(
    await statuses(
      ["POST", `/v3/order/${orderId}/cancel`],
      ["GET", "/v3/orders"],
      ["POST", "/v3/order"],
      ["POST", "/v3/order"],
      ["POST", "/v3/order"],
      ["POST", "/v3/order"],
    ),
  ).toEqual([200, 200, 503, 503, 507, 200])

  simulator.fault({ name: "503", path: "/v2/user", method: "get" })
  expect(await statuses(["POST", "/v2/user"], ["GET", "/v2/user/resolve/me"])).toEqual([422, 503])

  simulator.fault({ name: "503", times: 9 })
  simulator.clearFaults()
  expect(await statuses(["POST", "/v3/order"])).toEqual([200])
})

test("the journal has every request with its status or fault, and without keys", async () => {
  const { simulator, send, order, createUser } = startJunction()
  simulator.fault([{ name: "reset-before-create" }])
  await order(sampleOrder(""), "key").catch(() => undefined)
  await createUser("lh_sample")
  await send("GET", "/v3/orders?page=1&size=2", undefined, { authorization: "Bearer sample" })
  await send("POST", "/v2/user", "{")
  expect(simulator.journal).toMatchObject([
    { method: "POST", path: "/v3/order", fault: "reset-before-create" },
    { path: "/v2/user", body: { client_user_id: "lh_sample" }, status: 200 },
    { method: "GET", path: "/v3/orders", query: { page: "1", size: "2" }, body: null, status: 200 },
    { body: "{", status: 422 },
  ])
  expect(simulator.journal[0]).not.toHaveProperty("status")
  expect(simulator.journal[0]?.headers["x-idempotency-key"]).toBe("key")
  expect(JSON.stringify(simulator.journal)).not.toMatch(/sk_us_sample|Bearer/)
})
