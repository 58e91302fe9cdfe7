import { setupWorker } from "msw/browser"
import { expect, onTestFinished, test } from "vitest"
import { createMockFetch } from "../../src/index.ts"
import { createMockHandlers } from "../../src/msw.ts"
import { send } from "../support/send.ts"

async function startWorker() {
  const mock = createMockHandlers()
  const worker = setupWorker(...mock.handlers)
  await worker.start({ quiet: true, onUnhandledFrame: "bypass" })
  onTestFinished(() => worker.stop())
  return mock
}

test("the page's fetch gets orders and errors through the service worker", async () => {
  const mock = await startWorker()
  const first = await send(fetch, { key: "key" })
  expect(first.status).toBe(201)
  expect((await send(fetch, { key: "key" })).headers.get("idempotent-replayed")).toBe("true")
  mock.next("junction_unavailable")
  expect(await send(fetch)).toMatchObject({
    status: 502,
    error: { error: "junction_unavailable" },
  })
  expect(await send(fetch, { body: {} })).toMatchObject({ status: 400 })
  expect(mock.orders()).toMatchObject([{ id: first.order.id }])
})

test("a lost connection is a TypeError through the service worker, and the key returns the order", async () => {
  const mock = await startWorker()
  mock.next("connection_lost")
  await expect(send(fetch, { key: "key" })).rejects.toBeInstanceOf(TypeError)
  const found = await send(fetch, { key: "key" })
  expect(found.headers.get("idempotent-replayed")).toBe("true")
  expect(mock.orders()).toMatchObject([{ id: found.order.id }])
})

test("the mock fetch runs in a page without a service worker", async () => {
  const mock = createMockFetch()
  mock.next("patient_rejected")
  expect(await send(mock, { key: "key" })).toMatchObject({
    status: 400,
    error: { error: "patient_rejected" },
  })
  const placed = await send(mock, { key: "key" })
  expect(placed.status).toBe(201)
  expect(mock.orders()).toMatchObject([{ id: placed.order.id }])
})
