import type { ApiError } from "@loop-health/integrations-contract"
import type { ServiceError } from "../service-error.ts"
import { selectStatus } from "./error-status.ts"
import type { OperationMatch, Operation } from "./match-operation.ts"
import type { HttpResponse } from "./message.ts"

/** The successful result of an operation. */
export interface Success<Status = number, Body = unknown> {
  readonly status: Status
  readonly body: Body
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The contract's `maxItems` of `details`. */
const maxDetails = 20

/** Creates the response of a success. */
export function respondSuccess(success: Success, requestId: string): HttpResponse {
  return respond(success.status, success.body, requestId, success.headers)
}

/** Creates the response of an error, with a status that the operation declares. */
export function respondError(
  error: ServiceError,
  operation: Operation,
  requestId: string,
): HttpResponse {
  const { code, message, details, retryAfter } = error
  const status = selectStatus(code, operation)
  const body: ApiError = {
    error: code,
    message,
    ...(status === 400 && details !== undefined ? { details: details.slice(0, maxDetails) } : {}),
  }
  return respond(status, body, requestId, {
    ...(status === 401 || code === "insufficient_scope"
      ? { "www-authenticate": challenge(error, operation) }
      : {}),
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  })
}

/**
 * Creates the 404 for an unknown path, or the 405 for another method. A 405 has `Allow` (RFC 9110,
 * section 15.5.6).
 */
export function respondUnmatched(
  match: Exclude<OperationMatch, { kind: "operation" }>,
  requestId: string,
): HttpResponse {
  if (match.kind === "unknown") {
    const body = { error: "not_found", message: "Not found. Check the path and the base URL." }
    return respond(404, body, requestId)
  }
  const body = { error: "method_not_allowed", message: `Method not allowed. Use ${match.allow}.` }
  return respond(405, body, requestId, { allow: match.allow })
}

/** Status and message of each error of the HTTP protocol. */
const protocolErrors = {
  bad_request: [
    400,
    "The message is not a valid HTTP/1.1 request (RFC 9112). Fix its request line, headers, or body length.",
  ],
  request_timeout: [
    408,
    "The request took too long to arrive. Retry with the same idempotency key.",
  ],
  expectation_failed: [
    417,
    "The Expect header must be `100-continue`. Use this value or omit the header.",
  ],
  headers_too_large: [431, "The request headers are too large. Send fewer or shorter headers."],
  not_implemented: [
    501,
    "The CONNECT method and every transfer coding but `chunked` are not supported. Use another method or coding.",
  ],
  http_version_not_supported: [505, "The HTTP version is not supported. Use HTTP/1.1."],
} as const

/** Error code of a request that violates HTTP or a limit of the HTTP server. */
export type ProtocolError = keyof typeof protocolErrors

/** Creates the response for a protocol error. No operation declares this response. */
export function respondProtocolError(code: ProtocolError, requestId: string): HttpResponse {
  const [status, message] = protocolErrors[code]
  return respond(status, { error: code, message }, requestId)
}

/** Creates the response to a preflight (Fetch, section 3.2.2), without the CORS headers. */
export function respondPreflight(requestId: string): HttpResponse {
  return { status: 204, headers: commonHeaders(requestId), body: "" }
}

/** Returns the `www-authenticate` header (RFC 6750, section 3). */
function challenge({ code, noCredentials }: ServiceError, { scopes }: Operation): string {
  if (noCredentials) return "Bearer"
  if (code === "insufficient_scope") {
    return `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`
  }
  return code === "token_expired"
    ? 'Bearer error="invalid_token", error_description="The access token expired"'
    : 'Bearer error="invalid_token"'
}

function respond(
  status: number,
  body: unknown,
  requestId: string,
  headers?: Readonly<Record<string, string>>,
): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...commonHeaders(requestId), ...headers },
    body: JSON.stringify(body),
  }
}

/** Returns the headers of every response. */
export function commonHeaders(requestId: string): Readonly<Record<string, string>> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  }
}
