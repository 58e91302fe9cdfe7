import { expect, onTestFinished, test, vi } from "vitest"
import { createJunctionSimulator, type SimulatorState } from "../src/index.ts"
import { sampleOrder, startJunction } from "./support/junction.ts"
import {
  isGenuine,
  secret,
  startConsumer,
  startSender,
  eventAndStatus,
} from "./support/webhook-consumer.ts"

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const nowhere = "http://consumer.invalid/webhooks"

test.each([
  ["url", "consumer.example/s3cr3t"],
  ["url", "ftp://consumer.example/s3cr3t"],
  ["url", "https://me:s3cr3t@consumer.example"],
  ["url", "https://s3cr3t@consumer.example"],
  ["url", "https://:s3cr3t@consumer.example"],
  ["secret", "s3cr3tAAAA"],
  ["secret", "whsec_"],
  ["secret", "whsec_s3cr3t"],
  ["secret", "whsec_s3cr3t-_"],
])("an invalid webhooks.%s (%s) throws an error without its value", (option, value) => {
  const webhooks = { url: nowhere, secret, [option]: value }
  const create = () => createJunctionSimulator({ webhooks })
  expect(create).toThrow(TypeError)
  expect(create).toThrow(new RegExp(`^webhooks\\.${option} must be (?!.*s3cr3t)`))
})

test.each<[string, () => Promise<Response>]>([
  ["never responds", () => new Promise(() => {})],
  ["is unreachable", () => Promise.reject(new TypeError("fetch failed"))],
  [
    "throws in fetch",
    () => {
      throw new Error("broken")
    },
  ],
])("a target that %s neither rejects nor delays the order", async (_, fetch) => {
  const { simulator, place } = await startSender({ url: nowhere, fetch })
  onTestFinished(() => simulator.close())
  await place()
  expect(simulator.orders()).toHaveLength(1)
})

test("an attempt fails after 15 seconds without a response", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  onTestFinished(() => void vi.useRealTimers())
  const sent = Promise.withResolvers<void>()
  const fetch = () => {
    sent.resolve()
    return new Promise<Response>(() => {})
  }
  const { simulator, place, clock } = await startSender({ url: nowhere, fetch })
  await place()
  const tried = simulator.deliverWebhooks()
  await sent.promise
  vi.advanceTimersByTime(15 * second - 1)
  await new Promise(setImmediate)
  expect(simulator.webhooks()).toMatchObject([{ attempts: 0 }])
  vi.advanceTimersByTime(1)
  await tried
  expect(simulator.webhooks()).toMatchObject([
    { attempts: 1, lastStatus: null, nextAttemptAt: clock.now + 5 * second },
  ])
})

test("close() makes the current attempt fail, even if fetch ignores its signal", async () => {
  const fetch = () => new Promise<Response>(() => {})
  const { simulator, place } = await startSender({ url: nowhere, fetch, outOfOrder: true })
  await place()
  const tried = simulator.deliverWebhooks()
  simulator.close()
  await tried
  expect(simulator.webhooks()).toMatchObject([{ attempts: 1, lastStatus: null }])
})

test.each([
  [200, true],
  [204, true],
  [299, true],
  [302, false],
  [400, false],
  [410, false],
  [500, false],
])("a target that returns %i has accepted the webhook: %s", async (status, isAccepted) => {
  const fetch = async () => new Response(null, { status })
  const { simulator, clock, place } = await startSender({ url: nowhere, fetch })
  await place()
  await simulator.deliverWebhooks()
  expect(simulator.webhooks()).toMatchObject([
    { attempts: 1, lastStatus: status, nextAttemptAt: isAccepted ? null : clock.now + 5 * second },
  ])
})

