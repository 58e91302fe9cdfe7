import type { HttpRequest } from "./message.ts"

/**
 * Returns the caller's `x-request-id` if it is valid, else a new ID. A valid ID is 1 to 64 letters,
 * digits, and hyphens. Other values could forge log entries.
 */
export function readRequestId(request: HttpRequest, createRequestId: () => string): string {
  const sent = request.header("x-request-id")
  return sent !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(sent) ? sent : createRequestId()
}
