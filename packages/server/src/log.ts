import { Failure, type UpstreamTrace } from "./failure.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import type { Match } from "./route.ts"
import type { RequestEnd, SpanIds } from "./telemetry.ts"

/**
 * One line per request. Everything that may be logged is listed here; nothing of a body, a header, a token or an
 * upstream answer is.
 */
export interface LogEntry {
  readonly level: "info" | "warn" | "error"
  readonly requestId: string
  readonly method: string
  /** The contract's path, templates unfilled, or `other`: a caller may write anything into a path. */
  readonly path: string
  /** The request's span, when there is one: 32 and 16 hex digits. */
  readonly traceId?: string
  readonly spanId?: string
  readonly status: number
  readonly durationMs: number
  /** The failure's code. */
  readonly code?: string
  readonly replayed?: true
  readonly upstream?: UpstreamTrace
  /** What was thrown: its class, its system code and where. Never its message, which may quote the request. */
  readonly fault?: LoggedFault
}

/** What may be logged of something that was thrown. */
export interface LoggedFault {
  readonly name: string
  readonly code?: string
  readonly frames: readonly string[]
}

/** The methods of HTTP (RFC 9110, section 9, and RFC 5789): a caller may write anything for one. */
const methods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
])

/** A request's method and path as they may be told. */
export type RequestName = Pick<LogEntry, "method" | "path">

/** Names a request by nothing that the caller chose. */
export function nameRequest(request: HttpRequest, match: Match): RequestName {
  return { method: methods.has(request.method) ? request.method : "other", path: pathOf(match) }
}

/** How a request ended that began at a moment on the scale of `performance.now()`. */
export function toRequestEnd(
  { status, headers }: HttpResponse,
  error: unknown,
  startedAt: number,
): RequestEnd {
  const code = error instanceof Failure ? error.code : "internal_error"
  return {
    status,
    code: error === undefined ? undefined : code,
    replayed: headers["idempotent-replayed"] === "true",
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
  }
}

/** Tells what may be logged of a request and its end. */
export function toLogEntry(exchange: {
  readonly name: RequestName
  readonly requestId: string
  readonly span: SpanIds | undefined
  readonly end: RequestEnd
  readonly error: unknown
}): LogEntry {
  const { name, requestId, span, error } = exchange
  const { status, code, replayed, durationMs } = exchange.end
  const failure = error instanceof Failure ? error : undefined
  const thrown = failure === undefined ? error : failure.cause
  return {
    level: status >= 500 ? "error" : status >= 400 ? "warn" : "info",
    requestId,
    method: name.method,
    path: name.path,
    ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }),
    status,
    durationMs,
    ...(code === undefined ? {} : { code }),
    ...(replayed ? { replayed } : {}),
    ...(failure?.upstream === undefined ? {} : { upstream: failure.upstream }),
    ...(thrown === undefined ? {} : { fault: toFault(thrown) }),
  }
}

function pathOf(match: Match): string {
  if (match.kind === "operation") return match.operation.path
  return match.kind === "other_method" ? match.path : "other"
}

/**
 * Tells what may be logged of what was thrown: never a message, nor what somebody wrote into a name, a code or a stack
 * that is none.
 */
export function toFault(thrown: unknown): LoggedFault {
  if (!(thrown instanceof Error)) return { name: typeof thrown, frames: [] }
  const code: unknown = "code" in thrown ? thrown.code : undefined
  return {
    name: nameForm.test(thrown.name) ? thrown.name : "Error",
    ...(typeof code === "string" && codeForm.test(code) ? { code } : {}),
    frames: framesOf(thrown).slice(0, 10),
  }
}

const nameForm = /^[A-Za-z_$][\w$]{0,63}$/

/** Node's codes and those of its neighbours, and SQLSTATE. */
const codeForm = /^(?:[A-Z][A-Z0-9_]{0,63}|[0-9A-Z]{5})$/

/**
 * The lines of a stack below its message. There are none when it begins with another message than the error's: it has
 * the one with which the error was made, whose lines may look like any others.
 */
function framesOf({ name, message, stack = "" }: Error): readonly string[] {
  // It may have been written before the error was given its name.
  const [madeAs = ""] = /^[\w$. [\]]*/.exec(stack) ?? []
  const head = [name, madeAs]
    .map((named) => (message === "" ? named : `${named}: ${message}`))
    .find((candidate) => stack.startsWith(`${candidate}\n`))
  if (head === undefined) return []
  return stack
    .slice(head.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
}
