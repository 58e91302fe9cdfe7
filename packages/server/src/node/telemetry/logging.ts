import type { Logger } from "pino"
import type { LogEntry } from "../../http/request-log.ts"
import type { ReconcileEvent } from "../../orders/reconcile.ts"
import { toSafeError, type SafeError } from "../../telemetry/safe-error.ts"
import type { LineStream } from "./line-stream.ts"
import type { ErrorComponent } from "./metrics.ts"

/** Minimum level of log lines. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent"

/** The service's log: JSON lines with `level`, `time`, and `event`. */
export interface ServiceLog {
  /** `configuration`: a valid setting that is probably a mistake. Contains no values. */
  warning(this: void, warning: string): void
  /** `request`: one per request of the API. */
  request(this: void, entry: LogEntry): void
  /** `order_found`, `order_missing`, `duplicate_order`: results of reconciling, and orders that require manual review. */
  reconcileEvent(this: void, event: ReconcileEvent): void
  /** `internal_error`: an error outside of a request, without its message. */
  internalError(this: void, component: ErrorComponent | "process", error: unknown): void
  listening(this: void, where: { readonly url: string; readonly operationsUrl: string }): void
  shuttingDown(this: void, signal: string): void
  shutDown(this: void): void
}

/**
 * Creates the log. Each field is written by name, and no object is serialized whole, so that no other data can be logged.
 */
export async function createServiceLog(options: {
  /** Default: `info`. */
  readonly level?: LogLevel
  readonly stream: Pick<LineStream, "write">
}): Promise<ServiceLog> {
  const { pino, stdTimeFunctions } = await import("pino")
  const logger: Logger = pino(
    {
      level: options.level ?? "info",
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    options.stream,
  )
  const write = (level: LogEntry["level"], event: string, fields: object = {}) => {
    logger[level]({ event, ...fields })
  }
  return {
    warning: (warning) => write("warn", "configuration", { warning }),
    request: (entry) => write(entry.level, "request", requestFields(entry)),
    reconcileEvent: (event) => write(levelOf(event), event.kind, reconcileFields(event)),
    internalError: (component, error) =>
      write("error", "internal_error", { component, error: errorFields(toSafeError(error)) }),
    listening: ({ url, operationsUrl }) => write("info", "listening", { url, operationsUrl }),
    shuttingDown: (signal) => write("info", "shutting_down", { signal }),
    shutDown: () => write("info", "shut_down"),
  }
}

function requestFields(entry: LogEntry): object {
  const { upstream, error } = entry
  return {
    requestId: entry.requestId,
    // The names that OpenTelemetry specifies for other logs.
    trace_id: entry.traceId,
    span_id: entry.spanId,
    method: entry.method,
    path: entry.path,
    status: entry.status,
    durationMs: entry.durationMs,
    code: entry.code,
    replayed: entry.replayed,
    upstream: upstream && {
      status: upstream.status,
      fields: upstream.fields,
      networkCode: upstream.networkCode,
    },
    error: error && errorFields(error),
  }
}

function errorFields({ name, code, frames }: SafeError): object {
  return { name, code, frames }
}

/** Returns the level of an event. Only a found order needs no attention. */
function levelOf(event: ReconcileEvent): LogEntry["level"] {
  switch (event.kind) {
    case "order_found":
      return "info"
    case "order_missing":
      return "warn"
    case "duplicate_order":
      return event.cancelled ? "warn" : "error"
  }
}

function reconcileFields(event: ReconcileEvent): object {
  switch (event.kind) {
    case "order_found":
      return { orderId: event.orderId, junctionOrderId: event.junctionOrderId }
    case "duplicate_order":
      return {
        orderId: event.orderId,
        junctionOrderId: event.junctionOrderId,
        cancelled: event.cancelled,
      }
    case "order_missing":
      return {
        orderId: event.orderId,
        attempt: event.attempt,
        lastCode: event.lastCode,
        ageMs: event.ageMs,
      }
  }
}
