import type { HttpRequest } from "./message.ts"

/**
 * Returns the caller's `x-request-id` if it is 1 to 64 letters, digits, and hyphens, else a new ID. Other values could
 * forge entries in a log.
 */
export function readRequestId(request: HttpRequest, createRequestId: () => string): string {
  const given = request.header("x-request-id")
  return given !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : createRequestId()
}
