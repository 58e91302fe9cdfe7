// The rules by which one intent is one order; packages/server/README.md lists them.
import { expect, test } from "vitest"
import { createMemoryLedger } from "../../src/index.ts"
import { leaseMs } from "../../src/orders/ledger.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { createGate, gateLedger } from "../support/gate.ts"
import { createCluster, outcomeUnknown, patientRejection } from "../support/in-process.ts"

test("rule 1: an intent is committed before Junction hears of it", async () => {
  const { ledger, simulator, startInstance } = createCluster()
  const gate = createGate()
  const { start } = startInstance({ ledger: gateLedger(ledger, "claim", gate) })
  const response = start()
  await gate.reached
  expect(simulator.journal).toEqual([])
  gate.open()
  expect((await response).status).toBe(201)
})

test("rule 1: a 201 is said after its commit and not before", async () => {
  const { ledger, simulator, startInstance } = createCluster()
  const gate = createGate()
  const { start } = startInstance({ ledger: gateLedger(ledger, "record", gate) })
  let sent = false
  const response = start().finally(() => (sent = true))
  await gate.reached
  expect(simulator.orders()).toHaveLength(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(sent).toBe(false)
  gate.open()
  expect((await response).status).toBe(201)
})

test("rule 1: an order whose commit failed is no 201, and is found again", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const broken = { ...ledger, record: () => Promise.reject(new Error("disk full")) }
  expect(await startInstance({ ledger: broken }).send()).toMatchObject({
    status: 502,
    error: "store_unavailable",
  })
  await advance(leaseMs)
  expect((await startInstance().send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 1: no 502 is frozen under its key", async () => {
  const { simulator, startInstance } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "503", times: 2 })
  expect((await send()).error).toBe("junction_unavailable")
  expect((await send()).status).toBe(201)
})

test("rule 2: of two bodies under one key, sent to two processes at once, one is ordered", async () => {
  const { simulator, startInstance } = createCluster()
  const other = aLabOrder({ panel_slug: "pcos" })
  const responses = await Promise.all([startInstance().send(), startInstance().send(other)])
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201, 400]))
  expect(responses.find(({ status }) => status === 400)?.error).toBe("idempotency_key_reused")
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: who wakes up with an order after its lease has been taken over records it", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const gate = createGate()
  const slow = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  await advance(leaseMs)
  // The next one is stopped before it learns anything.
  simulator.fault({ name: "reset-before-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await startInstance().send()).toMatchObject(outcomeUnknown)
  gate.open()
  const first = await slow
  expect(first.status).toBe(201)
  expect(await startInstance().send()).toMatchObject({ id: first.id, replayed: true })
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: an answer that carries another passthrough is not accepted", async () => {
  const { simulator, startInstance } = createCluster()
  simulator.fault({ name: "other-passthrough" })
  simulator.fault({ name: "list-fails", status: 500 })
  const { send } = startInstance()
  expect(await send()).toMatchObject(outcomeUnknown)
  expect((await send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: an order whose key went to another body is cancelled once, and told", async () => {
  const { ledger, simulator, duplicates, startInstance, activeOrders } = createCluster()
  const gate = createGate()
  const slow = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  // What can only happen when Junction breaks its word: the row was rejected and given to another body meanwhile.
  const row = await ledger.find("any", simulator.orders()[0]?.passthrough ?? "")
  if (row === undefined) throw new Error("there is no row")
  await ledger.reject(row, row.fence, "junction_rejected")
  const other = await startInstance().send(aLabOrder({ panel_slug: "pcos" }))
  expect(other.status).toBe(201)
  gate.open()
  expect(await slow).toMatchObject({ status: 400, error: "idempotency_key_reused" })
  expect(activeOrders().map((order) => order.id)).toEqual([other.junctionOrderId])
  expect(duplicates).toEqual([
    {
      kind: "duplicate_order",
      orderId: row.orderId,
      junctionOrderId: simulator.orders()[0]?.id,
      cancelled: true,
    },
  ])
})

test("rule 3: a second order at Junction for one row is cancelled, and told", async () => {
  const { ledger, startInstance, activeOrders, duplicates, simulator } = createCluster()
  const gate = createGate()
  const slow = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  const row = await ledger.find("any", simulator.orders()[0]?.passthrough ?? "")
  if (row === undefined) throw new Error("there is no row")
  const elsewhere = { junctionOrderId: "first", status: "received" }
  await ledger.record(row, elsewhere)
  gate.open()
  expect(await slow).toMatchObject({ status: 201, junctionOrderId: "first" })
  expect(activeOrders()).toEqual([])
  expect(duplicates).toMatchObject([{ cancelled: true }])
})

test.each([
  ["a reset", { name: "reset-before-create", times: 2 }],
  ["a 500", { name: "status", status: 500, saved: false, times: 2 }],
  ["a 408", { name: "status", status: 408, saved: false, times: 2 }],
  ["a 409", { name: "status", status: 409, times: 3 }],
  ["a 429", { name: "429", times: 2 }],
  ["a 503", { name: "503", times: 2 }],
] as const)("rule 4: after %s a rejection proves nothing", async (_what, fault) => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const { send, start } = startInstance()
  simulator.fault(fault)
  const first = start()
  await advance(5_000)
  expect((await first).status).toBe(502)
  simulator.fault({ name: "status", status: 422, body: patientRejection })
  expect(await send()).toMatchObject(outcomeUnknown)
  // So the key is not given away.
  expect((await send(aLabOrder({ panel_slug: "pcos" }))).error).toBe("idempotency_key_reused")
  expect(await ledger.unfinished({ limit: 9 })).toMatchObject([
    { state: "unfinished", indeterminate: true },
  ])
})

test("rule 3: a row that the store has lost is no reason to cancel its order", async () => {
  const { startInstance, activeOrders } = createCluster()
  // Claimed before the failover; the store that came up instead has never heard of it.
  const failedOver = { ...createMemoryLedger(), record: createMemoryLedger().record }
  expect(await startInstance({ ledger: failedOver }).send()).toMatchObject({
    status: 502,
    error: "store_unavailable",
  })
  expect(activeOrders()).toHaveLength(1)
  const again = await startInstance().send()
  expect(again.status).toBe(201)
  expect(activeOrders().map(({ id }) => id)).toEqual([again.junctionOrderId])
})

test("rule 4: a rejection of a clean attempt is one: the key is free for the mended body", async () => {
  const { simulator, startInstance, upstreamKeys } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "status", status: 422, body: patientRejection })
  expect(await send()).toMatchObject({ status: 400, error: "patient_rejected" })
  expect((await send(aLabOrder({ panel_slug: "pcos" }))).status).toBe(201)
  expect(new Set(upstreamKeys()).size).toBe(2)
})

test("rule 4: who lost its lease does not say that nothing was placed", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const gate = createGate()
  simulator.fault({ name: "status", status: 422, body: patientRejection })
  const slow = startInstance({ ledger: gateLedger(ledger, "reject", gate) }).start()
  await gate.reached
  await advance(leaseMs)
  expect((await startInstance().send()).status).toBe(201)
  gate.open()
  expect(await slow).toMatchObject(outcomeUnknown)
})
