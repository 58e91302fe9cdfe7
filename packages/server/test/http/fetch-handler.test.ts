import { expect, test } from "vitest"
import { createHandler, createMemoryLedger, toFetchHandler } from "../../src/index.ts"
import { createHashing } from "../../src/node/index.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { startService } from "../support/service.ts"

async function startFetch() {
  const service = await startService()
  const fetch = toFetchHandler(service.handler)
  const token = await service.issuer.issue({ brand_id: "brand_a", user_id: "user_a" })
  const send = (body: string | ReadableStream<Uint8Array>) =>
    fetch(
      new Request("https://integrations.example/v1/labs/orders?x=1", {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "idempotency-key": "fetched",
        },
        body,
        duplex: "half",
      }),
    )
  return { ...service, send }
}

test("a Request is answered with a Response", async () => {
  const { send, simulator } = await startFetch()
  const response = await send(JSON.stringify(aLabOrder()))
  expect(response.status).toBe(201)
  expect(response.headers.get("content-type")).toBe("application/json")
  expect(await response.json()).toMatchObject({ junction_order_id: simulator.orders()[0]?.id })
})

test("a body without end is refused, and not read on", async () => {
  const { send } = await startFetch()
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

test("a log that fails costs nobody an answer", async () => {
  const handler = createHandler({
    ledger: createMemoryLedger(),
    hashing: createHashing(new Uint8Array(32)),
    verifyToken: () => Promise.reject(new Error("not reached")),
    lab: {
      phoneRequired: false,
      place: () => Promise.reject(new Error("not reached")),
      lookUp: () => Promise.reject(new Error("not reached")),
      cancel: () => Promise.reject(new Error("not reached")),
    },
    log: () => {
      throw new Error("disk full")
    },
  })
  const response = await toFetchHandler(handler)(new Request("https://integrations.example/"))
  expect(response.status).toBe(404)
})
