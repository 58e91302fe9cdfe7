import { listMethods } from "./match-operation.ts"
import type { Handler, HttpRequest } from "./message.ts"
import { readRequestId } from "./request-id.ts"
import { respondPreflight } from "./respond.ts"

/** Which web pages may call. */
export interface CorsOptions {
  /** Origins as browsers write them, such as `https://app.example`; never `*`. */
  readonly origins: readonly string[]
  /** Names a preflight that came without a usable `x-request-id`; a random UUID unless told. */
  readonly createRequestId?: () => string
}

/** What a page may send: the operation's own headers, and those by which a request is followed through systems. */
const allowedHeaders =
  "authorization, content-type, idempotency-key, x-request-id, traceparent, tracestate"

/** What a page may read beyond what it always may. */
const exposedHeaders = "x-request-id, retry-after, idempotent-replayed"

/** Seconds for which a browser may keep a preflight; Chromium keeps none for longer. */
const preflightMaxAge = 7_200

/**
 * Lets the pages of some origins call a handler from a browser (Fetch, section 3.2), and no other's. Credentials are
 * never allowed: who calls is said by the token alone. Throws a TypeError when an origin is not written as browsers
 * do, for it would never match.
 */
export function withCors(handler: Handler, options: CorsOptions): Handler {
  const { createRequestId = () => crypto.randomUUID() } = options
  const origins = new Set(options.origins.map(toOrigin))
  return async (request) => {
    const origin = request.header("origin")
    const listed = origin !== undefined && origins.has(origin)
    const methods = listed && isPreflight(request) ? listMethods(request.path) : []
    const preflight = methods.length > 0
    const response = preflight
      ? respondPreflight(readRequestId(request, createRequestId))
      : await handler(request)
    const { vary } = response.headers
    return {
      ...response,
      headers: {
        ...response.headers,
        // On every answer: a cache must not give one origin what another one got.
        vary: vary === undefined ? "Origin" : `${vary}, Origin`,
        ...(listed && {
          "access-control-allow-origin": origin,
          "access-control-expose-headers": exposedHeaders,
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

function isPreflight(request: HttpRequest): boolean {
  return (
    request.method === "OPTIONS" && request.header("access-control-request-method") !== undefined
  )
}

function toOrigin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text) {
    throw new TypeError(
      `"${text}" is not an origin: write scheme, host and port as browsers do, such as https://app.example`,
    )
  }
  return text
}
