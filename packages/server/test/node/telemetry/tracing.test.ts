import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api"
import { expect, test } from "vitest"
import type { Telemetry } from "../../../src/index.ts"
import { createTracing } from "../../../src/node/index.ts"
import { patientValues } from "../../support/a-lab-order.ts"
import { startTestService } from "../../support/deployment.ts"
import { createTestHandler } from "../../support/in-process.ts"
import { createPlacingLab } from "../../support/labs.ts"
import { createTelemetryRecorder } from "../../support/telemetry-recorder.ts"
import { recordSpans } from "./recorded-spans.ts"

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736"
const spanId = "00f067aa0ba902b7"
const sampled = `00-${traceId}-${spanId}-01`

/** Starts the service in this process, where a test can register an SDK. */
async function startTraced(telemetry: readonly Telemetry[] = []) {
  const service = await startTestService({ telemetry })
  return {
    ...service,
    /** Sends an order with additional headers. */
    send: (headers: Readonly<Record<string, string | undefined>> = {}, body?: object) =>
      service.send({ headers, body }),
    /** Returns the trace headers that Junction received, call by call. */
    atJunction: () =>
      service.simulator.journal.map(({ headers }) =>
        Object.fromEntries(
          ["traceparent", "tracestate", "baggage", "b3"].flatMap((name) =>
            headers[name] === undefined ? [] : [[name, headers[name]]],
          ),
        ),
      ),
  }
}

test.each<[string, string]>([
  ["no text", ""],
  ["another format", "Quillon Zephyrine"],
  ["version ff", `ff-${traceId}-${spanId}-01`],
  ["upper-case letters", sampled.toUpperCase()],
  ["a trace ID of zeros", `00-${"0".repeat(32)}-${spanId}-01`],
  ["a span ID of zeros", `00-${traceId}-${"0".repeat(16)}-01`],
  ["a short trace ID", `00-${traceId.slice(1)}-${spanId}-01`],
  ["characters that are not hex digits", `00-${traceId.replace("4", "g")}-${spanId}-01`],
  ["no flags", `00-${traceId}-${spanId}`],
  ["more fields than version 00", `${sampled}-Quillon`],
  ["two values", `${sampled}, ${sampled}`],
  ["8,000 additional characters", `${sampled}-${"x".repeat(8_000)}`],
])("the service ignores a traceparent with %s", async (_, traceparent) => {
  const { spans, written } = recordSpans()
  const { send, atJunction } = await startTraced()
  expect((await send({ traceparent, tracestate: "a=Quillon" })).status).toBe(201)
  const server = spans().find(({ kind }) => kind === SpanKind.SERVER)
  expect(server?.parentSpanContext).toBeUndefined()
  expect(server?.spanContext().traceId).not.toBe(traceId)
  expect(written() + JSON.stringify(atJunction())).not.toContain("Quillon")
})

test.each<[string, string]>([
  ["no pairs", "Quillon Zephyrine"],
  ["an upper-case key", "Quillon=1"],
  ["a value with an invalid character", "quillon=1=2"],
  ["a value above the maximum length", `quillon=${"x".repeat(257)}`],
])("the service drops a tracestate with %s and continues the trace", async (_, tracestate) => {
  const { spans } = recordSpans()
  const { send, atJunction } = await startTraced()
  expect((await send({ traceparent: sampled, tracestate })).status).toBe(201)
  for (const span of spans()) expect(span.spanContext()).toMatchObject({ traceId })
  expect(atJunction()).toEqual([
    { traceparent: expect.stringContaining(traceId) as string },
    { traceparent: expect.stringContaining(traceId) as string },
  ])
})

test.each<[string, Record<string, string | undefined>]>([
  ["no token", { authorization: undefined }],
  ["an invalid token", { authorization: "Bearer stranger" }],
  ["another scheme", { authorization: "Basic YTpi" }],
])("the service does not continue the trace of a request with %s", async (_, headers) => {
  const { spans, written } = recordSpans()
  const { send, logs } = await startTraced()
  const tracestate = "rojo=stranger"
  expect((await send({ traceparent: sampled, tracestate, ...headers })).status).toBe(401)
  const [server, ...others] = spans()
  expect(others).toEqual([])
  expect(server?.parentSpanContext).toBeUndefined()
  expect(server?.spanContext().traceId).not.toBe(traceId)
  expect(written()).not.toContain("stranger")
  expect(logs).toMatchObject([{ traceId: server?.spanContext().traceId }])
})