test("a redirect of the target is not followed", async () => {
  const { url, received } = await startConsumer((response) =>
    response.writeHead(307, { location: "/elsewhere" }).end(),
  )
  const { simulator, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  expect(received).toHaveLength(1)
  expect(simulator.webhooks()).toMatchObject([{ lastStatus: 307 }])
})

test("a webhook is sent eight times at the documented times, with one ID and body", async () => {
  const { url, received } = await startConsumer((response) => response.writeHead(500).end())
  const { simulator, clock, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  const waits = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]
  for (const [index, wait] of waits.entries()) {
    clock.now += wait - 1
    await simulator.deliverWebhooks()
    expect(received).toHaveLength(index + 1)
    clock.now += 1
    await simulator.deliverWebhooks()
    expect(received).toHaveLength(index + 2)
    expect(received.at(-1)).toMatchObject({ id: received[0]?.id, body: received[0]?.body })
    expect(received.map((webhook) => isGenuine(webhook, clock.now)).at(-1)).toBe(true)
  }
  clock.now += 1000 * hour
  await simulator.deliverWebhooks()
  expect(received).toHaveLength(8)
  expect(simulator.webhooks()).toMatchObject([
    { attempts: 8, lastStatus: 500, nextAttemptAt: null },
  ])
})

test("an accepted retry is the last one", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth === 1 ? 503 : 200).end(),
  )
  const { simulator, clock, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  clock.now += 5 * second
  await simulator.deliverWebhooks()
  clock.now += 1000 * hour
  await simulator.deliverWebhooks()
  expect(received.map(({ id }) => id)).toEqual([received[0]?.id, received[0]?.id])
  expect(simulator.webhooks()).toMatchObject([{ attempts: 2, lastStatus: 200 }])
})

test("concurrent calls of deliverWebhooks send each webhook once", async () => {
  const { url, received } = await startConsumer()
  const { simulator, place } = await startSender({ url })
  await place()
  await Promise.all([simulator.deliverWebhooks(), simulator.deliverWebhooks()])
  expect(received).toHaveLength(1)
})

test("a rejected webhook does not delay the next one", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth === 1 ? 500 : 200).end(),
  )
  const { simulator, place } = await startSender({ url })
  await place()
  await place()
  await simulator.deliverWebhooks()
  expect(simulator.webhooks().map(({ lastStatus }) => lastStatus)).toEqual([500, 200])
  expect(received).toHaveLength(2)
})

test("with outOfOrder, webhooks wait for deliverWebhooks and are sent newest first", async () => {
  const { url, received } = await startConsumer()
  const { simulator, place, push } = await startSender({ url, outOfOrder: true })
  const orderId = await place()
  await push(orderId, "completed.walk_in_test.completed")
  await push(orderId, "completed.walk_in_test.completed")
  simulator.catchUp()
  expect(simulator.webhooks().map(({ attempts }) => attempts)).toEqual([0, 0, 0])
  await simulator.deliverWebhooks()
  expect(received.map(eventAndStatus)).toEqual([
    ["labtest.order.updated", "completed.walk_in_test.completed"],
    ["labtest.order.updated", "received.walk_in_test.requisition_created"],
    ["labtest.order.created", "received.walk_in_test.ordered"],
  ])
})

test("redeliverWebhook resends a webhook with its ID, and nothing for an unknown ID", async () => {
  const { url, received } = await startConsumer()
  const { simulator, clock, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  expect(await simulator.redeliverWebhook("msg_other")).toBeUndefined()
  clock.now += 1000 * hour
  const id = simulator.webhooks()[0]?.id ?? ""
  expect(await simulator.redeliverWebhook(id)).toMatchObject({ id, attempts: 2, lastStatus: 200 })
  expect(received.map((webhook) => webhook.id)).toEqual([id, id])
  expect(received[1]?.body).toBe(received[0]?.body)
  expect(received.map((webhook) => isGenuine(webhook, clock.now))).toEqual([false, true])
})

test("a failed redelivery does not change the schedule, and an accepted one ends it", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth < 3 ? 500 : 200).end(),
  )
  const { simulator, clock, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  const [first] = simulator.webhooks()
  clock.now += 1 * second
  const failed = await simulator.redeliverWebhook(first?.id ?? "")
  expect(failed).toEqual({ ...first, attempts: 2 })
  expect(failed?.nextAttemptAt).toBe(clock.now + 4 * second)
  const accepted = await simulator.redeliverWebhook(first?.id ?? "")
  expect(accepted).toEqual({ ...first, attempts: 3, lastStatus: 200, nextAttemptAt: null })
  clock.now += hour
  await simulator.deliverWebhooks()
  expect(received).toHaveLength(3)
})

