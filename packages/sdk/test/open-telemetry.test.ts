import { context, SpanStatusCode, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { CreateLabOrderResult, LabOrderRequest } from "../src/index.ts"
import { fakeClock, settle } from "./support/fake-clock.ts"
import { importBlock } from "./support/import-readme-block.ts"

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

interface Recipe {
  readonly createOrder: (body: LabOrderRequest) => Promise<CreateLabOrderResult>
}

test("the guide's code creates a span for the call and a child span for each request", async () => {
  const mock = createMockFetch()
  const { createOrder } = await importBlock<Recipe>("opentelemetry/1.ts", {
    fetch: mock,
    session: { accessToken: async () => "secret-token" },
  })
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
  const exported = JSON.stringify(
    spans.map(({ name, attributes, events }) => [name, attributes, events]),
  )
  for (const secret of ["secret-token", ...Object.values(aLabOrderRequest().patient)]) {
    expect(exported).not.toContain(secret)
  }
})