test("the service does not continue the trace of a request for an unknown path", async () => {
  const { spans } = recordSpans()
  const { url } = await startTraced()
  await fetch(`${url}/unknown`, { headers: { traceparent: sampled } })
  expect(spans().map((span) => span.parentSpanContext)).toEqual([undefined])
})

test("the span of a request includes its authentication", async () => {
  const { spans } = recordSpans()
  let verifiedAt = 0
  const { send } = createTestHandler({
    telemetry: [await createTracing()],
    verifyToken: async () => {
      verifiedAt = Date.now()
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { brandId: "brand_a", userId: "user_a", scopes: [] }
    },
  })
  await send()
  const [seconds = 0, nanoseconds = 0] = spans().at(-1)?.startTime ?? []
  // Date.now() has whole milliseconds.
  expect(Math.floor(seconds * 1_000 + nanoseconds / 1e6)).toBeLessThanOrEqual(verifiedAt + 1)
})

test("a caller's trace continues in each call of Junction, without tracestate and baggage", async () => {
  const { spans } = recordSpans()
  const { send, simulator, atJunction } = await startTraced()
  simulator.fault({ name: "reset-before-create" })
  const tracestate = "rojo=00f067aa0ba902b7,tenant@congo=t61rcWkgMzE"
  const baggage = "patient=Quillon"
  expect((await send({ traceparent: sampled, tracestate, baggage })).status).toBe(201)
  const [createUser, firstSend, secondSend, server] = spans()
  expect(server?.kind).toBe(SpanKind.SERVER)
  expect(server?.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true })
  const sent = [createUser, firstSend, secondSend].map((span) => {
    expect(span?.kind).toBe(SpanKind.CLIENT)
    expect(span?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId)
    return { traceparent: `00-${traceId}-${span?.spanContext().spanId}-01` }
  })
  expect(atJunction()).toEqual(sent)
  expect(new Set(sent.map(({ traceparent }) => traceparent)).size).toBe(3)
})

test("the service reads the version 00 fields of a later traceparent", async () => {
  const { spans } = recordSpans()
  const { send, atJunction } = await startTraced()
  await send({ traceparent: `cc-${traceId}-${spanId}-09-what-the-future-will-be-like` })
  expect(spans().at(-1)?.parentSpanContext).toMatchObject({ traceId, spanId })
  for (const { traceparent } of atJunction()) expect(traceparent).toMatch(/^00-.{49}-01$/)
})

test("spans have only the attributes of the semantic conventions", async () => {
  const { spans } = recordSpans()
  const { send, simulator } = await startTraced()
  simulator.fault({ name: "reset-before-create" })
  await send({ "x-request-id": "the-request" })
  const junction = {
    "server.address": "127.0.0.1",
    "server.port": expect.any(Number) as number,
    "http.request.method": "POST",
  }
  expect(
    spans().map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
  ).toStrictEqual([
    {
      name: "POST /v2/user",
      attributes: {
        ...junction,
        "url.template": "/v2/user",
        "integrations.junction.operation": "createUser",
        "http.response.status_code": 200,
      },
      status: { code: SpanStatusCode.UNSET },
      events: [],
    },
    {
      name: "POST /v3/order",
      attributes: {
        ...junction,
        "url.template": "/v3/order",
        "integrations.junction.operation": "createOrder",
        "error.type": expect.stringMatching(/^[A-Z_]+$/) as string,
      },
      status: { code: SpanStatusCode.ERROR },
      events: [],
    },
    {
      name: "POST /v3/order",
      attributes: {
        ...junction,
        "url.template": "/v3/order",
        "integrations.junction.operation": "createOrder",
        "http.request.resend_count": 1,
        "http.response.status_code": 200,
      },
      status: { code: SpanStatusCode.UNSET },
      events: [],
    },
    {
      name: "POST /v1/labs/orders",
      attributes: {
        "http.request.method": "POST",
        "http.route": "/v1/labs/orders",
        "http.response.status_code": 201,
        "integrations.request_id": "the-request",
      },
      status: { code: SpanStatusCode.UNSET },
      events: [],
    },
  ])
})

