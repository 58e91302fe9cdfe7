import { expect, test } from "vitest"
import { createMemoryLedger } from "../../src/index.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { postOrder } from "../support/order-requests.ts"
import {
  aSlowLab,
  createTestHandler,
  openConnection,
  request,
  startServer,
} from "../support/raw-http.ts"

const good = { body: aLabOrder(), headers: { authorization: "Bearer good" } }

test("one request more than are worked on is 502 overloaded, and nothing of it is looked at", async () => {
  const { lab, placing, place } = aSlowLab()
  const { handler, logs } = createTestHandler({ lab, maxConcurrent: 1 })
  const first = postOrder(handler, good)
  await expect.poll(() => placing.begun).toBe(true)

  const second = await handler({
    method: "POST",
    path: "/v1/labs/orders",
    header: (name) => {
      if (name === "x-request-id") return "second"
      throw new Error(`${name} was looked at`)
    },
    readBody: () => Promise.reject(new Error("the body was read")),
  })
  expect(second).toMatchObject({
    status: 502,
    headers: { "retry-after": "1", "x-request-id": "second" },
  })
  expect(JSON.parse(second.body)).toEqual({
    error: "overloaded",
    message: expect.any(String) as string,
  })
  expect(logs).toMatchObject([{ code: "overloaded", status: 502 }])

  place()
  expect((await first).status).toBe(201)
  expect((await postOrder(handler, good)).status).toBe(201)
})

test("a request that waits for another one's order counts", async () => {
  const { lab, placing, place } = aSlowLab()
  const { handler } = createTestHandler({ lab, maxConcurrent: 2 })
  const same = { ...good, headers: { ...good.headers, "idempotency-key": "same" } }
  const first = postOrder(handler, same)
  await expect.poll(() => placing.begun).toBe(true)
  const waiter = postOrder(handler, same)
  expect((await postOrder(handler, same)).error.error).toBe("overloaded")
  place()
  expect((await first).order.id).toBe((await waiter).order.id)
  expect((await postOrder(handler, same)).headers["idempotent-replayed"]).toBe("true")
})

test("an order counts until it ends, even when its client has gone away", async () => {
  const { lab, placing, place } = aSlowLab()
  const { url, handler, logs } = await startServer({}, { lab, maxConcurrent: 1 })
  const connection = await openConnection(url)
  await connection.write(request())
  await expect.poll(() => placing.begun).toBe(true)
  connection.socket.destroy()
  await connection.closed
  expect((await postOrder(handler, good)).error.error).toBe("overloaded")
  place()
  await expect.poll(() => logs.map(({ status }) => status)).toEqual([502, 201])
  expect((await postOrder(handler, good)).status).toBe(201)
})

test("requests that fail give their places back", async () => {
  const ledger = { ...createMemoryLedger(), claim: () => Promise.reject(new Error("disk full")) }
  const { handler } = createTestHandler({ ledger, maxConcurrent: 1 })
  const codes: string[] = []
  for (const authorization of ["Bearer bad", "Bearer good", "Bearer good"]) {
    codes.push((await postOrder(handler, { ...good, headers: { authorization } })).error.error)
  }
  expect(codes).toEqual(["unauthenticated", "store_unavailable", "store_unavailable"])
})

test("what is no operation is answered however much there is to do", async () => {
  const { lab, placing, place } = aSlowLab()
  const { handler } = createTestHandler({ lab, maxConcurrent: 1 })
  const first = postOrder(handler, good)
  await expect.poll(() => placing.begun).toBe(true)
  expect((await postOrder(handler, { path: "/" })).status).toBe(404)
  expect((await postOrder(handler, { method: "GET" })).status).toBe(405)
  place()
  expect((await first).status).toBe(201)
})

test.each([0, -1, Number.NaN])("a limit of %d is refused", (maxConcurrent) => {
  expect(() => createTestHandler({ maxConcurrent })).toThrow(RangeError)
})
