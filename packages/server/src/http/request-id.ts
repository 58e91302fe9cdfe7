import type { HttpRequest } from "./message.ts"

/**
 * The name of a request: the caller's own `x-request-id`, if it is 1 to 64 letters, digits and hyphens and so cannot be
 * mistaken for anything else in a log, or a new one.
 */
export function readRequestId(request: HttpRequest, createRequestId: () => string): string {
  const given = request.header("x-request-id")
  return given !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : createRequestId()
}
