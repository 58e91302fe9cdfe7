import type { AuditEvent, Telemetry } from "../../telemetry/telemetry.ts"
import type { LineStream } from "./line-stream.ts"

/**
 * Creates the audit, one JSON line per order request. Each line is marked `"stream":"audit"` and
 * contains the caller and the result, and no patient data, panel, key, or token. An order does not
 * wait for its line. The stream reports write errors.
 */
export function createAudit(stream: Pick<LineStream, "write">): Telemetry {
  return { recordOrder: (event) => stream.write(`${JSON.stringify(toLine(event))}\n`) }
}

function toLine(event: AuditEvent): object {
  return {
    stream: "audit",
    time: new Date(event.time).toISOString(),
    outcome: event.outcome,
    code: event.code,
    replayed: event.outcome === "replayed",
    order_id: event.orderId,
    attempt: event.attempt,
    junction_order_id: event.junctionOrderId,
    brand_id: event.brandId,
    user_id: event.userId,
    request_id: event.requestId,
    trace_id: event.traceId,
  }
}
