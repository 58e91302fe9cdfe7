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

/** A request that is watched. */
export interface RequestScope {
  readonly span: SpanIds | undefined
  /** Does the work, once, within the contexts of those who watch. */
  run<Value>(work: () => Promise<Value>): Promise<Value>
  end(end: RequestEnd): void
}

/** A call that is watched. */
export interface CallScope {
  /** What is to go out with the call. */
  readonly headers: Readonly<Record<string, string>>
  end(end: CallEnd): void
}

/** All telemetries behind one face that never throws: each is told by itself, and one that fails is as if it were not there. */
export interface CombinedTelemetry {
  startRequest(start: RequestStart): RequestScope
  startCall(start: CallStart): CallScope
  recordOrder(event: AuditEvent): void
  recordLookup(outcome: "found" | "absent" | "unknown"): void
  recordReconciliation(end: ReconciliationEnd): void
  recordLedgerOperation(end: LedgerOperationEnd): void
}

/** Makes the telemetry of whoever watches. */
export function combineTelemetry(telemetries: readonly Telemetry[] = []): CombinedTelemetry {
  const startSpans = <Watch>(start: (telemetry: Telemetry) => Watch | undefined): Watch[] =>
    telemetries.flatMap((telemetry) => ignoreErrors(() => start(telemetry)) ?? [])
  const notifyAll = (tell: (telemetry: Telemetry) => void) => {
    for (const telemetry of telemetries) ignoreErrors(() => tell(telemetry))
  }

  return {
    startRequest(start) {
      const watches = startSpans((telemetry) => telemetry.startRequest?.(start))
      return {
        span: ignoreErrors(() => spanOf(watches)),
        run: (work) => runInSpans(watches, work),
        end(end) {
          for (const watch of watches) ignoreErrors(() => watch.end?.(end))
        },
      }
    },
    startCall(start) {
      const watches = startSpans((telemetry) => telemetry.startCall?.(start))
      return {
        headers: ignoreErrors(() => headersOf(watches)) ?? {},
        end(end) {
          for (const watch of watches) ignoreErrors(() => watch.end?.(end))
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

/** Tells somebody something and gives what they return; what they throw or reject with is nobody's concern. */
export function ignoreErrors<Value>(tell: () => Value): Value | undefined {
  try {
    const told = tell()
    // Types let an async function stand where nobody waits, and its rejection would end the process.
    if (told instanceof Promise) told.catch(() => {})
    return told
  } catch {
    return undefined
  }
}

function spanOf(watches: readonly RequestSpan[]): SpanIds | undefined {
  for (const { span } of watches) {
    if (areSpanIds(span)) return { traceId: span.traceId, spanId: span.spanId }
  }
  return undefined
}

/** Whatever a watch does with the work, or fails to do, it is done once and at once. */
function runInSpans<Value>(
  watches: readonly RequestSpan[],
  work: () => Promise<Value>,
): Promise<Value> {
  let result: Promise<Value> | undefined
  const begin = () => (result ??= work())
  const nested = watches.reduceRight<() => void>(
    (inner, watch) =>
      once(() => {
        ignoreErrors(() => watch.run?.(inner))
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

function headersOf(watches: readonly CallSpan[]): Readonly<Record<string, string>> {
  for (const watch of watches) {
    const { traceparent, tracestate } = watch
    if (isTraceParent(traceparent)) {
      return { traceparent, ...(isTraceState(tracestate) ? { tracestate } : {}) }
    }
  }
  return {}
}
