import { getEventListeners } from "node:events"
import { afterEach, expect, test, vi } from "vitest"
import { createMockFetch } from "../src/index.ts"
import { aRequest, send } from "./support/send.ts"

afterEach(() => {
  vi.useRealTimers()
})

/** Waits without vitest's polling, which would advance the fake timers. */
async function timerIsSet(): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise(setImmediate)
}

test("connection_error rejects as fetch does, and no order is placed", async () => {
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

test("connection_lost places the order and rejects, and the same key returns the order", async () => {
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

test("loading places the order and settles only when the signal aborts", async () => {
  const mock = createMockFetch()
  mock.next("loading")
  const controller = new AbortController()
  const request = aRequest({ key: "key", signal: controller.signal })
  let settled = false
  const call = mock(request).finally(() => (settled = true))
  await expect.poll(() => getEventListeners(request.signal, "abort").length).toBeGreaterThan(0)
  // A complete second order shows that the first call has had time to settle.
  expect((await send(mock)).status).toBe(201)
  expect(settled).toBe(false)
  expect(mock.orders()).toHaveLength(2)
  controller.abort(new Error("unmounted"))
  await expect(call).rejects.toThrow("unmounted")
  expect((await send(mock, { key: "key" })).headers.get("idempotent-replayed")).toBe("true")
})

test("an aborted signal sends no request and uses up no scenario", async () => {
  const mock = createMockFetch()
  mock.next("connection_error")
  const signal = AbortSignal.abort(new Error("gone"))
  await expect(send(mock, { signal })).rejects.toThrow("gone")
  expect(mock.orders()).toEqual([])
  await expect(send(mock)).rejects.toThrow("fetch failed")
})

test("latencyMs delays the response but not the order", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const mock = createMockFetch({ latencyMs: 300 })
  let settled = false
  const request = aRequest()
  const call = mock(request).finally(() => (settled = true))
  await timerIsSet()
  expect(mock.orders()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(299)
  expect(settled).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect((await call).status).toBe(201)
  expect(getEventListeners(request.signal, "abort")).toEqual([])
})

test("an abort during the latency rejects and clears the timer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const mock = createMockFetch({ latencyMs: 300 })
  const controller = new AbortController()
  const call = mock(aRequest({ signal: controller.signal }))
  await timerIsSet()
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: "AbortError" })
  expect(vi.getTimerCount()).toBe(0)
})
