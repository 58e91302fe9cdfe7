// The rules that make each intent exactly one order. The page "Guarantees" of packages/docs lists
// them.
import { expect, test } from "vitest"
import { createMemoryLedger } from "../../src/index.ts"
import { leaseMs } from "../../src/orders/ledger.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { createGate, gateLedger } from "../support/gate.ts"
import { createCluster, outcomeUnknown, patientRejection } from "../support/in-process.ts"

test("rule 1: the server commits an intent before it calls Junction", async () => {
  const { ledger, simulator, startInstance } = createCluster()
  const gate = createGate()
  const { start } = startInstance({ ledger: gateLedger(ledger, "claim", gate) })
  const response = start()
  await gate.reached
  expect(simulator.journal).toEqual([])
  gate.open()
  expect((await response).status).toBe(201)
})

test("rule 1: the server sends a 201 only after the order is committed", async () => {
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

test("rule 1: a retry finds an order whose commit failed", async () => {
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

test("rule 1: a retry after a 502 places the order", async () => {
  const { simulator, startInstance } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "503", times: 2 })
  expect((await send()).error).toBe("junction_unavailable")
  expect((await send()).status).toBe(201)
})

test("rule 2: two processes that receive two bodies with one key place one order", async () => {
  const { simulator, startInstance } = createCluster()
  const other = aLabOrder({ panel_slug: "pcos" })
  const responses = await Promise.all([startInstance().send(), startInstance().send(other)])
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201, 400]))
  expect(responses.find(({ status }) => status === 400)?.error).toBe("idempotency_key_reused")
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: a process that lost its claim still records its order", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const gate = createGate()
  const slow = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  await advance(leaseMs)
  // The second process can neither place the order nor look it up.
  simulator.fault({ name: "reset-before-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await startInstance().send()).toMatchObject(outcomeUnknown)
  gate.open()
  const first = await slow
  expect(first.status).toBe(201)
  expect(await startInstance().send()).toMatchObject({ id: first.id, replayed: true })
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: the server does not accept a response with another passthrough", async () => {
  const { simulator, startInstance } = createCluster()
  simulator.fault({ name: "other-passthrough" })
  simulator.fault({ name: "list-fails", status: 500 })
  const { send } = startInstance()
  expect(await send()).toMatchObject(outcomeUnknown)
  expect((await send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 3: the server cancels and reports an order whose key belongs to another body", async () => {
  const { ledger, simulator, duplicates, startInstance, activeOrders } = createCluster()
  const gate = createGate()
  const slow = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  // Only an error of Junction leads here: the row was rejected and then claimed with another body.
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

test("rule 3: the server cancels and reports a second order of one row", async () => {
  const { ledger, startInstance, activeOrders, duplicates, simulator } = createCluster()
  const gate = createGate()
  const slow = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  const row = await ledger.find("any", simulator.orders()[0]?.passthrough ?? "")
  if (row === undefined) throw new Error("there is no row")
  const other = { junctionOrderId: "first", status: "received" }
  await ledger.record(row, other)
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
] as const)("rule 4: after %s, a rejection leaves the outcome unknown", async (_what, fault) => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const { send, start } = startInstance()
  simulator.fault(fault)
  const first = start()
  await advance(5_000)
  expect((await first).status).toBe(502)
  simulator.fault({ name: "status", status: 422, body: patientRejection })
  expect(await send()).toMatchObject(outcomeUnknown)
  // The key still belongs to the first body.
  expect((await send(aLabOrder({ panel_slug: "pcos" }))).error).toBe("idempotency_key_reused")
  expect(await ledger.unfinished({ limit: 9 })).toMatchObject([
    { state: "unfinished", indeterminate: true },
  ])
})

test("rule 3: the server does not cancel an order whose row the store has lost", async () => {
  const { startInstance, activeOrders } = createCluster()
  // The claim was made before a failover. The new store does not have its row.
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

test("rule 4: after a rejection without an indeterminate send, the key accepts a fixed body", async () => {
  const { simulator, startInstance, upstreamKeys } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "status", status: 422, body: patientRejection })
  expect(await send()).toMatchObject({ status: 400, error: "patient_rejected" })
  expect((await send(aLabOrder({ panel_slug: "pcos" }))).status).toBe(201)
  expect(new Set(upstreamKeys()).size).toBe(2)
})

test("rule 4: a process that lost its claim does not report a rejection", async () => {
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
