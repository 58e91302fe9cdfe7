// The twelve rules by which one intent is one order; packages/server/README.md lists them.
import { expect, test } from "vitest"
import { createMemoryLedger, sweep, type SweepEvent } from "../src/index.ts"
import { leaseMs } from "../src/ledger.ts"
import { createJunctionSearch } from "../src/node/index.ts"
import { aLabOrder } from "./a-lab-order.ts"
import { createGate, createWorld, gated } from "./world.ts"

const minute = 60_000
const hour = 60 * minute
const unknown = { status: 502, error: "junction_outcome_unknown" }

test("rule 1: an intent is committed before Junction hears of it", async () => {
  const { ledger, simulator, startProcess } = createWorld()
  const gate = createGate()
  const { start } = startProcess({ ledger: gated(ledger, "claim", gate) })
  const answer = start()
  await gate.reached
  expect(simulator.journal).toEqual([])
  gate.open()
  expect((await answer).status).toBe(201)
})

test("rule 1: a 201 is said after its commit and not before", async () => {
  const { ledger, simulator, startProcess } = createWorld()
  const gate = createGate()
  const { start } = startProcess({ ledger: gated(ledger, "record", gate) })
  let said = false
  const answer = start().finally(() => (said = true))
  await gate.reached
  expect(simulator.orders()).toHaveLength(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(said).toBe(false)
  gate.open()
  expect((await answer).status).toBe(201)
})

test("rule 1: an order whose commit failed is no 201, and is found again", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const broken = { ...ledger, record: () => Promise.reject(new Error("disk full")) }
  expect(await startProcess({ ledger: broken }).send()).toMatchObject({
    status: 502,
    error: "store_unavailable",
  })
  await pass(leaseMs)
  expect((await startProcess().send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 1: no 502 is frozen under its key", async () => {
  const { simulator, startProcess } = createWorld()
  const { send } = startProcess()
  simulator.fault({ name: "503", times: 2 })
  expect((await send()).error).toBe("junction_unavailable")
  expect((await send()).status).toBe(201)
})

test("rule 2: of two bodies under one key, sent to two processes at once, one is ordered", async () => {
  const { simulator, startProcess } = createWorld()
  const other = aLabOrder({ panel_slug: "pcos" })
  const answers = await Promise.all([startProcess().send(), startProcess().send(other)])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 400]))
  expect(answers.find(({ status }) => status === 400)?.error).toBe("idempotency_key_reused")
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: who wakes up with an order after its lease has been taken over records it", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const gate = createGate()
  const slow = startProcess({ ledger: gated(ledger, "record", gate) }).start()
  await gate.reached
  await pass(leaseMs)
  // The next one is stopped before it learns anything.
  simulator.fault({ name: "reset-before-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await startProcess().send()).toMatchObject(unknown)
  gate.open()
  const first = await slow
  expect(first.status).toBe(201)
  expect(await startProcess().send()).toMatchObject({ id: first.id, replayed: true })
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: an answer that carries another passthrough is not accepted", async () => {
  const { simulator, startProcess } = createWorld()
  simulator.fault({ name: "other-passthrough" })
  simulator.fault({ name: "list-fails", status: 500 })
  const { send } = startProcess()
  expect(await send()).toMatchObject(unknown)
  expect((await send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: an order whose key went to another body is cancelled once, and told", async () => {
  const { ledger, simulator, strays, startProcess, standingOrders } = createWorld()
  const gate = createGate()
  const slow = startProcess({ ledger: gated(ledger, "record", gate) }).start()
  await gate.reached
  // What can only happen when Junction breaks its word: the row was refused and given to another body meanwhile.
  const row = await ledger.find(simulator.orders()[0]?.passthrough ?? "")
  if (row === undefined) throw new Error("there is no row")
  await ledger.refuse(row, row.fence, "junction_rejected")
  const other = await startProcess().send(aLabOrder({ panel_slug: "pcos" }))
  expect(other.status).toBe(201)
  gate.open()
  expect(await slow).toMatchObject({ status: 400, error: "idempotency_key_reused" })
  expect(standingOrders().map((order) => order.id)).toEqual([other.junctionOrderId])
  expect(strays).toEqual([
    {
      kind: "stray_order",
      orderId: row.orderId,
      junctionOrderId: simulator.orders()[0]?.id,
      cancelled: true,
    },
  ])
})

test("rule 3: a second order at Junction for one row is cancelled, and told", async () => {
  const { ledger, startProcess, standingOrders, strays, simulator } = createWorld()
  const gate = createGate()
  const slow = startProcess({ ledger: gated(ledger, "record", gate) }).start()
  await gate.reached
  const row = await ledger.find(simulator.orders()[0]?.passthrough ?? "")
  if (row === undefined) throw new Error("there is no row")
  const elsewhere = { junctionOrderId: "first", status: "received" }
  await ledger.record(row, elsewhere)
  gate.open()
  expect(await slow).toMatchObject({ status: 201, junctionOrderId: "first" })
  expect(standingOrders()).toEqual([])
  expect(strays).toMatchObject([{ cancelled: true }])
})

test.each([
  ["a reset", { name: "reset-before-create", times: 2 }],
  ["a 500", { name: "status", status: 500, saved: false, times: 2 }],
  ["a 408", { name: "status", status: 408, saved: false, times: 2 }],
  ["a 409", { name: "status", status: 409, times: 3 }],
  ["a 429", { name: "429", times: 2 }],
  ["a 503", { name: "503", times: 2 }],
] as const)("rule 4: after %s a refusal proves nothing", async (_what, fault) => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const { send, start } = startProcess()
  simulator.fault(fault)
  const first = start()
  await pass(5_000)
  expect((await first).status).toBe(502)
  simulator.fault({ name: "status", status: 422, body: aRefusal })
  expect(await send()).toMatchObject(unknown)
  // So the key is not given away.
  expect((await send(aLabOrder({ panel_slug: "pcos" }))).error).toBe("idempotency_key_reused")
  expect(await ledger.unfinished({ limit: 9 })).toMatchObject([
    { state: "unfinished", dirty: true },
  ])
})

const aRefusal = { detail: [{ loc: ["body", "patient_details", "dob"] }] }

test("rule 3: a row that the store has lost is no reason to cancel its order", async () => {
  const { startProcess, standingOrders } = createWorld()
  // Claimed before the failover; the store that came up instead has never heard of it.
  const failedOver = { ...createMemoryLedger(), record: createMemoryLedger().record }
  expect(await startProcess({ ledger: failedOver }).send()).toMatchObject({
    status: 502,
    error: "store_unavailable",
  })
  expect(standingOrders()).toHaveLength(1)
  const again = await startProcess().send()
  expect(again.status).toBe(201)
  expect(standingOrders().map(({ id }) => id)).toEqual([again.junctionOrderId])
})

test("rule 4: a refusal of a clean attempt is one: the key is free for the mended body", async () => {
  const { simulator, startProcess, upstreamKeys } = createWorld()
  const { send } = startProcess()
  simulator.fault({ name: "status", status: 422, body: aRefusal })
  expect(await send()).toMatchObject({ status: 400, error: "patient_rejected" })
  expect((await send(aLabOrder({ panel_slug: "pcos" }))).status).toBe(201)
  expect(new Set(upstreamKeys()).size).toBe(2)
})

test("rule 4: who lost its lease does not say that nothing was placed", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const gate = createGate()
  simulator.fault({ name: "status", status: 422, body: aRefusal })
  const slow = startProcess({ ledger: gated(ledger, "refuse", gate) }).start()
  await gate.reached
  await pass(leaseMs)
  expect((await startProcess().send()).status).toBe(201)
  gate.open()
  expect(await slow).toMatchObject(unknown)
})

test("rule 5: while dirty, the same upstream key is sent again", async () => {
  const { simulator, startProcess, upstreamKeys } = createWorld()
  const { send } = startProcess()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await send()).toMatchObject(unknown)
  expect((await send()).status).toBe(201)
  expect(upstreamKeys()).toHaveLength(3)
  expect(new Set(upstreamKeys()).size).toBe(1)
  expect(simulator.orders()).toHaveLength(1)
})

