import type { SpanIds } from "./telemetry.ts"

/** A `traceparent` of version 00 (W3C Trace Context, section 3.2.2). */
const traceparentForm = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Returns whether a value that telemetry provided can be sent as `traceparent`. */
export function isTraceParent(value: string | undefined): value is string {
  return value !== undefined && traceparentForm.test(value)
}

/** Returns whether telemetry provided valid span IDs. */
export function areSpanIds(ids: SpanIds | undefined): ids is SpanIds {
  return ids !== undefined && traceparentForm.test(`00-${ids.traceId}-${ids.spanId}-00`)
}
