import { expect, test, vi } from "vitest"
import { createMemoryLedger, reconcile, withTelemetry, type Telemetry } from "../../src/index.ts"
import { createJunctionSimulator } from "@loop-health/integrations-simulator"
import { aLabOrder, patientValues } from "../support/a-lab-order.ts"
import { createGate, gateLedger } from "../support/gate.ts"
import {
  createCluster,
  createReconcileLab,
  createTestHandler,
  minute,
} from "../support/in-process.ts"
import { createTelemetryRecorder } from "../support/telemetry-recorder.ts"

function throwAtOnce(): never {
  throw new Error("telemetry")
}

/** Returns a telemetry whose every method is the given one. */
function everyMethod(method: () => unknown): Telemetry {
  // Callers in JavaScript may pass methods that the types forbid.
  return new Proxy({}, { get: () => method }) as Telemetry
}

/** Returns a telemetry whose spans have the given value as every property. */
function everySpan(property: unknown): Telemetry {
  return everyMethod(() => new Proxy({}, { get: () => property }))
}

const never = new Promise<never>(() => {})
let late: (() => void) | undefined

test.each<[string, Telemetry]>([
  ["throws", everyMethod(throwAtOnce)],
  ["throws on access to a property", new Proxy({}, { get: throwAtOnce })],
  ["rejects", everyMethod(() => Promise.reject(new Error("telemetry")))],
  ["never settles", everyMethod(() => never)],
  ["returns text", everyMethod(() => "text")],
  ["returns spans that throw", everySpan(throwAtOnce)],
  ["returns spans that reject", everySpan(() => Promise.reject(new Error("telemetry")))],
  ["returns spans with numbers for methods", everySpan(7)],
  [
    "returns spans that throw on access to a property",
    everyMethod(() => new Proxy({}, { get: throwAtOnce })),
  ],
  ["never runs the work", { startRequest: () => ({ run: () => {} }) }],
  [
    "runs the work twice",
    {
      startRequest: () => ({
        run: (work) => {
          work()
          work()
        },
      }),
    },
  ],
  ["runs the work late", { startRequest: () => ({ run: (work) => void (late = work) }) }],
])("a telemetry that %s does not affect a response", async (_, telemetry) => {
  const { simulator, send } = createTestHandler({ telemetry: [telemetry] })
  const order = { headers: { "idempotency-key": "one" } }
  const first = await send(order)
  expect(first.status).toBe(201)
  late?.()
  const retry = await send(order)
  expect(retry).toMatchObject({ status: 201, headers: { "idempotent-replayed": "true" } })
  expect(retry.body).toBe(first.body)
  expect((await send({ ...order, body: {} })).status).toBe(400)
  expect((await send({ path: "/" })).status).toBe(404)
  simulator.fault({ name: "503", times: 9 })
  expect((await send()).error.error).toBe("junction_unavailable")
  expect(simulator.orders()).toHaveLength(1)
})

test("a telemetry that throws does not affect the others", async () => {
  const { telemetry, calls } = createTelemetryRecorder()
  const { send } = createTestHandler({
    telemetry: [everyMethod(throwAtOnce), telemetry, everySpan(throwAtOnce)],
  })
  await send()
  expect(calls.map(([name]) => name)).toEqual([
    "request started",
    "call started",
    "call ended",
    "call started",
    "call ended",
    "order",
    "request ended",
  ])
})

test("each telemetry runs the work once, even if another runs it twice or never", async () => {
  const run = vi.fn<(work: () => void) => void>((work) => work())
  const idle = { startRequest: () => ({ run: () => {} }) }
  const eager = {
    startRequest: () => ({
      run: (work: () => void) => {
        work()
        work()
      },
    }),
  }
  const { send } = createTestHandler({
    telemetry: [idle, eager, { startRequest: () => ({ run }) }],
  })
  expect((await send()).status).toBe(201)
  expect(run).toHaveBeenCalledTimes(1)
})

