import type {
  AuditEvent,
  CallEnd,
  CallStart,
  CallSpan,
  LedgerOperationEnd,
  RequestEnd,
  RequestStart,
  RequestSpan,
  SpanIds,
  ReconciliationEnd,
  Telemetry,
} from "./telemetry.ts"
import { areSpanIds, isTraceParent, isTraceState } from "./trace-context.ts"

/** A request with its spans. */
export interface RequestScope {
  readonly span: SpanIds | undefined
  /** Runs the work once, in the context of every span. */
  run<Value>(work: () => Promise<Value>): Promise<Value>
  end(end: RequestEnd): void
}

/** A call of Junction with its spans. */
export interface CallScope {
  /** Trace headers to send with the call. */
  readonly headers: Readonly<Record<string, string>>
  end(end: CallEnd): void
}

/** All telemetry behind one interface that never throws. An error in one does not affect the others. */
export interface CombinedTelemetry {
  startRequest(start: RequestStart): RequestScope
  startCall(start: CallStart): CallScope
  recordOrder(event: AuditEvent): void
  recordLookup(outcome: "found" | "absent" | "unknown"): void
  recordReconciliation(end: ReconciliationEnd): void
  recordLedgerOperation(end: LedgerOperationEnd): void
}

/** Combines telemetry. */
export function combineTelemetry(telemetries: readonly Telemetry[] = []): CombinedTelemetry {
  const startSpans = <Span>(start: (telemetry: Telemetry) => Span | undefined): Span[] =>
    telemetries.flatMap((telemetry) => ignoreErrors(() => start(telemetry)) ?? [])
  const notifyAll = (notify: (telemetry: Telemetry) => void) => {
    for (const telemetry of telemetries) ignoreErrors(() => notify(telemetry))
  }

  return {
    startRequest(start) {
      const spans = startSpans((telemetry) => telemetry.startRequest?.(start))
      return {
        span: ignoreErrors(() => spanOf(spans)),
        run: (work) => runInSpans(spans, work),
        end(end) {
          for (const span of spans) ignoreErrors(() => span.end?.(end))
        },
      }
    },
    startCall(start) {
      const spans = startSpans((telemetry) => telemetry.startCall?.(start))
      return {
        headers: ignoreErrors(() => headersOf(spans)) ?? {},
        end(end) {
          for (const span of spans) ignoreErrors(() => span.end?.(end))
        },
      }
    },
    recordOrder: (event) => notifyAll((telemetry) => telemetry.recordOrder?.(event)),
    recordLookup: (outcome) => notifyAll((telemetry) => telemetry.recordLookup?.(outcome)),
    recordReconciliation: (end) => notifyAll((telemetry) => telemetry.recordReconciliation?.(end)),
    recordLedgerOperation: (end) =>
      notifyAll((telemetry) => telemetry.recordLedgerOperation?.(end)),
  }
}

/** Calls a function and returns its result, or undefined if it throws. Ignores rejections. */
export function ignoreErrors<Value>(callback: () => Value): Value | undefined {
  try {
    const result = callback()
    // Types allow an async callback here. An unhandled rejection would exit the process.
    if (result instanceof Promise) result.catch(() => {})
    return result
  } catch {
    return undefined
  }
}

function spanOf(spans: readonly RequestSpan[]): SpanIds | undefined {
  for (const { span } of spans) {
    if (areSpanIds(span)) return { traceId: span.traceId, spanId: span.spanId }
  }
  return undefined
}

/** Runs the work inside all spans: exactly once and synchronously, even if a span throws or never calls it. */
function runInSpans<Value>(
  spans: readonly RequestSpan[],
  work: () => Promise<Value>,
): Promise<Value> {
  let result: Promise<Value> | undefined
  const begin = () => (result ??= work())
  const nested = spans.reduceRight<() => void>(
    (inner, span) =>
      once(() => {
        ignoreErrors(() => span.run?.(inner))
        inner()
      }),
    () => void begin(),
  )
  nested()
  return begin()
}

function once(work: () => void): () => void {
  let begun = false
  return () => {
    if (begun) return
    begun = true
    work()
  }
}

function headersOf(spans: readonly CallSpan[]): Readonly<Record<string, string>> {
  for (const span of spans) {
    const { traceparent, tracestate } = span
    if (isTraceParent(traceparent)) {
      return { traceparent, ...(isTraceState(tracestate) ? { tracestate } : {}) }
    }
  }
  return {}
}
