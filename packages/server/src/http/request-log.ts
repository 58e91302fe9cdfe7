import { ServiceError, type UpstreamTrace } from "../service-error.ts"
import { toSafeError, type SafeError } from "../telemetry/safe-error.ts"
import type { RequestEnd, SpanIds } from "../telemetry/telemetry.ts"
import type { OperationMatch } from "./match-operation.ts"
import type { HttpRequest, HttpResponse } from "./message.ts"

/**
 * The log entry of a request. Contains nothing else from a body, header, token, or response of
 * Junction.
 */
export interface LogEntry {
  readonly level: "info" | "warn" | "error"
  readonly requestId: string
  readonly method: string
  /** Path template of the contract, or `other`. The requested path could contain patient data. */
  readonly path: string
  /** ID of the request's trace: 32 hex digits. Absent without tracing. */
  readonly traceId?: string
  /** ID of the request's span: 16 hex digits. Absent without tracing. */
  readonly spanId?: string
  readonly status: number
  readonly durationMs: number
  /**
   * Error code of the operation. Absent after a success, and for a path or method outside the
   * contract.
   */
  readonly code?: string
  /** Present if an earlier request placed the order. */
  readonly replayed?: true
  readonly upstream?: UpstreamTrace
  /** Class, system code, and stack frames of the exception. Its message may quote the request. */
  readonly error?: SafeError
}

/** The methods of HTTP (RFC 9110, section 9; RFC 5789). Other methods are logged as `other`. */
const methods = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$/

/** The method and path of a request, in a form that is safe to log. */
export type RequestLabel = Pick<LogEntry, "method" | "path">

/** Returns the label of a request. It contains no text from the caller. */
export function toRequestLabel(request: HttpRequest, match: OperationMatch): RequestLabel {
  return {
    method: methods.test(request.method) ? request.method : "other",
    path: match.kind === "unknown" ? "other" : match.path,
  }
}

/**
 * Creates the telemetry event for the end of a request. `startedAt` is a time of
 * `performance.now()`.
 */
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

/** Creates the log entry of a request. */
export function toLogEntry(exchange: {
  readonly label: RequestLabel
  readonly requestId: string
  readonly span: SpanIds | undefined
  readonly end: RequestEnd
  readonly error: unknown
}): LogEntry {
  const { label, requestId, span, end, error } = exchange
  const { status, code, replayed, durationMs } = end
  const serviceError = error instanceof ServiceError ? error : undefined
  const thrown = serviceError === undefined ? error : serviceError.cause
  return {
    level: status >= 500 ? "error" : status >= 400 ? "warn" : "info",
    requestId,
    ...label,
    ...span,
    status,
    durationMs,
    ...(code !== undefined && { code }),
    ...(replayed && { replayed }),
    ...(serviceError?.upstream && { upstream: serviceError.upstream }),
    ...(thrown !== undefined && { error: toSafeError(thrown) }),
  }
}