test("spans of errors have the error code, but no message, patient data, query, or ID", async () => {
  const { spans, written } = recordSpans()
  const { send, simulator, url } = await startTraced()
  const leak = { detail: "Quillon Zephyrine, 1990-04-12" }
  simulator.fault({ name: "status", status: 401, body: leak })
  expect((await send()).status).toBe(502)
  simulator.fault({ name: "reset-before-create", times: 9 })
  expect((await send()).status).toBe(502)
  expect((await send({}, { Quillon: 1 })).status).toBe(400)
  await fetch(`${url}/Quillon?Zephyrine`, { method: "PATCH" })
  const servers = spans().filter(({ kind }) => kind === SpanKind.SERVER)
  expect(
    servers.map(({ name, attributes, status }) => [name, attributes["error.type"], status]),
  ).toEqual([
    ["POST /v1/labs/orders", "junction_rejected", { code: SpanStatusCode.ERROR }],
    ["POST /v1/labs/orders", "junction_outcome_unknown", { code: SpanStatusCode.ERROR }],
    ["POST /v1/labs/orders", "validation_error", { code: SpanStatusCode.UNSET }],
    ["PATCH", undefined, { code: SpanStatusCode.UNSET }],
  ])
  expect(servers.at(-1)?.attributes).not.toHaveProperty("http.route")
  expect(spans().map(({ name }) => name)).toContain("GET /v3/orders")
  expect(spans().flatMap(({ events, links }) => [...events, ...links])).toEqual([])
  const ids = simulator.journal.map(({ headers }) => headers["x-idempotency-key"] ?? "raw-key")
  const secrets = [...patientValues, ...ids, "pat_0001", "wellness", "brand_a", "start_date"]
  for (const secret of secrets) expect(written()).not.toContain(secret)
})

test("the service does not record or forward a trace that its caller does not record", async () => {
  const { spans } = recordSpans()
  const { send, atJunction } = await startTraced()
  expect((await send({ traceparent: `00-${traceId}-${spanId}-00` })).status).toBe(201)
  expect(spans()).toEqual([])
  expect(atJunction()).toEqual([{}, {}])
})

test("without an SDK, calls have no trace headers and log lines have no trace IDs", async () => {
  const { send, logs, atJunction } = await startTraced()
  expect((await send({ traceparent: sampled, baggage: "a=b" })).status).toBe(201)
  expect(atJunction()).toEqual([{}, {}])
  expect(logs).toHaveLength(1)
  expect(logs[0]).not.toHaveProperty("traceId")
})

test("the log line and the audit event of a request have the IDs of its span", async () => {
  const { spans } = recordSpans()
  const { telemetry, orders } = createTelemetryRecorder()
  const { send, logs } = await startTraced([telemetry])
  await send()
  const own = spans().at(-1)?.spanContext()
  expect(logs).toMatchObject([{ traceId: own?.traceId, spanId: own?.spanId }])
  expect(orders()).toMatchObject([{ traceId: own?.traceId }])
})

test("concurrent requests have separate traces", async () => {
  const { spans } = recordSpans()
  const { send } = await startTraced()
  const ids = ["a", "b", "c", "d"].map((digit) => digit.repeat(32))
  await Promise.all(ids.map((id) => send({ traceparent: `00-${id}-${spanId}-01` })))
  for (const id of ids) {
    const own = spans().filter((span) => span.spanContext().traceId === id)
    expect(own.map(({ name }) => name)).toEqual([
      "POST /v2/user",
      "POST /v3/order",
      "POST /v1/labs/orders",
    ])
  }
})

test("the service continues the active span of its host without its baggage", async () => {
  const { spans } = recordSpans()
  let seen: unknown = "not called"
  const { send } = createTestHandler({
    lab: createPlacingLab(() => (seen = propagation.getActiveBaggage())),
    telemetry: [await createTracing()],
  })
  const host = trace.getTracer("host").startSpan("host")
  const baggage = propagation.createBaggage({ patient: { value: "Quillon" } })
  const outside = propagation.setBaggage(trace.setSpan(context.active(), host), baggage)
  const headers = { traceparent: sampled }
  const response = await context.with(outside, () => send({ headers }))
  expect(response.status).toBe(201)
  expect(seen).toBeUndefined()
  expect(spans()[0]?.parentSpanContext?.spanId).toBe(host.spanContext().spanId)
})
