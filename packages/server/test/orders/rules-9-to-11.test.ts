// The rules by which one intent is one order; packages/server/README.md lists them.
import { expect, test } from "vitest"
import { reconcile, type ReconcileEvent } from "../../src/index.ts"
import {
  aRefusal,
  createGate,
  createWorld,
  gated,
  minute,
  reconcilingLab,
  unknown,
} from "../support/in-process.ts"

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
  expect(await ledger.find("any", simulator.orders()[0]?.passthrough ?? "")).toMatchObject({
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

test("rule 11: reconciling records an order that nobody came back for", async () => {
  const { ledger, simulator, startProcess, pass } = createWorld()
  const { send } = startProcess()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await send()).toMatchObject(unknown)
  await pass(2 * minute)
  const events: ReconcileEvent[] = []
  const lab = reconcilingLab(simulator)
  expect(await reconcile({ ledger, lab, onEvent: (event) => events.push(event) })).toMatchObject({
    looked: 1,
    found: 1,
  })
  const order = simulator.orders()[0]
  expect(events).toEqual([
    { kind: "order_found", orderId: order?.passthrough, junctionOrderId: order?.id },
  ])
  expect(await send()).toMatchObject({ status: 201, replayed: true, junctionOrderId: order?.id })
})

test("rule 11: reconciling never orders: what it does not find it notes once, when Junction has had its time", async () => {
  const { ledger, simulator, startProcess, pass, upstreamKeys } = createWorld()
  const { send, start } = startProcess()
  simulator.fault({ name: "reset-before-create", times: 2 })
  await send()
  const sends = upstreamKeys().length
  const events: ReconcileEvent[] = []
  const options = {
    ledger,
    lab: reconcilingLab(simulator),
    onEvent: (event: ReconcileEvent) => events.push(event),
  }
  await pass(2 * minute)
  expect(await reconcile(options)).toMatchObject({ looked: 1, open: 1 })
  await pass(8 * minute)
  expect(await reconcile(options)).toMatchObject({ looked: 1, missing: 1 })
  expect(await reconcile(options)).toMatchObject({ looked: 0 })
  expect(events).toMatchObject([
    { kind: "order_missing", attempt: 1, lastCode: "junction_outcome_unknown" },
  ])
  expect(upstreamKeys()).toHaveLength(sends)
  // Whoever comes back goes on all the same.
  const answer = start()
  await pass(5_000)
  expect((await answer).status).toBe(201)
})
