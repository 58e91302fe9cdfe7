import { getEventListeners } from "node:events"
import { afterEach, expect, test, vi } from "vitest"
import { createMockFetch } from "../src/index.ts"
import { aRequest, send } from "./support/send.ts"

afterEach(() => {
  vi.useRealTimers()
})

/** Polling by vitest would move the faked timers on. */
async function timerIsSet(): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise(setImmediate)
}

test("connection_error fails as fetch does, and nothing is placed", async () => {
  const mock = createMockFetch()
  mock.next("connection_error")
  await expect(send(mock)).rejects.toMatchObject({
    name: "TypeError",
    message: "fetch failed",
    cause: { code: "ECONNREFUSED" },
  })
  expect(mock.orders()).toEqual([])
  expect((await send(mock)).status).toBe(201)
})

test("connection_lost loses the answer of an order that stands, and the same key finds it", async () => {
  const mock = createMockFetch()
  mock.next("connection_lost")
  await expect(send(mock, { key: "key" })).rejects.toMatchObject({ cause: { code: "ECONNRESET" } })
  const [placed, ...others] = mock.orders()
  expect(others).toEqual([])
  const found = await send(mock, { key: "key" })
  expect(found.order.id).toBe(placed?.id)
  expect(found.headers.get("idempotent-replayed")).toBe("true")
  expect(mock.orders()).toHaveLength(1)
})

test("loading gives no answer until the signal aborts, and the order stands", async () => {
  const mock = createMockFetch()
  mock.next("loading")
  const controller = new AbortController()
  const request = aRequest({ key: "key", signal: controller.signal })
  let settled = false
  const call = mock(request).finally(() => (settled = true))
  await expect.poll(() => getEventListeners(request.signal, "abort").length).toBeGreaterThan(0)
  // Anything that is ready has come by the time that another order has gone all the way.
  expect((await send(mock)).status).toBe(201)
  expect(settled).toBe(false)
  expect(mock.orders()).toHaveLength(2)
  controller.abort(new Error("unmounted"))
  await expect(call).rejects.toThrow("unmounted")
  expect((await send(mock, { key: "key" })).headers.get("idempotent-replayed")).toBe("true")
})

test("a signal that has aborted sends nothing and uses up nothing", async () => {
  const mock = createMockFetch()
  mock.next("connection_error")
  const signal = AbortSignal.abort(new Error("gone"))
  await expect(send(mock, { signal })).rejects.toThrow("gone")
  expect(mock.orders()).toEqual([])
  await expect(send(mock)).rejects.toThrow("fetch failed")
})

test("with a latency the answer comes after it, and the order is placed before", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const mock = createMockFetch({ latencyMs: 300 })
  let answered = false
  const request = aRequest()
  const call = mock(request).finally(() => (answered = true))
  await timerIsSet()
  expect(mock.orders()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(299)
  expect(answered).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect((await call).status).toBe(201)
  expect(getEventListeners(request.signal, "abort")).toEqual([])
})

test("an abort during the latency is an abort, and leaves no timer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const mock = createMockFetch({ latencyMs: 300 })
  const controller = new AbortController()
  const call = mock(aRequest({ signal: controller.signal }))
  await timerIsSet()
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: "AbortError" })
  expect(vi.getTimerCount()).toBe(0)
})
