import type {
  AuditEvent,
  CallEnd,
  CallStart,
  CallWatch,
  LedgerOperationEnd,
  RequestEnd,
  RequestStart,
  RequestWatch,
  SpanIds,
  SweepEnd,
  Telemetry,
} from "./telemetry.ts"
import { areSpanIds, isTraceParent, isTraceState } from "./trace-context.ts"

/** A request that is watched. */
export interface ObservedRequest {
  readonly span: SpanIds | undefined
  /** Does the work, once, within the contexts of those who watch. */
  run<Value>(work: () => Promise<Value>): Promise<Value>
  end(end: RequestEnd): void
}

/** A call that is watched. */
export interface ObservedCall {
  /** What is to go out with the call. */
  readonly headers: Readonly<Record<string, string>>
  end(end: CallEnd): void
}

/** All telemetries behind one face that never throws: each is told by itself, and one that fails is as if it were not there. */
export interface Observer {
  startRequest(start: RequestStart): ObservedRequest
  startCall(start: CallStart): ObservedCall
  recordOrder(event: AuditEvent): void
  recordLookUp(outcome: "found" | "absent" | "unknown"): void
  recordSweep(end: SweepEnd): void
  recordLedgerOperation(end: LedgerOperationEnd): void
}

/** Makes the observer of whoever watches. */
export function createObserver(telemetries: readonly Telemetry[] = []): Observer {
  const watchesOf = <Watch>(start: (telemetry: Telemetry) => Watch | undefined): Watch[] =>
    telemetries.flatMap((telemetry) => quietly(() => start(telemetry)) ?? [])
  const tellAll = (tell: (telemetry: Telemetry) => void) => {
    for (const telemetry of telemetries) quietly(() => tell(telemetry))
  }

  return {
    startRequest(start) {
      const watches = watchesOf((telemetry) => telemetry.startRequest?.(start))
      return {
        span: quietly(() => spanOf(watches)),
        run: (work) => runWithin(watches, work),
        end(end) {
          for (const watch of watches) quietly(() => watch.end?.(end))
        },
      }
    },
    startCall(start) {
      const watches = watchesOf((telemetry) => telemetry.startCall?.(start))
      return {
        headers: quietly(() => headersOf(watches)) ?? {},
        end(end) {
          for (const watch of watches) quietly(() => watch.end?.(end))
        },
      }
    },
    recordOrder: (event) => tellAll((telemetry) => telemetry.recordOrder?.(event)),
    recordLookUp: (outcome) => tellAll((telemetry) => telemetry.recordLookUp?.(outcome)),
    recordSweep: (end) => tellAll((telemetry) => telemetry.recordSweep?.(end)),
    recordLedgerOperation: (end) => tellAll((telemetry) => telemetry.recordLedgerOperation?.(end)),
  }
}

/** Tells somebody something and gives what they return; what they throw or reject with is nobody's concern. */
export function quietly<Value>(tell: () => Value): Value | undefined {
  try {
    const told = tell()
    // Types let an async function stand where nobody waits, and its rejection would end the process.
    if (told instanceof Promise) told.catch(() => {})
    return told
  } catch {
    return undefined
  }
}

function spanOf(watches: readonly RequestWatch[]): SpanIds | undefined {
  for (const { span } of watches) {
    if (areSpanIds(span)) return { traceId: span.traceId, spanId: span.spanId }
  }
  return undefined
}

/** Whatever a watch does with the work, or fails to do, it is done once and at once. */
function runWithin<Value>(
  watches: readonly RequestWatch[],
  work: () => Promise<Value>,
): Promise<Value> {
  let result: Promise<Value> | undefined
  const begin = () => (result ??= work())
  const nested = watches.reduceRight<() => void>(
    (inner, watch) =>
      once(() => {
        quietly(() => watch.run?.(inner))
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

function headersOf(watches: readonly CallWatch[]): Readonly<Record<string, string>> {
  for (const watch of watches) {
    const { traceparent, tracestate } = watch
    if (isTraceParent(traceparent)) {
      return { traceparent, ...(isTraceState(tracestate) ? { tracestate } : {}) }
    }
  }
  return {}
}
