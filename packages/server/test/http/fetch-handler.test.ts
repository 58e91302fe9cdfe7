import { expect, test } from "vitest"
import { toFetchHandler } from "../../src/index.ts"
import { createTestHandler } from "../support/in-process.ts"
import { orderText } from "../support/raw-http.ts"

function startFetch() {
  const { handler, simulator } = createTestHandler()
  const fetch = toFetchHandler(handler)
  const send = (body: string | ReadableStream<Uint8Array>) =>
    fetch(
      new Request("https://integrations.example/v1/labs/orders?x=1", {
        method: "POST",
        headers: {
          authorization: "Bearer good",
          "content-type": "application/json",
          "idempotency-key": "fetched",
        },
        body,
        duplex: "half",
      }),
    )
  return { simulator, send }
}

test("the fetch handler returns a Response for a Request", async () => {
  const { send, simulator } = startFetch()
  const response = await send(orderText)
  expect(response.status).toBe(201)
  expect(response.headers.get("content-type")).toBe("application/json")
  expect(await response.json()).toMatchObject({ junction_order_id: simulator.orders()[0]?.id })
})

test("the fetch handler rejects an endless body and cancels it", async () => {
  const { send } = startFetch()
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(16_384)),
    cancel: () => void (cancelled = true),
  })
  const response = await send(endless)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: "payload_too_large" })
  expect(cancelled).toBe(true)
})

test("an exception of the log does not affect the response", async () => {
  const { handler } = createTestHandler({
    log: () => {
      throw new Error("disk full")
    },
  })
  const response = await toFetchHandler(handler)(new Request("https://integrations.example/"))
  expect(response.status).toBe(404)
})
