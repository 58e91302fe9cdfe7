import { once } from "node:events"
import { expect, onTestFinished, test } from "vitest"
import { listen, type WebhookDelivery, type WebhookOptions } from "../src/index.ts"
import { startJunction } from "./support/junction.ts"
import { secret, startConsumer, startSender, eventAndStatus } from "./support/webhook-consumer.ts"

async function startListener(webhooks: Omit<WebhookOptions, "secret">) {
  const sender = await startSender(webhooks)
  const listener = await listen(sender.simulator)
  onTestFinished(() => listener.close())
  const control = async (method: string, path: string) => {
    const response = await fetch(`${listener.url}/__simulator/${path}`, { method })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  return { ...sender, listener, control }
}

test("an unknown control or webhook ID returns a 404 with the next step", async () => {
  const { url } = await startConsumer()
  const { control } = await startListener({ url })
  const known = expect.stringContaining("POST webhooks/<id>/redeliver") as string
  for (const [method, path] of [
    ["DELETE", "webhooks"],
    ["GET", "webhooks/deliver"],
    ["POST", "webhooks/msg_1"],
    ["POST", "webhooks/msg_1/redeliver/again"],
  ] as const) {
    expect(await control(method, path)).toEqual({ status: 404, body: { message: known } })
  }
  expect(await control("POST", "webhooks/msg_1/redeliver")).toEqual({
    status: 404,
    body: { message: "Unknown webhook ID. List the IDs with GET /__simulator/webhooks." },
  })
})

test("the control API lists deliveries without patient data and redelivers by ID", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth === 1 ? 500 : 200).end(),
  )
  const { control, place, simulator, clock } = await startListener({ url })
  const orderId = await place()
  await simulator.deliverWebhooks()
  const id = received[0]?.id ?? ""
  const delivery: WebhookDelivery = {
    id,
    eventType: "labtest.order.created",
    orderId,
    attempts: 1,
    lastStatus: 500,
    nextAttemptAt: clock.now + 5000,
  }
  expect(await control("GET", "webhooks")).toEqual({ status: 200, body: { webhooks: [delivery] } })
  expect(await control("POST", `webhooks/${id}/redeliver`)).toEqual({
    status: 200,
    body: { webhook: { ...delivery, attempts: 2, lastStatus: 200, nextAttemptAt: null } },
  })
  expect(received.map((webhook) => webhook.id)).toEqual([id, id])
})

test("with outOfOrder, the control API delivers webhooks newest first", async () => {
  const { url, received } = await startConsumer()
  const { control, place, push } = await startListener({ url, outOfOrder: true })
  await push(await place(), "completed.walk_in_test.completed")
  const { body } = await control("POST", "webhooks/deliver")
  expect(body).toMatchObject({ webhooks: [{ lastStatus: 200 }, { lastStatus: 200 }] })
  expect(received.map(eventAndStatus)).toEqual([
    ["labtest.order.updated", "received.walk_in_test.requisition_created"],
    ["labtest.order.created", "received.walk_in_test.ordered"],
  ])
})

test("a listener delivers retries and delayed statuses by itself", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth === 1 ? 500 : 200).end(),
  )
  const { simulator, clock, place, push } = await startListener({ url })
  await push(await place(), "completed.walk_in_test.completed", {}, 5)
  await simulator.deliverWebhooks()
  expect(received.map(eventAndStatus)).toEqual([
    ["labtest.order.created", "received.walk_in_test.ordered"],
  ])
  clock.now += 5000
  await expect
    .poll(() => received.map(eventAndStatus))
    .toEqual([
      ["labtest.order.created", "received.walk_in_test.ordered"],
      ["labtest.order.created", "received.walk_in_test.ordered"],
      ["labtest.order.updated", "received.walk_in_test.requisition_created"],
    ])
})

test("a listener delivers the pending webhooks of a saved state", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth === 1 ? 500 : 200).end(),
  )
  const { simulator, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  const next = startJunction({ state: simulator.state(), webhooks: { url, secret } })
  next.clock.now += 5000
  const listener = await listen(next.simulator)
  onTestFinished(() => listener.close())
  await expect.poll(() => received.map(({ id }) => id)).toEqual([received[0]?.id, received[0]?.id])
})

test("a state that cannot be saved makes the next request fail, and nothing crashes", async () => {
  const { url, received } = await startConsumer()
  let isFull = false
  const onChange = () => {
    if (isFull) throw new Error("disk full")
  }
  const { simulator, clock, place, push, send } = await startSender({ url }, { onChange })
  await push(await place(), "completed.walk_in_test.completed", {}, 60)
  await simulator.deliverWebhooks()
  isFull = true
  clock.now += 60_000
  const listener = await listen(simulator)
  onTestFinished(() => listener.close())
  await expect(send("GET", "/v3/lab_test")).rejects.toThrow("disk full")
  isFull = false
  expect((await send("GET", "/v3/lab_test")).status).toBe(200)
  await expect.poll(() => received).toHaveLength(2)
})

test("close() aborts a hanging delivery, and later webhooks remain due", async () => {
  const gone: Promise<unknown>[] = []
  const { url, received } = await startConsumer((response) => gone.push(once(response, "close")))
  const { simulator, clock, listener, place } = await startListener({ url })
  await place()
  await place()
  await expect.poll(() => received).toHaveLength(1)
  const firstDelivery = simulator.deliverWebhooks()
  await listener.close()
  await Promise.all([firstDelivery, ...gone])
  expect(simulator.webhooks()).toMatchObject([
    { attempts: 1, lastStatus: null, nextAttemptAt: clock.now + 5000 },
    { attempts: 0, nextAttemptAt: clock.now },
  ])
  expect(received).toHaveLength(1)

  const secondDelivery = simulator.deliverWebhooks()
  await expect.poll(() => received).toHaveLength(2)
  simulator.close()
  await secondDelivery
  expect(simulator.webhooks().map(({ attempts }) => attempts)).toEqual([1, 1])
})
