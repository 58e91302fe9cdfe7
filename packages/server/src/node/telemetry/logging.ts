import type { Logger } from "pino"
import type { LogEntry } from "../../http/request-log.ts"
import type { ReconcileEvent } from "../../orders/reconcile.ts"
import { toSafeError, type SafeError } from "../../telemetry/safe-error.ts"
import type { LineStream } from "./line-stream.ts"
import type { ErrorComponent } from "./metrics.ts"

/** The levels of log lines, from the lowest. `silent` writes none. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const

/** Minimum level of log lines. */
export type LogLevel = (typeof logLevels)[number]

/** The service's log: JSON lines with `level`, `time`, and `event`. */
export interface ServiceLog {
  /** `configuration`: a valid setting that is probably a mistake. Contains no values. */
  warning(this: void, warning: string): void
  /** `request`: one line per API request. */
  request(this: void, entry: LogEntry): void
  /** `order_found`, `order_missing`, `duplicate_order`: results that may require manual review. */
  reconcileEvent(this: void, event: ReconcileEvent): void
  /** `internal_error`: an error outside of a request, without its message. */
  internalError(this: void, component: ErrorComponent | "process", error: unknown): void
  listening(this: void, where: { readonly url: string; readonly operationsUrl: string }): void
  shuttingDown(this: void, signal: string): void
  shutDown(this: void): void
}

/** Creates the log. Each field is written by name, so that no other data can be logged. */
export async function createServiceLog(options: {
  /** Minimum level of log lines. Default: `info`. */
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
    reconcileEvent: (event) => {
      const [level, fields] = describeEvent(event)
      write(level, event.kind, fields)
    },
    internalError: (component, error) =>
      write("error", "internal_error", { component, error: errorFields(toSafeError(error)) }),
    listening: ({ url, operationsUrl }) => write("info", "listening", { url, operationsUrl }),
    shuttingDown: (signal) => write("info", "shutting_down", { signal }),
    shutDown: () => write("info", "shut_down"),
  }
}

function requestFields(entry: LogEntry): object {
  const { requestId, traceId, spanId, method, path, status, durationMs, code, replayed } = entry
  const { upstream, error } = entry
  // Collectors look for OpenTelemetry's names of the span in logs.
  const request = { requestId, trace_id: traceId, span_id: spanId, method, path, status }
  return {
    ...request,
    durationMs,
    code,
    replayed,
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

/** Returns the level of an event and its fields. Only a found order needs no attention. */
function describeEvent(event: ReconcileEvent): [level: LogEntry["level"], fields: object] {
  const { orderId } = event
  switch (event.kind) {
    case "order_found":
      return ["info", { orderId, junctionOrderId: event.junctionOrderId }]
    case "duplicate_order": {
      const { junctionOrderId, cancelled } = event
      return [cancelled ? "warn" : "error", { orderId, junctionOrderId, cancelled }]
    }
    case "order_missing": {
      const { attempt, lastCode, ageMs } = event
      return ["warn", { orderId, attempt, lastCode, ageMs }]
    }
  }
}
