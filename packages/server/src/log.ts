import { Failure, type UpstreamTrace } from "./failure.ts"
import type { HttpRequest, HttpResponse } from "./http.ts"
import type { Match } from "./route.ts"

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
  readonly status: number
  readonly durationMs: number
  /** The failure's code. */
  readonly code?: string
  readonly replayed?: true
  readonly upstream?: UpstreamTrace
  /** What was thrown: its class, its system code and where. Never its message, which may quote the request. */
  readonly fault?: {
    readonly name: string
    readonly code?: string
    readonly frames: readonly string[]
  }
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

/** Tells what may be logged of a request and its end. */
export function toLogEntry(exchange: {
  readonly request: HttpRequest
  readonly match: Match
  readonly requestId: string
  readonly response: HttpResponse
  readonly error: unknown
  /** On the scale of `performance.now()`. */
  readonly startedAt: number
}): LogEntry {
  const { request, match, requestId, response, error, startedAt } = exchange
  const { status } = response
  const failure = error instanceof Failure ? error : undefined
  const thrown = failure === undefined ? error : failure.cause
  return {
    level: status >= 500 ? "error" : status >= 400 ? "warn" : "info",
    requestId,
    method: methods.has(request.method) ? request.method : "other",
    path: pathOf(match),
    status,
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
    ...(error === undefined ? {} : { code: failure?.code ?? "internal_error" }),
    ...(response.headers["idempotent-replayed"] === "true" ? { replayed: true as const } : {}),
    ...(failure?.upstream === undefined ? {} : { upstream: failure.upstream }),
    ...(thrown === undefined ? {} : { fault: toFault(thrown) }),
  }
}

function pathOf(match: Match): string {
  if (match.kind === "operation") return match.operation.path
  return match.kind === "other_method" ? match.path : "other"
}

/** Tells what may be logged of what was thrown: never a message. */
export function toFault(thrown: unknown): NonNullable<LogEntry["fault"]> {
  if (!(thrown instanceof Error)) return { name: typeof thrown, frames: [] }
  const code: unknown = "code" in thrown ? thrown.code : undefined
  return {
    name: thrown.name,
    ...(typeof code === "string" ? { code } : {}),
    frames: (thrown.stack ?? "")
      .replace(thrown.message, "")
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 10),
  }
}
