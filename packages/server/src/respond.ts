import {
  createLabOrder,
  labOrderMembers,
  type ApiError,
  type LabOrder,
} from "@loop-health/integrations-contract"
import { validateLabOrder } from "@loop-health/integrations-contract/validators"
import { statusOf, type Failure } from "./failure.ts"
import type { HttpResponse } from "./http.ts"

/** The contract's limit for `details`. */
const maxDetails = 20

/** The contract's success: its members and no others. Throws when the order is not what the contract promises. */
export function respondCreated(
  order: LabOrder,
  replayed: boolean,
  requestId: string,
): HttpResponse {
  const body = Object.fromEntries(labOrderMembers.map((member) => [member, order[member]]))
  const validation = validateLabOrder(body)
  if (!validation.valid) {
    const paths = validation.issues.map((issue) => issue.path).join(", ")
    throw new TypeError(`the stored order breaks the contract at ${paths}`)
  }
  const headers = replayed ? { "idempotent-replayed": "true" } : undefined
  return respond(createLabOrder.successStatus, body, requestId, headers)
}

/** A declared failure of the operation, in the contract's envelope. */
export function respondFailure(failure: Failure, requestId: string): HttpResponse {
  const { code, message, details, retryAfter } = failure
  const status = statusOf(code)
  const body: ApiError = {
    error: code,
    message,
    ...(status === 400 && details !== undefined ? { details: details.slice(0, maxDetails) } : {}),
  }
  return respond(status, body, requestId, {
    ...(status === 401 ? { "www-authenticate": challenge(failure) } : {}),
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  })
}

/** No such path, in the same envelope. */
export function respondNotFound(requestId: string): HttpResponse {
  return respond(404, { error: "not_found", message: "There is nothing at this path." }, requestId)
}

/** A path that is known, with another method (RFC 9110, section 15.5.6 asks for `Allow`). */
export function respondMethodNotAllowed(allow: string, requestId: string): HttpResponse {
  const body = { error: "method_not_allowed", message: `This path takes ${allow}.` }
  return respond(405, body, requestId, { allow })
}

/** RFC 6750, section 3. */
function challenge({ code, noCredentials }: Failure): string {
  if (noCredentials) return "Bearer"
  if (code === "insufficient_scope") {
    return `Bearer error="insufficient_scope", scope="${createLabOrder.scopes.join(" ")}"`
  }
  return code === "token_expired"
    ? 'Bearer error="invalid_token", error_description="The access token expired"'
    : 'Bearer error="invalid_token"'
}

function respond(
  status: number,
  body: object,
  requestId: string,
  headers?: Readonly<Record<string, string>>,
): HttpResponse {
  return {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
      ...headers,
    },
    body: JSON.stringify(body),
  }
}
