import { ServiceError, type UpstreamTrace } from "../service-error.ts"
import { toSafeError, type SafeError } from "../telemetry/safe-error.ts"
import type { RequestEnd, SpanIds } from "../telemetry/telemetry.ts"
import type { OperationMatch } from "./match-operation.ts"
import type { HttpRequest, HttpResponse } from "./message.ts"

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
  readonly error?: SafeError
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
export type RequestLabel = Pick<LogEntry, "method" | "path">

/** Names a request by nothing that the caller chose. */
export function toRequestLabel(request: HttpRequest, match: OperationMatch): RequestLabel {
  return { method: methods.has(request.method) ? request.method : "other", path: pathOf(match) }
}

/** How a request ended that began at a moment on the scale of `performance.now()`. */
export function toRequestEnd(
  { status, headers }: HttpResponse,
  error: unknown,
  startedAt: number,
): RequestEnd {
  const code = error instanceof ServiceError ? error.code : "internal_error"
  return {
    status,
    code: error === undefined ? undefined : code,
    replayed: headers["idempotent-replayed"] === "true",
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
  }
}

/** Tells what may be logged of a request and its end. */
export function toLogEntry(exchange: {
  readonly name: RequestLabel
  readonly requestId: string
  readonly span: SpanIds | undefined
  readonly end: RequestEnd
  readonly error: unknown
}): LogEntry {
  const { name, requestId, span, error } = exchange
  const { status, code, replayed, durationMs } = exchange.end
  const serviceError = error instanceof ServiceError ? error : undefined
  const thrown = serviceError === undefined ? error : serviceError.cause
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
    ...(serviceError?.upstream === undefined ? {} : { upstream: serviceError.upstream }),
    ...(thrown === undefined ? {} : { error: toSafeError(thrown) }),
  }
}

function pathOf(match: OperationMatch): string {
  if (match.kind === "operation") return match.operation.path
  return match.kind === "other_method" ? match.path : "other"
}
