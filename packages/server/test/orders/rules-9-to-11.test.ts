// The rules that make each intent exactly one order. The page "Guarantees" of packages/docs lists
// them.
import { expect, test } from "vitest"
import { reconcile, type ReconcileEvent } from "../../src/index.ts"
import { createGate, gateLedger } from "../support/gate.ts"
import {
  createCluster,
  createReconcileLab,
  minute,
  outcomeUnknown,
  patientRejection,
} from "../support/in-process.ts"

test("rule 9: a request to another process waits for the order in progress and gets it", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const gate = createGate()
  const leader = startInstance({ ledger: gateLedger(ledger, "record", gate) }).start()
  await gate.reached
  const waiters = [startInstance().start(), startInstance().start()]
  await advance(3_000)
  gate.open()
  await advance(1_000)
  const { id } = await leader
  expect(await Promise.all(waiters)).toMatchObject([
    { status: 201, id, replayed: true },
    { status: 201, id, replayed: true },
  ])
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 9: a waiting request gets the error of the first request", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const gate = createGate()
  simulator.fault({ name: "status", status: 422, body: patientRejection })
  const leader = startInstance({ ledger: gateLedger(ledger, "reject", gate) }).start()
  await gate.reached
  const waiter = startInstance().start()
  await advance(1_000)
  gate.open()
  await advance(1_000)
  expect((await leader).error).toBe("patient_rejected")
  expect(await waiter).toMatchObject({ status: 400, error: "patient_rejected" })
})

