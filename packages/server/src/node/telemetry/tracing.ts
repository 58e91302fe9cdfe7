import type { Attributes, Span, TextMapGetter } from "@opentelemetry/api"
import type {
  CallEnd,
  CallStart,
  RequestEnd,
  RequestStart,
  Telemetry,
} from "../../telemetry/telemetry.ts"

/**
 * Creates traces of requests and calls with OpenTelemetry's API. The deployment registers an
 * OpenTelemetry SDK, which exports the traces. Without an SDK, nothing is recorded or sent.
 *
 * A request is a server span named by method and path template. The SDK's propagator reads
 * `traceparent` and `tracestate`, unless a span of the host app is active. A call to Junction is a
 * client span, a child of the request's span. Only `traceparent` is sent to Junction, and only
 * while the span is recorded. Baggage is ignored. Spans contain no order ID, query, message, or
 * exception.
 */
export async function createTracing(): Promise<Telemetry> {
  // Imported here, so that apps that only mount the handler do not load it.
  const { context, INVALID_SPANID, propagation, SpanKind, SpanStatusCode, trace } =
    await import("@opentelemetry/api")
  const tracer = trace.getTracer("@loop-health/integrations-server")

  const contextOf = (start: RequestStart) => {
    const active = propagation.deleteBaggage(context.active())
    return trace.getSpan(active) === undefined
      ? propagation.extract(active, start, traceHeaders)
      : active
  }
  const fail = (span: Span, failed: boolean) => {
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }

  return {
    startRequest(start) {
      const parent = contextOf(start)
      const span = tracer.startSpan(
        nameOf(start),
        {
          kind: SpanKind.SERVER,
          startTime: start.time,
          attributes: requestAttributes(start),
        },
        parent,
      )
      const { traceId, spanId } = span.spanContext()
      // Without an SDK, the span has its parent's IDs.
      const isOwn = spanId !== INVALID_SPANID && spanId !== trace.getSpanContext(parent)?.spanId
      return {
        span: isOwn ? { traceId, spanId } : undefined,
        run: (work) => context.with(trace.setSpan(parent, span), work),
        end(end) {
          span.setAttributes(requestEndAttributes(end))
          // The semantic conventions leave the status of 4xx responses unset.
          fail(span, end.status >= 500)
        },
      }
    },
    startCall(start) {
      const span = tracer.startSpan(`${start.method} ${start.path}`, {
        kind: SpanKind.CLIENT,
        attributes: callAttributes(start),
      })
      const { traceId, spanId, traceFlags } = span.spanContext()
      const flags = traceFlags.toString(16).padStart(2, "0")
      return {
        ...(span.isRecording() ? { traceparent: `00-${traceId}-${spanId}-${flags}` } : {}),
        end(end) {
          span.setAttributes(callEndAttributes(end))
          fail(span, end.status === undefined || end.status >= 400)
        },
      }
    },
  }
}

/** Reads only the trace headers, not baggage. */
const traceHeaders: TextMapGetter<RequestStart> = {
  keys: () => ["traceparent", "tracestate"],
  get: (start, name) =>
    name === "traceparent" || name === "tracestate" ? start.traceHeader(name) : undefined,
}

/** The names and attributes below are OpenTelemetry's semantic conventions for HTTP spans. */
function nameOf({ method, path }: RequestStart): string {
  const shown = method === "other" ? "HTTP" : method
  return path === "other" ? shown : `${shown} ${path}`
}

function requestAttributes({ method, path, requestId }: RequestStart): Attributes {
  return {
    "http.request.method": method === "other" ? "_OTHER" : method,
    "integrations.request_id": requestId,
    ...(path === "other" ? {} : { "http.route": path }),
  }
}

function requestEndAttributes({ status, code, replayed }: RequestEnd): Attributes {
  return {
    "http.response.status_code": status,
    ...(code === undefined ? {} : { "error.type": code }),
    ...(replayed ? { "integrations.replayed": true } : {}),
  }
}

function callAttributes({ operation, method, path, server, resends }: CallStart): Attributes {
  return {
    "http.request.method": method,
    "url.template": path,
    "integrations.junction.operation": operation,
    ...(server === undefined
      ? {}
      : { "server.address": server.address, "server.port": server.port }),
    ...(resends === 0 ? {} : { "http.request.resend_count": resends }),
  }
}

function callEndAttributes({ kind, status, networkCode }: CallEnd): Attributes {
  return {
    ...(status === undefined ? {} : { "http.response.status_code": status }),
    ...(status !== undefined && status >= 400 ? { "error.type": String(status) } : {}),
    ...(kind === "response" ? {} : { "error.type": networkCode ?? kind }),
  }
}
