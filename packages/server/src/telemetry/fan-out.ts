import type {
  CallEnd,
  CallStart,
  CallSpan,
  RequestEnd,
  RequestStart,
  RequestSpan,
  SpanIds,
  Telemetry,
} from "./telemetry.ts"
import { areSpanIds, isTraceParent } from "./trace-context.ts"

/** The spans of one request. */
export interface RequestScope {
  readonly span: SpanIds | undefined
  /** Runs the work once, in the context of every span. */
  run<Value>(work: () => Promise<Value>): Promise<Value>
  end(end: RequestEnd): void
}

/** The spans of one call to Junction. */
export interface CallScope {
  /** `traceparent` to send with the call, if any. */
  readonly headers: Readonly<Record<string, string>>
  end(end: CallEnd): void
}

/** All `Telemetry` implementations behind one interface that never throws. */
export interface CombinedTelemetry extends Required<Omit<Telemetry, "startRequest" | "startCall">> {
  startRequest(start: RequestStart): RequestScope
  startCall(start: CallStart): CallScope
}

/** Combines `Telemetry` implementations. An error in one does not affect the others. */
export function combineTelemetry(telemetries: readonly Telemetry[] = []): CombinedTelemetry {
  const startSpans = <Span>(start: (telemetry: Telemetry) => Span | undefined): Span[] =>
    telemetries.flatMap((telemetry) => ignoreErrors(() => start(telemetry)) ?? [])
  const notifyAll = (notify: (telemetry: Telemetry) => void) => {
    for (const telemetry of telemetries) ignoreErrors(() => notify(telemetry))
  }
  const haveSpans = telemetries.some(
    (telemetry) => ignoreErrors(() => telemetry.startRequest !== undefined) ?? false,
  )
  return {
    startRequest(start) {
      if (!haveSpans) return withoutSpans
      const spans = startSpans((telemetry) => telemetry.startRequest?.(start))
      if (spans.length === 0) return withoutSpans
      return {
        span: ignoreErrors(() => spanOf(spans)),
        run: (work) => runInSpans(spans, work),
        end: (end) => endAll(spans, end),
      }
    },
    startCall(start) {
      const spans = startSpans((telemetry) => telemetry.startCall?.(start))
      return {
        headers: ignoreErrors(() => headersOf(spans)) ?? {},
        end: (end) => endAll(spans, end),
      }
    },
    recordOrder: (event) => notifyAll((telemetry) => telemetry.recordOrder?.(event)),
    recordLookup: (outcome) => notifyAll((telemetry) => telemetry.recordLookup?.(outcome)),
    recordReconciliation: (end) => notifyAll((telemetry) => telemetry.recordReconciliation?.(end)),
    recordLedgerOperation: (end) =>
      notifyAll((telemetry) => telemetry.recordLedgerOperation?.(end)),
  }
}

const withoutSpans: RequestScope = { span: undefined, run: (work) => work(), end: () => {} }

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

function endAll<End>(spans: readonly { end?(end: End): void }[], end: End): void {
  for (const span of spans) ignoreErrors(() => span.end?.(end))
}

function spanOf(spans: readonly RequestSpan[]): SpanIds | undefined {
  for (const { span } of spans) {
    if (areSpanIds(span)) return { traceId: span.traceId, spanId: span.spanId }
  }
  return undefined
}

/** Runs the work inside all spans, exactly once, even if a span throws or never calls it. */
function runInSpans<Value>(
  spans: readonly RequestSpan[],
  work: () => Promise<Value>,
): Promise<Value> {
  let result: Promise<Value> | undefined
  let entered = 0
  const runInner = (): Promise<Value> => {
    if (entered === spans.length) return (result ??= work())
    const span = spans[entered]
    entered += 1
    ignoreErrors(() => span?.run?.(() => void runInner()))
    return runInner()
  }
  return runInner()
}

function headersOf(spans: readonly CallSpan[]): Readonly<Record<string, string>> {
  for (const { traceparent } of spans) {
    if (isTraceParent(traceparent)) return { traceparent }
  }
  return {}
}