test("rule 9: a request that waits for a crashed process gets order_in_progress", async () => {
  const { ledger, simulator, startInstance, upstreamKeys, advance } = createCluster()
  void startInstance({ ledger: gateLedger(ledger, "record", createGate()) }).start()
  await advance(0)
  const waiter = startInstance().start()
  await advance(25_000)
  expect(await waiter).toMatchObject({ status: 502, error: "order_in_progress" })
  expect(upstreamKeys()).toHaveLength(1)
  await advance(10_000)
  expect((await startInstance().send()).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 9: at most 100 requests wait for one order in one process", async () => {
  const { ledger, startInstance } = createCluster()
  const gate = createGate()
  const { start } = startInstance({ ledger: gateLedger(ledger, "record", gate) })
  const leader = start()
  await gate.reached
  const waiters = Array.from({ length: 100 }, () => start())
  expect(await start()).toMatchObject({ status: 502, error: "order_in_progress" })
  gate.open()
  const { id } = await leader
  expect((await Promise.all(waiters)).every((response) => response.id === id)).toBe(true)
})

test("rule 10: another process continues a released order at once", async () => {
  const { simulator, startInstance, upstreamKeys, advance } = createCluster()
  simulator.fault({ name: "hang" })
  const draining = startInstance()
  const released = draining.start()
  await advance(0)
  await expect.poll(() => upstreamKeys().length).toBe(1)
  await Promise.all([draining.handler.drain(0), advance(0)])
  expect((await startInstance().send()).status).toBe(201)
  expect(new Set(upstreamKeys()).size).toBe(1)
  expect(simulator.orders()).toHaveLength(1)
  void released
})

test("rule 10: a process that has released its claims releases later ones, too", async () => {
  const { ledger, startInstance, upstreamKeys, advance } = createCluster()
  const gate = createGate()
  const { start, handler } = startInstance({ ledger: gateLedger(ledger, "claim", gate) })
  const late = start()
  await gate.reached
  await Promise.all([handler.drain(0), advance(0)])
  gate.open()
  expect(await late).toMatchObject({ status: 502 })
  expect(upstreamKeys()).toEqual([])
  expect((await startInstance().send()).status).toBe(201)
})

test("rule 10: draining waits for an order whose client has disconnected", async () => {
  const { ledger, simulator, startInstance } = createCluster()
  const gate = createGate()
  const { start, handler } = startInstance({ ledger: gateLedger(ledger, "record", gate) })
  void start()
  await gate.reached
  let drained = false
  const draining = handler.drain().then(() => (drained = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(drained).toBe(false)
  gate.open()
  await draining
  expect(await ledger.find("any", simulator.orders()[0]?.passthrough ?? "")).toMatchObject({
    state: "placed",
  })
})

test("rule 10: a process sends nothing more for a released order", async () => {
  const { ledger, startInstance, upstreamKeys, simulator, advance } = createCluster()
  const other = startInstance()
  const user = createGate()
  const slow = startInstance({
    junction: {
      fetch: async (request) => {
        if (request.url.endsWith("/v2/user")) await user.wait()
        return simulator.fetch(request)
      },
    },
  })
  const response = slow.start()
  await user.reached
  await Promise.all([slow.handler.drain(0), advance(0)])
  user.open()
  expect(await response).toMatchObject({ status: 502 })
  expect(upstreamKeys()).toEqual([])
  expect(await ledger.unfinished({ limit: 1 })).toMatchObject([{ lastCode: "order_in_progress" }])
  expect((await other.send()).status).toBe(201)
})

test("rule 11: reconciling records an order without a retry", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await send()).toMatchObject(outcomeUnknown)
  await advance(2 * minute)
  const events: ReconcileEvent[] = []
  const lab = createReconcileLab(simulator)
  expect(await reconcile({ ledger, lab, onEvent: (event) => events.push(event) })).toMatchObject({
    lookedUp: 1,
    found: 1,
  })
  const order = simulator.orders()[0]
  expect(events).toEqual([
    { kind: "order_found", orderId: order?.passthrough, junctionOrderId: order?.id },
  ])
  expect(await send()).toMatchObject({ status: 201, replayed: true, junctionOrderId: order?.id })
})

test("rule 11: reconciling reads Junction's list once for many rows", async () => {
  const { ledger, simulator, startInstance, advance, countLookups } = createCluster()
  const { send } = startInstance()
  for (let key = 1; key <= 30; key += 1) {
    simulator.fault({ name: "reset-before-create", times: 2 })
    await send(undefined, `key-${key}`)
  }
  await advance(2 * minute)
  const lab = createReconcileLab(simulator)
  const before = countLookups()
  expect(await reconcile({ ledger, lab })).toMatchObject({ lookedUp: 30, unfinished: 30 })
  expect(countLookups()).toBe(before + 1)
  expect(await reconcile({ ledger, lab })).toMatchObject({ lookedUp: 0 })
  expect(countLookups()).toBe(before + 1)
  await advance(minute + 1)
  expect(await reconcile({ ledger, lab })).toMatchObject({ lookedUp: 30, unfinished: 30 })
})

test("rule 11: reconciling cancels a duplicate of an order that a later attempt placed", async () => {
  const cluster = createCluster()
  const { ledger, simulator, startInstance, advance, duplicates, activeOrders } = cluster
  const { send, start } = startInstance()
  // Junction lists the order of the first attempt only after the settle time.
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-lags", forMs: 11 * minute })
  await send()
  await advance(10 * minute)
  simulator.fault({ name: "list-lags", forMs: 11 * minute, times: 2 })
  const response = start()
  await advance(5_000)
  expect((await response).status).toBe(201)
  expect(activeOrders()).toHaveLength(2)
  await advance(11 * minute)
  const onEvent = (event: ReconcileEvent) => {
    if (event.kind === "duplicate_order") duplicates.push(event)
  }
  const lab = createReconcileLab(simulator)
  expect(await reconcile({ ledger, lab, onEvent })).toMatchObject({ lookedUp: 0, rechecked: 1 })
  expect(duplicates).toMatchObject([{ kind: "duplicate_order", cancelled: true }])
  expect(activeOrders()).toHaveLength(1)
  expect(await reconcile({ ledger, lab, onEvent })).toMatchObject({ rechecked: 0 })
})

test("rule 11: reconciling reports a missing order once, after the settle time, and never places it", async () => {
  const { ledger, simulator, startInstance, advance, upstreamKeys } = createCluster()
  const { send, start } = startInstance()
  simulator.fault({ name: "reset-before-create", times: 2 })
  await send()
  const sends = upstreamKeys().length
  const events: ReconcileEvent[] = []
  const options = {
    ledger,
    lab: createReconcileLab(simulator),
    onEvent: (event: ReconcileEvent) => events.push(event),
  }
  await advance(2 * minute)
  expect(await reconcile(options)).toMatchObject({ lookedUp: 1, unfinished: 1 })
  await advance(8 * minute)
  expect(await reconcile(options)).toMatchObject({ lookedUp: 1, missing: 1 })
  expect(await reconcile(options)).toMatchObject({ lookedUp: 0 })
  expect(events).toMatchObject([
    { kind: "order_missing", attempt: 1, lastCode: "junction_outcome_unknown" },
  ])
  expect(upstreamKeys()).toHaveLength(sends)
  // A later retry still places the order.
  const response = start()
  await advance(5_000)
  expect((await response).status).toBe(201)
})
