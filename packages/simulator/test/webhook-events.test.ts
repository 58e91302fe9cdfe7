import fc from "fast-check"
import { expect, test } from "vitest"
import { sampleOrder, startJunction } from "./support/junction.ts"
import {
  isGenuine,
  startConsumer,
  startSender,
  eventAndStatus,
} from "./support/webhook-consumer.ts"

const minute = 60_000

test("the webhook of an order is a signed envelope with the whole document", async () => {
  const { url, received } = await startConsumer()
  const { simulator, clock, place, userId } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  const [webhook] = received
  const [order] = simulator.orders()
  if (webhook === undefined || order === undefined) throw new Error("no webhook")

  expect(order.passthrough).toBe("our-order-1")
  expect(JSON.parse(webhook.body)).toEqual({
    event_type: "labtest.order.created",
    data: order,
    user_id: userId,
    team_id: order.team_id,
    client_user_id: "lh_sample",
  })
  expect(webhook.timestamp).toBe(String(Math.floor(clock.now / 1000)))
  expect(isGenuine(webhook, clock.now)).toBe(true)
  expect(isGenuine({ ...webhook, body: `${webhook.body} ` }, clock.now)).toBe(false)
  expect(isGenuine({ ...webhook, id: "msg_other" }, clock.now)).toBe(false)
  expect(isGenuine(webhook, clock.now + 301_000)).toBe(false)
})

test("the signature equals node:crypto's for every key and text", async () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 80 })
  const text = fc.string({ unit: "binary", maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(key, text, async (bytes, passthrough) => {
      const whsec = `whsec_${Buffer.from(bytes).toString("base64")}`
      const results: boolean[] = []
      const fetch = async (request: Request) => {
        const header = (name: string) => request.headers.get(`svix-${name}`) ?? ""
        const webhook = {
          id: header("id"),
          timestamp: header("timestamp"),
          signature: header("signature"),
          body: await request.text(),
        }
        results.push(isGenuine(webhook, junction.clock.now, whsec))
        return new Response()
      }
      const junction = startJunction({
        webhooks: { url: "http://consumer.invalid/webhooks", secret: whsec, fetch },
      })
      await junction.order(sampleOrder(await junction.createUser(), { passthrough }))
      await junction.simulator.deliverWebhooks()
      expect(results).toEqual([true])
    }),
    { numRuns: 50 },
  )
})

test("each status is sent once, and partial results only with partialResults", async () => {
  const statusesTo = async (partialResults: boolean) => {
    const { url, received } = await startConsumer()
    const { simulator, place, push } = await startSender({ url, partialResults })
    const orderId = await place()
    await push(orderId, "completed.walk_in_test.completed")
    await push(orderId, "sample_with_lab.walk_in_test.partial_results")
    await push(orderId, "completed.walk_in_test.completed")
    await simulator.deliverWebhooks()
    return received.map(eventAndStatus)
  }
  const created = ["labtest.order.created", "received.walk_in_test.ordered"]
  const requisition = ["labtest.order.updated", "received.walk_in_test.requisition_created"]
  const partial = ["labtest.order.updated", "sample_with_lab.walk_in_test.partial_results"]
  const completed = ["labtest.order.updated", "completed.walk_in_test.completed"]
  expect(await statusesTo(false)).toEqual([created, requisition, completed])
  expect(await statusesTo(true)).toEqual([created, requisition, partial, completed])
})

test("a cancellation is sent once, even if it is requested twice", async () => {
  const { url, received } = await startConsumer()
  const { simulator, place, send } = await startSender({ url })
  const path = `/v3/order/${await place()}/cancel`
  await send("POST", path)
  await send("POST", path)
  await simulator.deliverWebhooks()
  expect(received.map(eventAndStatus).slice(1)).toEqual([
    ["labtest.order.updated", "cancelled.walk_in_test.cancelled"],
  ])
})

test("a due status is sent even if no request follows", async () => {
  const { url, received } = await startConsumer()
  const { simulator, clock, place, push } = await startSender({ url })
  await push(await place(), "completed.walk_in_test.completed", {}, 60)
  clock.now += minute
  await simulator.deliverWebhooks()
  expect(received.map(eventAndStatus)).toHaveLength(2)
})

test("a request that creates no order sends no webhook", async () => {
  const { url, received } = await startConsumer()
  const { simulator, order, userId } = await startSender({ url })
  await order(sampleOrder(userId), "key")
  await order(sampleOrder(userId), "key")
  await order(sampleOrder(userId, { order_set: null }))
  simulator.fault({ name: "reset-before-create" })
  await order(sampleOrder(userId)).catch(() => undefined)
  await simulator.deliverWebhooks()
  expect(received).toHaveLength(1)
})

test("an order's webhook is sent even if the connection was reset", async () => {
  const { url, received } = await startConsumer()
  const { simulator, order, userId } = await startSender({ url })
  simulator.fault({ name: "reset-after-create" })
  await order(sampleOrder(userId)).catch(() => undefined)
  await simulator.deliverWebhooks()
  expect(received.map(eventAndStatus)).toEqual([
    ["labtest.order.created", "received.walk_in_test.ordered"],
  ])
})

test("critical results have their own notice, partial or final", async () => {
  const { url, received } = await startConsumer()
  const { simulator, place, push, userId } = await startSender({ url })
  const orderId = await place()
  const critical = { interpretation: "critical" }
  await push(orderId, "completed.walk_in_test.completed", critical)
  await push(orderId, "sample_with_lab.walk_in_test.partial_results", critical)
  await push(orderId, "completed.walk_in_test.completed", critical)
  await push(orderId, "failed.walk_in_test.sample_error")
  await simulator.deliverWebhooks()
  const events = received.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  expect(events.map(({ event_type }) => event_type)).toEqual([
    "labtest.order.created",
    "labtest.order.updated",
    "labtest.result.critical",
    "labtest.order.updated",
    "labtest.result.critical",
    "labtest.order.updated",
  ])
  const notice = (status: string) => ({
    event_type: "labtest.result.critical",
    data: {
      order_id: orderId,
      sample_id: null,
      status,
      interpretation: "critical",
      team_id: simulator.orders()[0]?.team_id,
      user_id: userId,
      created_at: "2026-09-26T01:08:18+00:00",
      updated_at: "2026-09-26T01:08:18+00:00",
    },
    user_id: userId,
    team_id: simulator.orders()[0]?.team_id,
    client_user_id: "lh_sample",
  })
  expect([events[2], events[4]]).toEqual([notice("partial"), notice("final")])
})

test("webhooks are sent in order, each with the order at its time", async () => {
  const { url, received } = await startConsumer()
  const { place, push } = await startSender({ url })
  const orderId = await place()
  await push(orderId, "completed.walk_in_test.completed")
  await push(orderId, "completed.walk_in_test.completed")
  await expect
    .poll(() => received.map(eventAndStatus))
    .toEqual([
      ["labtest.order.created", "received.walk_in_test.ordered"],
      ["labtest.order.updated", "received.walk_in_test.requisition_created"],
      ["labtest.order.updated", "completed.walk_in_test.completed"],
    ])
})
