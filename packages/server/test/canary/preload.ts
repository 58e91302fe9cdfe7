// Loaded first in a server process with `--import`. Registers OpenTelemetry's SDK, which writes
// every span to a file, and throws or leaks on request of a test.
import { appendFileSync } from "node:fs"
import { ServerResponse } from "node:http"
import { DatabaseSync } from "node:sqlite"
import { isMainThread, Worker } from "node:worker_threads"
import { context, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import {
  BasicTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base"
import { Registry } from "prom-client"
import { markedOrder } from "./marks.ts"
import type { ThrowSite } from "./throw-sites.ts"

const { CANARY_SPANS, CANARY_THROWS, CANARY_PLANTS } = process.env
const quoted = JSON.stringify(markedOrder())

const noopProcessor: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}

/** Creates an error whose message, code, properties, and cause contain the request. */
function quotingError(): Error {
  const text = `No order of ${quoted}\n    at ${quoted} (file:///order.ts:1:1)`
  const error = new RangeError(text, { cause: new TypeError(text) })
  return Object.assign(error, { name: `Bad ${quoted}`, code: quoted, body: markedOrder() })
}

/** Creates an error whose message was changed after its stack was captured. */
function changedError(): Error {
  const error = quotingError()
  return Object.assign(error, { stack: error.stack, name: "Error", message: "another message" })
}

if (isMainThread && CANARY_SPANS !== undefined) {
  process.stderr.write("spans are written to a file\n")
  recordSpans(CANARY_SPANS)
  if (CANARY_THROWS !== undefined) throwAt(CANARY_THROWS as ThrowSite)
  if (CANARY_PLANTS !== undefined) plantLeaks()
}

function recordSpans(path: string): void {
  const exporter: SpanExporter = {
    export(spans, done) {
      for (const span of spans) appendFileSync(path, `${JSON.stringify(toWritten(span))}\n`)
      done({ code: 0 })
    },
    shutdown: async () => undefined,
  }
  const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor(exporter)]
  if (CANARY_THROWS?.startsWith("telemetry") === true) spanProcessors.push(throwingProcessor())
  if (CANARY_PLANTS !== undefined) {
    spanProcessors.unshift({
      ...noopProcessor,
      onStart: (span) => void span.setAttribute("planted", quoted),
    })
  }
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }))
}

function toWritten(span: ReadableSpan): object {
  const { name, kind, attributes, events, links, status, resource, instrumentationScope } = span
  const { traceId, spanId, traceState } = span.spanContext()
  const ids = { traceId, spanId, traceState: traceState?.serialize() }
  const { attributes: host } = resource
  const parent = span.parentSpanContext
  return { name, kind, ids, parent, attributes, events, links, status, host, instrumentationScope }
}

function throwingProcessor(): SpanProcessor {
  return {
    ...noopProcessor,
    onStart() {
      if (CANARY_THROWS === "telemetry") throw quotingError()
    },
    onEnd() {
      if (CANARY_THROWS === "telemetry, later") throwLater(quotingError())
    },
  }
}

function throwLater(thrown: unknown): void {
  setImmediate(() => {
    throw thrown
  })
}

function throwAt(site: ThrowSite): void {
  const { fetch } = globalThis
  const beforeOrdering = (act: () => void) => {
    globalThis.fetch = async (input, init) => {
      if (input instanceof Request && input.url.endsWith("/v3/order")) act()
      return fetch(input, init)
    }
  }
  const beforeWriting = (act: () => void) => {
    const { postMessage } = Worker.prototype
    Worker.prototype.postMessage = function (this: Worker, ...parameters) {
      if ((parameters[0] as { method?: unknown }).method === "write") act()
      Reflect.apply(postMessage, this, parameters)
    }
  }
  const act: Readonly<Record<ThrowSite, () => void>> = {
    lab: () =>
      beforeOrdering(() => {
        throw quotingError()
      }),
    "lab, later": () => beforeOrdering(() => throwLater(quotingError())),
    "lab, a changed error": () => beforeOrdering(() => throwLater(changedError())),
    "lab, no error": () => beforeOrdering(() => throwLater(quoted)),
    "lab, a rejection": () => beforeOrdering(() => void Promise.reject(quotingError())),
    ledger: () =>
      beforeWriting(() => {
        throw quotingError()
      }),
    "ledger, later": () => beforeWriting(() => throwLater(quotingError())),
    telemetry: () => undefined,
    "telemetry, later": () => undefined,
  }
  act[site]()
}

/** Leaks the order in every location, so that a test can check the search. */
function plantLeaks(): void {
  process.stdout.write(`${quoted}\n`)
  process.stderr.write(`${quoted}\n`)
  const { DATABASE_URL = "", AUDIT_LOG = "", CANARY_REPORT = "" } = process.env
  const { metrics } = Registry.prototype
  Registry.prototype.metrics = async function (this: Registry) {
    return `${await Reflect.apply(metrics, this, [])}planted{value=${JSON.stringify(quoted)}} 1\n`
  }
  const { writeHead } = ServerResponse.prototype
  let done = false
  ServerResponse.prototype.writeHead = function (this: ServerResponse, ...parameters: unknown[]) {
    this.setHeader("x-planted", encodeURIComponent(quoted))
    if (!done) {
      done = true
      appendFileSync(AUDIT_LOG, `${Buffer.from(quoted).toString("base64")}\n`)
      process.report.writeReport(CANARY_REPORT, quotingError())
      const database = new DatabaseSync(DATABASE_URL.replace("sqlite:", ""))
      database.exec("CREATE TABLE planted (value TEXT)")
      database.prepare("INSERT INTO planted VALUES (?)").run(quoted)
      database
        .prepare("UPDATE lab_orders SET last_code = ?1, order_fields = ?1, brand_id = ?1")
        .run(quoted)
      database.close()
    }
    return Reflect.apply(writeHead, this, parameters) as ServerResponse
  }
}