const saved = (state: SimulatorState) => JSON.parse(JSON.stringify(state)) as SimulatorState

test("a simulator with a saved state sends pending webhooks with their ID and body", async () => {
  const { url, received } = await startConsumer((response, nth) =>
    response.writeHead(nth === 1 ? 500 : 200).end(),
  )
  const { simulator, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()

  const state = saved(simulator.state())
  const { simulator: next, clock } = startJunction({ state, webhooks: { url, secret } })
  expect(next.webhooks()).toEqual(simulator.webhooks())
  clock.now += 5 * second
  await next.deliverWebhooks()
  expect(received).toHaveLength(2)
  expect(received[1]).toMatchObject({ id: received[0]?.id, body: received[0]?.body })
})

test("a simulator without a target keeps the pending webhooks of a saved state", async () => {
  const { url } = await startConsumer((response) => response.writeHead(500).end())
  const { simulator, place } = await startSender({ url })
  await place()
  await simulator.deliverWebhooks()
  const state = saved(simulator.state())
  const { simulator: next } = startJunction({ state })
  await next.deliverWebhooks()
  expect(next.webhooks()).toEqual([])
  expect(next.state()).toEqual(state)
})

test("a saved state without webhooks can be restored", async () => {
  const { url, received } = await startConsumer()
  const old = startJunction()
  await old.order(sampleOrder(await old.createUser()))
  const { webhooks, ...state } = saved(old.simulator.state())
  expect(webhooks).toEqual([])

  const { simulator, send, clock } = startJunction({ state, webhooks: { url, secret } })
  clock.now += minute
  await send("POST", `/v3/order/${simulator.orders()[0]?.id ?? ""}/cancel`)
  await simulator.deliverWebhooks()
  expect(received.map(eventAndStatus)).toEqual([
    ["labtest.order.updated", "cancelled.walk_in_test.cancelled"],
  ])
})

test("a saved webhook contains no patient data", async () => {
  const { url } = await startConsumer()
  const { simulator, place, push } = await startSender({ url })
  await push(await place(), "completed.walk_in_test.completed")
  const { webhooks } = simulator.state()
  expect(webhooks).toHaveLength(2)
  expect(JSON.stringify([webhooks, simulator.webhooks()])).not.toMatch(
    /Ada|Example|1990|female|5555550142|Chicago|60601/,
  )
})

test("each attempt is saved, and redeliverWebhook rejects if that fails", async () => {
  const { url, received } = await startConsumer()
  const attempts: (number | undefined)[] = []
  let isFull = false
  const onChange = ({ webhooks }: SimulatorState) => {
    if (isFull) throw new Error("disk full")
    attempts.push(webhooks?.[0]?.attempts)
  }
  const { simulator, place } = await startSender({ url, outOfOrder: true }, { onChange })
  await place()
  await simulator.deliverWebhooks()
  expect(attempts).toEqual([undefined, 0, 1])
  isFull = true
  await expect(simulator.redeliverWebhook(simulator.webhooks()[0]?.id ?? "")).rejects.toThrow(
    "disk full",
  )
  expect(received).toHaveLength(2)
  isFull = false
  await simulator.deliverWebhooks()
  expect(attempts).toEqual([undefined, 0, 1, 2])
})

test("a simulator without a target creates no webhooks", async () => {
  const { simulator, order, createUser } = startJunction()
  await order(sampleOrder(await createUser()))
  await simulator.deliverWebhooks()
  expect(simulator.webhooks()).toEqual([])
  expect(simulator.state().webhooks).toEqual([])
})
