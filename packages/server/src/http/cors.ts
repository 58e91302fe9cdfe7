import { listMethods } from "./match-operation.ts"
import type { Handler } from "./message.ts"
import { readRequestId } from "./request-id.ts"
import { respondPreflight } from "./respond.ts"

/** Options for `withCors`. */
export interface CorsOptions {
  /** Allowed origins as browsers send them, such as `https://app.example`. `*` is invalid. */
  readonly origins: readonly string[]
  /** Creates the ID of a preflight without a valid `x-request-id`. Default: a random UUID. */
  readonly createRequestId?: () => string
}

/**
 * Request headers that a page may send: those of the operation, and those that tracing libraries
 * add to every request of a page. The server reads `traceparent` and `tracestate`, and ignores the
 * others.
 */
const allowedHeaders = [
  "authorization, content-type, idempotency-key, x-request-id, traceparent, tracestate",
  "baggage, sentry-trace, newrelic, elastic-apm-traceparent, uber-trace-id, x-honeycomb-trace",
  "x-datadog-trace-id, x-datadog-parent-id, x-datadog-origin, x-datadog-sampling-priority",
  "x-datadog-sampled, x-datadog-tags, x-instana-t, x-instana-s, x-instana-l",
  "b3, x-b3-traceid, x-b3-spanid, x-b3-parentspanid, x-b3-sampled, x-b3-flags",
  "x-amzn-trace-id, x-cloud-trace-context, request-id, request-context",
].join(", ")

/** Response headers that a page may read, besides those that browsers always allow. */
export const exposedHeaders = ["x-request-id", "retry-after", "idempotent-replayed"]

/** Time that a browser may cache a preflight, in seconds. Equals Chromium's maximum. */
const preflightMaxAge = 7_200

/**
 * Allows pages of the listed origins to call a handler (Fetch, section 3.2). Cookies
 * are never allowed, because only the token identifies the caller. Throws a TypeError for an origin
 * in a form that browsers do not send.
 */
export function withCors(handler: Handler, options: CorsOptions): Handler {
  const { createRequestId = () => crypto.randomUUID() } = options
  const origins = new Set(options.origins.map(toOrigin))
  return async (request) => {
    const origin = request.header("origin")
    const listed = origin !== undefined && origins.has(origin)
    const asksForMethods =
      request.method === "OPTIONS" && request.header("access-control-request-method") !== undefined
    const methods = listed && asksForMethods ? listMethods(request.path) : []
    const preflight = methods.length > 0
    const response = preflight
      ? respondPreflight(readRequestId(request, createRequestId))
      : await handler(request)
    const { vary } = response.headers
    return {
      ...response,
      headers: {
        ...response.headers,
        // Every response has `vary`, so that no cache returns the headers of another origin.
        vary: vary === undefined ? "Origin" : `${vary}, Origin`,
        ...(listed && {
          "access-control-allow-origin": origin,
          "access-control-expose-headers": exposedHeaders.join(", "),
        }),
        ...(preflight && {
          "access-control-allow-methods": methods.join(", "),
          "access-control-allow-headers": allowedHeaders,
          "access-control-max-age": String(preflightMaxAge),
        }),
      },
    }
  }
}

/**
 * Returns whether a text is an origin as browsers send it (RFC 6454, section 6.2). Accepts http and
 * https origins without a wildcard, and the two origins of app shells on iOS. The URL Standard
 * treats the origins of app shells as opaque.
 */
export function isOrigin(text: string): boolean {
  if (appShells.has(text)) return true
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false
  const { origin, hostname } = new URL(text)
  // A wildcard is a valid host, but it matches no page.
  return origin === text && !hostname.includes("*")
}

const appShells: ReadonlySet<string> = new Set(["capacitor://localhost", "ionic://localhost"])

function toOrigin(text: string): string {
  if (!isOrigin(text)) {
    throw new TypeError(
      `Invalid origin "${text}". Write it as browsers send it, such as https://app.example.`,
    )
  }
  return text
}