test.each<[string, object, object]>([
  ["is malformed", { traceparent: "x\r\nx-vital-api-key: y" }, {}],
  ["is a number", { traceparent: 7 }, {}],
  ["contains other headers", { baggage: "a=b", authorization: "Bearer x" }, {}],
  [
    "has a tracestate",
    { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, tracestate: "a=b" },
    { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` },
  ],
])(
  "the server sends only a valid trace context to Junction if the context %s",
  async (_, span, sent) => {
    const { simulator, send } = createTestHandler({ telemetry: [{ startCall: () => span }] })
    expect((await send()).status).toBe(201)
    for (const { headers } of simulator.journal) {
      const { accept, "content-type": type, "x-idempotency-key": key, ...others } = headers
      void [accept, type, key]
      expect(others).toEqual(sent)
    }
    expect(simulator.journal).toHaveLength(2)
  },
)

test("telemetry receives only the listed data of an order, and no patient data", async () => {
  const { telemetry, calls } = createTelemetryRecorder()
  const { simulator, send } = createTestHandler({
    telemetry: [telemetry],
    verifyToken: async () => ({ brandId: "brand_a", userId: "user_a", scopes: [] }),
  })
  const { order } = await send({
    headers: {
      "idempotency-key": "the-key",
      "x-request-id": "the-request",
      authorization: "Bearer the-token",
    },
  })
  const server = { address: "junction.example", port: 443 }
  const duration = { durationMs: expect.any(Number) as number }
  const ended = { kind: "response", status: 200, networkCode: undefined, ...duration }
  const call = { method: "POST", server, resends: 0 }
  expect(calls).toStrictEqual([
    [
      "request started",
      {
        requestId: "the-request",
        method: "POST",
        path: "/v1/labs/orders",
        time: expect.any(Number) as number,
        traceHeader: expect.any(Function) as () => undefined,
      },
    ],
    ["call started", { operation: "createUser", path: "/v2/user", ...call }],
    ["call ended", ended],
    ["call started", { operation: "createOrder", path: "/v3/order", ...call }],
    ["call ended", ended],
    [
      "order",
      {
        time: expect.any(Number) as number,
        outcome: "created",
        brandId: "brand_a",
        userId: "user_a",
        orderId: order.id,
        attempt: 1,
        code: undefined,
        junctionOrderId: simulator.orders()[0]?.id,
        requestId: "the-request",
        traceId: undefined,
      },
    ],
    ["request ended", { status: 201, code: undefined, replayed: false, ...duration }],
  ])
  const output = JSON.stringify(calls)
  for (const secret of [...patientValues, "pat_0001", "wellness", "the-key", "the-token"]) {
    expect(output).not.toContain(secret)
  }
})

test("telemetry receives one audit record with the outcome for each request with a valid key", async () => {
  const { telemetry, orders } = createTelemetryRecorder()
  const { simulator, send: post } = createTestHandler({ telemetry: [telemetry] })
  const send = (key: string, body?: object) => post({ body, headers: { "idempotency-key": key } })
  await send("one")
  await send("one")
  await send("one", aLabOrder({ panel_slug: "pcos" }))
  simulator.fault({ name: "status", status: 422, body: { detail: [patientFault] } })
  await send("two")
  simulator.fault({ name: "status", status: 401 })
  await send("two")
  simulator.fault({ name: "500", times: 9 })
  simulator.fault({ name: "list-fails", status: 500, times: 9 })
  await send("three")
  simulator.clearFaults()
  await send("three")
  // Requests that are rejected before they reach the ledger have no audit record.
  await send("four", {})
  await send("not a key")
  expect(orders().map(({ outcome, code, attempt }) => [outcome, code, attempt])).toEqual([
    ["created", undefined, 1],
    ["replayed", undefined, undefined],
    ["key_reused", "idempotency_key_reused", undefined],
    ["rejected", "patient_rejected", 1],
    ["rejected", "junction_rejected", 2],
    ["unknown", "junction_outcome_unknown", 1],
    ["unknown", "junction_outcome_unknown", 1],
  ])
})

const patientFault = { loc: ["body", "patient_details", "dob"] }

test("a request that waits for the order of another request has its own audit record", async () => {
  const { telemetry, orders } = createTelemetryRecorder()
  const gate = createGate()
  const ledger = gateLedger(createMemoryLedger(), "record", gate)
  const { send } = createTestHandler({ telemetry: [telemetry], ledger })
  const order = { headers: { "idempotency-key": "one" } }
  const first = send({ ...order, headers: { ...order.headers, "x-request-id": "a" } })
  await gate.reached
  const other = send({ ...order, headers: { ...order.headers, "x-request-id": "b" } })
  gate.open()
  await Promise.all([first, other])
  expect(orders().map(({ requestId, outcome }) => [requestId, outcome])).toEqual(
    expect.arrayContaining([
      ["a", "created"],
      ["b", "replayed"],
    ]),
  )
  expect(orders()).toHaveLength(2)
})

test("telemetry does not receive the message of an exception", async () => {
  const { telemetry, of, orders } = createTelemetryRecorder()
  const ledger = createMemoryLedger()
  const { send } = createTestHandler({
    telemetry: [telemetry],
    ledger: {
      ...ledger,
      claim: async () => {
        throw new Error("Quillon")
      },
    },
  })
  await send()
  expect(of("request ended")).toMatchObject([{ status: 502, code: "store_unavailable" }])
  expect(orders()).toMatchObject([{ outcome: "unknown", code: "store_unavailable" }])
  expect(JSON.stringify([of("request ended"), orders()])).not.toContain("Quillon")
})

test("telemetry receives the found and missing orders of a reconciliation and its end", async () => {
  const { ledger, simulator, startInstance, advance } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  await send(undefined, "found")
  simulator.fault({ name: "reset-before-create", times: 2 })
  await send(undefined, "missing")
  await advance(20 * minute)
  const { telemetry, orders, of } = createTelemetryRecorder()
  const [found] = simulator.orders()
  await reconcile({ ledger, lab: createReconcileLab(simulator), telemetry: [telemetry] })
  expect(orders()).toStrictEqual([
    {
      time: Date.now(),
      outcome: "found",
      brandId: "brand_a",
      userId: "user_a",
      orderId: found?.passthrough,
      attempt: 1,
      junctionOrderId: found?.id,
    },
    {
      time: Date.now(),
      outcome: "missing",
      brandId: "brand_a",
      userId: "user_a",
      orderId: expect.any(String) as string,
      attempt: 1,
      code: "junction_outcome_unknown",
    },
  ])
  expect(of("reconcile")).toMatchObject([{ rows: { found: 1, missing: 1, unfinished: 0 } }])
})

test("telemetry receives the end of a failed reconciliation, which still rejects", async () => {
  const { telemetry, of } = createTelemetryRecorder()
  const ledger = {
    ...createMemoryLedger(),
    unfinished: async () => {
      throw new Error("gone")
    },
  }
  const lab = createReconcileLab(createJunctionSimulator())
  await expect(reconcile({ ledger, lab, telemetry: [telemetry] })).rejects.toThrow("gone")
  expect(of("reconcile")).toMatchObject([{ rows: undefined }])
  await expect(reconcile({ ledger, lab, telemetry: [everyMethod(throwAtOnce)] })).rejects.toThrow(
    "gone",
  )
})

test("telemetry records each lookup once, with its result", async () => {
  const { simulator, startInstance, advance } = createCluster()
  const { telemetry, of } = createTelemetryRecorder()
  const { send } = startInstance({ junction: { telemetry: [telemetry] } })
  simulator.fault({ name: "reset-after-create", times: 2 })
  expect(await send(undefined, "found")).toMatchObject({ status: 201 })
  simulator.fault({ name: "reset-before-create", times: 2 })
  await send(undefined, "absent")
  simulator.fault({ name: "reset-before-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  await send(undefined, "unknown")
  await advance(0)
  expect(of("lookup")).toEqual(["found", "absent", "unknown"])
})

test("telemetry receives the number of earlier sends of a call", async () => {
  const { telemetry, of } = createTelemetryRecorder()
  const { simulator, send } = createTestHandler({ telemetry: [telemetry] })
  simulator.fault({ name: "reset-before-create" })
  await send()
  expect(of("call started")).toMatchObject([
    { operation: "createUser", resends: 0 },
    { operation: "createOrder", resends: 0 },
    { operation: "createOrder", resends: 1 },
  ])
  expect(of("call ended")).toMatchObject([
    { kind: "response", status: 200 },
    { kind: "no_response", status: undefined, networkCode: expect.any(String) as string },
    { kind: "response", status: 200 },
  ])
})

test("telemetry receives each ledger operation and whether it failed", async () => {
  const { telemetry, of } = createTelemetryRecorder()
  const failing = { ...createMemoryLedger(), find: () => Promise.reject(new Error("gone")) }
  const ledger = withTelemetry(failing, [telemetry, everyMethod(throwAtOnce)])
  await expect(ledger.find("any", "x")).rejects.toThrow("gone")
  expect(await ledger.backlog()).toEqual({ unfinished: 0, oldestCreatedAt: undefined })
  expect(of("ledger")).toStrictEqual([
    { operation: "find", failed: true, durationMs: expect.any(Number) as number },
    { operation: "backlog", failed: false, durationMs: expect.any(Number) as number },
  ])
})