/** An order that Junction answers with a saved 500 for ever: only a new upstream key can place it. */
function poison(simulator: ReturnType<typeof createWorld>["simulator"]) {
  simulator.fault({ name: "500" })
}

test("rule 5: after a saved 500 no new key is tried before the order has had its time to be listed", async () => {
  const { simulator, startProcess, upstreamKeys, lookUps, pass } = createWorld()
  const { send } = startProcess()
  poison(simulator)
  expect(await send()).toMatchObject(unknown)
  await pass(9 * minute)
  const before = lookUps()
  expect(await send()).toMatchObject(unknown)
  expect(new Set(upstreamKeys()).size).toBe(1)
  // It was sent first and looked for afterwards.
  expect(lookUps()).toBe(before + 1)
})

test("rule 5: proven absent by two look-ups five seconds apart, an order is tried under a new key", async () => {
  const { simulator, startProcess, upstreamKeys, lookUps, pass } = createWorld()
  const { send, start } = startProcess()
  poison(simulator)
  await send()
  await pass(10 * minute)
  const before = lookUps()
  const answer = start()
  await pass(4_999)
  expect(lookUps()).toBe(before + 1)
  expect(new Set(upstreamKeys()).size).toBe(1)
  await pass(1)
  expect((await answer).status).toBe(201)
  expect(lookUps()).toBe(before + 2)
  expect(new Set(upstreamKeys()).size).toBe(2)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 5: an order that only the second look-up shows is the order", async () => {
  const { simulator, startProcess, pass } = createWorld()
  const { send, start } = startProcess()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  await send()
  await pass(10 * minute)
  simulator.fault({ name: "list-lags", forMs: hour })
  const answer = start()
  await pass(5_000)
  expect((await answer).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 5: a look-up that fails leads to the same key, never to a new one", async () => {
  const { simulator, startProcess, upstreamKeys, pass } = createWorld()
  const { send } = startProcess()
  poison(simulator)
  await send()
  await pass(10 * minute)
  simulator.fault({ name: "list-fails", status: 500, times: 9 })
  expect(await send()).toMatchObject(unknown)
  expect(new Set(upstreamKeys()).size).toBe(1)
})

test("rule 5: an order that was placed all along is found, and not placed again", async () => {
  const { simulator, startProcess, upstreamKeys, pass } = createWorld()
  const { send } = startProcess()
  simulator.fault({ name: "gateway-504-then-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  await send()
  const sends = upstreamKeys().length
  await pass(10 * minute)
  expect((await send()).status).toBe(201)
  expect(upstreamKeys()).toHaveLength(sends)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 6: a key whose first send is 20 hours old is not sent again: the order is looked for", async () => {
  const { simulator, startProcess, upstreamKeys, lookUps, pass, ledger } = createWorld()
  const { send, start } = startProcess()
  poison(simulator)
  await send()
  // Asked for again and again, so that its last send is never old enough for a new attempt.
  for (let age = 5; age < 20 * 60; age += 5) {
    await pass(5 * minute)
    expect(await send()).toMatchObject(unknown)
  }
  const sends = upstreamKeys().length
  await pass(5 * minute)
  const before = lookUps()
  expect(await send()).toMatchObject(unknown)
  expect(lookUps()).toBe(before + 1)
  expect(upstreamKeys()).toHaveLength(sends)
  expect(await ledger.unfinished({ limit: 1 })).toMatchObject([{ attempt: 1, dirty: true }])
  // Asking did not count as a send, so ten minutes later the order is proven absent and placed.
  await pass(5 * minute)
  const answer = start()
  await pass(5_000)
  expect((await answer).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 7: an order is found on whichever page it is", async () => {
  const { simulator, startProcess, lookUps, pass } = createWorld()
  const { send } = startProcess()
  for (let index = 0; index < 150; index += 1) await send(aLabOrder(), `other-${index}`)
  simulator.fault({ name: "reset-after-create", times: 2 })
  expect((await send()).status).toBe(201)
  expect(lookUps()).toBe(2)
  await pass(0)
})

test("rule 7: a page that fails makes an order unknown, not absent", async () => {
  const { simulator, startProcess, upstreamKeys, pass } = createWorld()
  const { send, start } = startProcess()
  poison(simulator)
  await send()
  for (let index = 0; index < 150; index += 1) await send(aLabOrder(), `other-${index}`)
  await pass(10 * minute)
  const own = upstreamKeys()[0]
  const before = upstreamKeys().length
  const answer = start()
  await pass(1)
  // The second page of the second look-up.
  simulator.fault([
    { name: "list-lags", forMs: 0 },
    { name: "list-fails", status: 503 },
  ])
  await pass(5_000)
  expect(await answer).toMatchObject(unknown)
  expect(
    upstreamKeys()
      .slice(before)
      .every((key) => key === own),
  ).toBe(true)
})

test.each([-59, -6, 6, 59])(
  "rule 7: an order is found when Junction's clock is %i minutes ahead of ours by then",
  async (minutes) => {
    const { simulator, junctionClock, startProcess, pass } = createWorld()
    const { send, start } = startProcess()
    simulator.fault({ name: "reset-after-create", times: 2 })
    simulator.fault({ name: "list-fails", status: 500 })
    await send()
    await pass(10 * minute)
    junctionClock.ahead = minutes * minute
    const answer = start()
    await pass(5_000)
    expect((await answer).status).toBe(201)
    expect(simulator.orders()).toHaveLength(1)
  },
)

test.each([-3, 3])(
  "rule 7: with Junction's clock %i minutes ahead of ours no order is proven absent",
  async (minutes) => {
    const { simulator, junctionClock, startProcess, upstreamKeys, pass } = createWorld()
    const { send } = startProcess()
    poison(simulator)
    await send()
    await pass(10 * minute)
    junctionClock.ahead = minutes * minute
    expect(await send()).toMatchObject(unknown)
    expect(new Set(upstreamKeys()).size).toBe(1)
  },
)

test.each([-3, 3, 60])(
  "rule 8: with Junction's clock %i minutes ahead of ours nothing is sent, until it is not",
  async (minutes) => {
    const { junctionClock, startProcess, upstreamKeys } = createWorld()
    const { send } = startProcess()
    junctionClock.ahead = minutes * minute
    expect(await send()).toMatchObject({ status: 502, error: "junction_unavailable" })
    expect(upstreamKeys()).toEqual([])
    junctionClock.ahead = 0
    expect((await send()).status).toBe(201)
  },
)

test("rule 9: who asks another process for an order in progress waits, and gets it", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const gate = createGate()
  const leader = startProcess({ ledger: gated(ledger, "record", gate) }).start()
  await gate.reached
  const waiters = [startProcess().start(), startProcess().start()]
  await pass(3_000)
  gate.open()
  await pass(1_000)
  const { id } = await leader
  expect(await Promise.all(waiters)).toMatchObject([
    { status: 201, id, replayed: true },
    { status: 201, id, replayed: true },
  ])
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 9: who waits gets the ending that its leader got", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const gate = createGate()
  simulator.fault({ name: "status", status: 422, body: aRefusal })
  const leader = startProcess({ ledger: gated(ledger, "refuse", gate) }).start()
  await gate.reached
  const waiter = startProcess().start()
  await pass(1_000)
  gate.open()
  await pass(1_000)
  expect((await leader).error).toBe("patient_rejected")
  expect(await waiter).toMatchObject({ status: 400, error: "patient_rejected" })
})

test("rule 9: who waits for a leader that died never takes over, and is told to come back", async () => {
  const { ledger, simulator, startProcess, upstreamKeys, pass } = createWorld()
  void startProcess({ ledger: gated(ledger, "record", createGate()) }).start()
  await pass(0)
  const waiter = startProcess().start()
  await pass(25_000)
  expect(await waiter).toMatchObject({ status: 502, error: "order_in_progress" })
  expect(upstreamKeys()).toHaveLength(1)
  await pass(10_000)
  expect((await startProcess().send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 9: no more than a hundred requests wait for one order in one process", async () => {
  const { ledger, startProcess } = createWorld()
  const gate = createGate()
  const { start } = startProcess({ ledger: gated(ledger, "record", gate) })
  const leader = start()
  await gate.reached
  const waiters = Array.from({ length: 100 }, () => start())
  expect(await start()).toMatchObject({ status: 502, error: "order_in_progress" })
  gate.open()
  const { id } = await leader
  expect((await Promise.all(waiters)).every((answer) => answer.id === id)).toBe(true)
})

test("rule 10: an order that was handed back is gone on with at once, elsewhere", async () => {
  const { simulator, startProcess, upstreamKeys, pass } = createWorld()
  simulator.fault({ name: "hang" })
  const ending = startProcess()
  const stranded = ending.start()
  await pass(0)
  await expect.poll(() => upstreamKeys().length).toBe(1)
  await Promise.all([ending.handler.drain(0), pass(0)])
  expect((await startProcess().send()).status).toBe(201)
  expect(new Set(upstreamKeys()).size).toBe(1)
  expect(simulator.orders()).toHaveLength(1)
  void stranded
})

test("rule 10: what is claimed after a process has handed its orders back is handed back, too", async () => {
  const { ledger, startProcess, upstreamKeys, pass } = createWorld()
  const gate = createGate()
  const { start, handler } = startProcess({ ledger: gated(ledger, "claim", gate) })
  const late = start()
  await gate.reached
  await Promise.all([handler.drain(0), pass(0)])
  gate.open()
  expect(await late).toMatchObject({ status: 502 })
  expect(upstreamKeys()).toEqual([])
  expect((await startProcess().send()).status).toBe(201)
})

test("rule 10: an order whose client has gone is waited for when the process ends", async () => {
  const { ledger, simulator, startProcess } = createWorld()
  const gate = createGate()
  const { start, handler } = startProcess({ ledger: gated(ledger, "record", gate) })
  void start()
  await gate.reached
  let drained = false
  const draining = handler.drain().then(() => (drained = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(drained).toBe(false)
  gate.open()
  await draining
  expect(await ledger.find(simulator.orders()[0]?.passthrough ?? "")).toMatchObject({
    state: "placed",
  })
})

test("rule 10: who handed an order back sends nothing more for it", async () => {
  const { ledger, startProcess, upstreamKeys, simulator, pass } = createWorld()
  const ending = startProcess()
  const user = createGate()
  const slow = startProcess({
    junction: {
      fetch: async (request) => {
        if (request.url.endsWith("/v2/user")) await user.pass()
        return simulator.fetch(request)
      },
    },
  })
  const stranded = slow.start()
  await user.reached
  await Promise.all([slow.handler.drain(0), pass(0)])
  user.open()
  expect(await stranded).toMatchObject({ status: 502 })
  expect(upstreamKeys()).toEqual([])
  expect(await ledger.unfinished({ limit: 1 })).toMatchObject([{ lastCode: "order_in_progress" }])
  expect((await ending.send()).status).toBe(201)
})

test("rule 11: a sweep records an order that nobody came back for", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const { send } = startProcess()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await send()).toMatchObject(unknown)
  await pass(2 * minute)
  const events: SweepEvent[] = []
  const lab = sweepingLab(simulator)
  expect(await sweep({ ledger, lab, onEvent: (event) => events.push(event) })).toMatchObject({
    looked: 1,
    found: 1,
  })
  const order = simulator.orders()[0]
  expect(events).toEqual([
    { kind: "order_found", orderId: order?.passthrough, junctionOrderId: order?.id },
  ])
  expect(await send()).toMatchObject({ status: 201, replayed: true, junctionOrderId: order?.id })
})

test("rule 11: a sweep never orders: what it does not find it notes once, when Junction has had its time", async () => {
  const { ledger, simulator, startProcess, pass, upstreamKeys } = createWorld()
  const { send, start } = startProcess()
  simulator.fault({ name: "reset-before-create", times: 2 })
  await send()
  const sends = upstreamKeys().length
  const events: SweepEvent[] = []
  const options = {
    ledger,
    lab: sweepingLab(simulator),
    onEvent: (event: SweepEvent) => events.push(event),
  }
  await pass(2 * minute)
  expect(await sweep(options)).toMatchObject({ looked: 1, open: 1 })
  await pass(8 * minute)
  expect(await sweep(options)).toMatchObject({ looked: 1, missing: 1 })
  expect(await sweep(options)).toMatchObject({ looked: 0 })
  expect(events).toMatchObject([
    { kind: "order_missing", attempt: 1, lastCode: "junction_outcome_unknown" },
  ])
  expect(upstreamKeys()).toHaveLength(sends)
  // Whoever comes back goes on all the same.
  const answer = start()
  await pass(5_000)
  expect((await answer).status).toBe(201)
})

/** Junction as a sweep needs it. */
function sweepingLab({ fetch }: ReturnType<typeof createWorld>["simulator"]) {
  return createJunctionSearch({ baseUrl: "https://junction.example", apiKey: "sk_us_test", fetch })
}
