import type { SpanIds, TraceParent } from "./telemetry.ts"

/** W3C Trace Context, section 3.2.2; versions after 00 may append to it. */
const traceparent =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Section 3.3.1.3: a key, with or without a tenant, and up to 256 visible characters that end in no space. */
const traceStateMember =
  /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/

/** Section 3.3.1.5: what everybody has to pass on; more is not. */
const maxTraceStateLength = 512
const maxTraceStateMembers = 32

/**
 * Reads where a caller's trace goes on from (W3C Trace Context). What is malformed counts as absent, and so does
 * `tracestate` without a `traceparent`. `baggage` is never read: anybody may write anything into it.
 */
export function readTraceParent(request: {
  header(name: string): string | undefined
}): TraceParent | undefined {
  const match = traceparent.exec(request.header("traceparent") ?? "")
  if (match === null) return undefined
  const [, version, traceId = "", spanId = "", flags = "", more] = match
  if (version === "00" && more !== undefined) return undefined
  const state = request.header("tracestate")
  return {
    traceId,
    spanId,
    sampled: (Number.parseInt(flags, 16) & 1) === 1,
    state: state !== undefined && isTraceState(state) ? state : undefined,
  }
}

/** Whether a text is a `traceparent` of version 00. */
export function isTraceParent(text: string | undefined): text is string {
  return text?.startsWith("00-") === true && traceparent.exec(text)?.[5] === undefined
}

/** Whether a text is a whole and well-formed `tracestate`. */
export function isTraceState(text: string | undefined): text is string {
  if (text === undefined || text.length > maxTraceStateLength) return false
  const trimmed = text.split(",").map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ""))
  // Empty ones are allowed: they come of headers that were joined.
  const members = trimmed.filter((member) => member !== "")
  const keys = members.map((member) => member.split("=", 1)[0])
  return (
    members.length > 0 &&
    members.length <= maxTraceStateMembers &&
    members.every((member) => traceStateMember.test(member)) &&
    new Set(keys).size === keys.length
  )
}

/** Whether ids are a span's. */
export function areSpanIds(ids: SpanIds | undefined): ids is SpanIds {
  return ids !== undefined && traceparent.test(`00-${ids.traceId}-${ids.spanId}-00`)
}
