import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createClient, type LabOrderRequest } from "../src/index.ts"
import { fakeClock, settle } from "./support/fake-clock.ts"
import { aLabOrderRequest } from "./support/lab-order.ts"

const exporter = new InMemorySpanExporter()
const contexts = new AsyncLocalStorageContextManager()

beforeAll(() => {
  const spanProcessors = [new SimpleSpanProcessor(exporter)]
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }))
  context.setGlobalContextManager(contexts.enable())
})

afterAll(() => {
  trace.disable()
  context.disable()
  contexts.disable()
})

// The README's recipe, but for the fetch.

const mock = createMockFetch()
const tracer = trace.getTracer("lab-orders")

const loop = createClient({
  token: "secret-token",
  fetch: mock,
  onResponse: (event) => {
    const span = tracer.startSpan(`${event.method} ${event.path}`, {
      kind: SpanKind.CLIENT,
      startTime: event.startedAt,
      attributes: {
        "http.request.method": event.method,
        "url.template": event.path,
        "http.request.resend_count": event.attempt - 1,
        "http.response.status_code": event.status,
      },
    })
    if (event.kind !== "created") {
      span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", event.kind)
    }
    span.end(event.startedAt + event.durationMs)
  },
})

function createOrder(body: LabOrderRequest) {
  return tracer.startActiveSpan("create lab order", async (span) => {
    const result = await loop.labs.orders.safeCreate(body)
    span.setAttributes({ "loop.outcome": result.meta.outcome, "loop.kind": result.kind })
    span.end()
    return result
  })
}

test("a call is a span, and each of its requests is one below it, as the README shows", async () => {
  fakeClock()
  mock.next("overloaded")
  mock.next("connection_error")
  const result = await settle(createOrder(aLabOrderRequest()))
  expect(result).toMatchObject({ kind: "created", meta: { attempts: 3 } })

  const spans = exporter.getFinishedSpans()
  const call = spans.at(-1)
  expect(call).toMatchObject({
    name: "create lab order",
    attributes: { "loop.outcome": "created", "loop.kind": "created" },
  })
  const parentSpanContext = { spanId: call?.spanContext().spanId }
  const name = "POST /v1/labs/orders"
  const failed = { code: SpanStatusCode.ERROR }
  expect(spans.slice(0, -1)).toMatchObject([
    {
      name,
      parentSpanContext,
      status: failed,
      attributes: {
        "http.request.resend_count": 0,
        "http.response.status_code": 502,
        "error.type": "upstream",
      },
    },
    {
      name,
      parentSpanContext,
      status: failed,
      attributes: { "http.request.resend_count": 1, "error.type": "connection" },
    },
    {
      name,
      parentSpanContext,
      status: { code: SpanStatusCode.UNSET },
      attributes: { "http.request.resend_count": 2, "http.response.status_code": 201 },
    },
  ])
  const told = JSON.stringify(
    spans.map(({ name, attributes, events }) => [name, attributes, events]),
  )
  for (const secret of ["secret-token", ...Object.values(aLabOrderRequest().patient)]) {
    expect(told).not.toContain(secret)
  }
})
