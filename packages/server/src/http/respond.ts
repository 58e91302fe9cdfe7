import type { ApiError } from "@loop-health/integrations-contract"
import type { ServiceError } from "../service-error.ts"
import { selectStatus } from "./error-status.ts"
import type { OperationMatch, Operation } from "./match-operation.ts"
import type { HttpResponse } from "./message.ts"

/** A success of an operation. */
export interface Success<Status = number, Body = unknown> {
  readonly status: Status
  readonly body: Body
  readonly headers?: Readonly<Record<string, string>>
}

/** The contract's limit for `details`. */
const maxDetails = 20

/** A success as the contract declares it. */
export function respondSuccess(success: Success, requestId: string): HttpResponse {
  return respond(success.status, success.body, requestId, success.headers)
}

/** Creates the response of an error: a status that the operation declares, with the contract's error body. */
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

/** What is no operation, in the same envelope: no such path, or another method (RFC 9110, section 15.5.6: `Allow`). */
export function respondUnmatched(
  match: Exclude<OperationMatch, { kind: "operation" }>,
  requestId: string,
): HttpResponse {
  if (match.kind === "unknown") {
    const body = { error: "not_found", message: "There is nothing at this path." }
    return respond(404, body, requestId)
  }
  const body = { error: "method_not_allowed", message: `This path takes ${match.allow}.` }
  return respond(405, body, requestId, { allow: match.allow })
}

/** What is wrong with a message that is no request for anybody, and how it is told. */
const protocolErrors = {
  bad_request: [400, "This is not a request of HTTP/1.1 (RFC 9112)."],
  request_timeout: [408, "The request took too long to arrive."],
  expectation_failed: [417, "Nothing but `100-continue` can be expected."],
  headers_too_large: [431, "The request has more headers, or longer ones, than are read."],
} as const

/** The stable `error` code of what is no request for anybody. */
export type ProtocolError = keyof typeof protocolErrors

/** What cannot be read as a request, so that no operation answers it, in the same envelope. */
export function respondProtocolError(code: ProtocolError, requestId: string): HttpResponse {
  const [status, message] = protocolErrors[code]
  return respond(status, { error: code, message }, requestId)
}

/** A preflight's answer (Fetch, section 3.2.2), but for what it allows. */
export function respondPreflight(requestId: string): HttpResponse {
  return { status: 204, headers: commonHeaders(requestId), body: "" }
}

/** RFC 6750, section 3. */
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

/** On every answer, whatever it says. */
function commonHeaders(requestId: string): Readonly<Record<string, string>> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  }
}
