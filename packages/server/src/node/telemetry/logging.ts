import type { Logger } from "pino"
import type { LogEntry } from "../../http/request-log.ts"
import { toFault, type LoggedFault } from "../../telemetry/safe-error.ts"
import type { SweepEvent } from "../../orders/reconcile.ts"
import type { LineStream } from "./line-stream.ts"
import type { FaultPlace } from "./metrics.ts"

/** How much is logged. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent"

/** The service's log: JSON lines, each with a `level`, a `time` and an `event`. */
export interface ServiceLog {
  /** `configuration`: what is allowed and probably not meant. It names variables, and no value. */
  warning(this: void, warning: string): void
  /** `request`: one per request of the API. */
  request(this: void, entry: LogEntry): void
  /** `order_found`, `order_missing`, `stray_order`: what a sweep came upon, and orders that a person should look at. */
  sweepEvent(this: void, event: SweepEvent): void
  /** `fault`: what went wrong where no request tells of it, without its message. */
  fault(this: void, place: FaultPlace | "process", fault: unknown): void
  listening(this: void, where: { readonly url: string; readonly operationsUrl: string }): void
  ending(this: void, signal: string): void
  ended(this: void): void
}

/**
 * Makes the log. Each line is written out member by member from what the core allows to be logged; nothing is
 * serialised whole, so that nothing more can come along.
 */
export async function createServiceLog(options: {
  /** `info` unless told. */
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
  const write = (level: LogEntry["level"], event: string, members: object = {}) => {
    logger[level]({ event, ...members })
  }
  return {
    warning: (warning) => write("warn", "configuration", { warning }),
    request: (entry) => write(entry.level, "request", requestMembers(entry)),
    sweepEvent: (event) => write(levelOf(event), event.kind, sweepMembers(event)),
    fault: (place, fault) =>
      write("error", "fault", { place, fault: faultMembers(toFault(fault)) }),
    listening: ({ url, operationsUrl }) => write("info", "listening", { url, operationsUrl }),
    ending: (signal) => write("info", "ending", { signal }),
    ended: () => write("info", "ended"),
  }
}

function requestMembers(entry: LogEntry): object {
  const { upstream, fault } = entry
  return {
    requestId: entry.requestId,
    // As OpenTelemetry names them in logs that are not its own: collectors look for these.
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
      members: upstream.members,
      networkCode: upstream.networkCode,
    },
    fault: fault && faultMembers(fault),
  }
}

function faultMembers({ name, code, frames }: LoggedFault): object {
  return { name, code, frames }
}

/** What was found needs nobody; everything else does. */
function levelOf(event: SweepEvent): LogEntry["level"] {
  switch (event.kind) {
    case "order_found":
      return "info"
    case "order_missing":
      return "warn"
    case "stray_order":
      return event.cancelled ? "warn" : "error"
  }
}

function sweepMembers(event: SweepEvent): object {
  switch (event.kind) {
    case "order_found":
      return { orderId: event.orderId, junctionOrderId: event.junctionOrderId }
    case "stray_order":
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
