import type { ApiError, LabOrder } from "@loop-health/integrations-contract"
import type { Handler } from "../../src/index.ts"

/** A request to a handler, without a listener between. */
export interface Posted {
  readonly method?: string
  readonly path?: string
  /** Over those of a good request; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** The bytes of the body, where it is not to be JSON of `body`. */
  readonly bytes?: Uint8Array
}

let keys = 0

/** Sends a request to a handler, under a key of its own, and reads the answer. */
export async function postOrder(handler: Handler, posted: Posted) {
  const { method = "POST", path = "/v1/labs/orders", body } = posted
  const headers: Readonly<Record<string, string | undefined>> = {
    authorization: "Bearer token",
    "content-type": "application/json",
    "idempotency-key": `key-${++keys}`,
    ...posted.headers,
  }
  const response = await handler({
    method,
    path,
    header: (name) => headers[name],
    readBody: async (limitBytes) => {
      const bytes = posted.bytes ?? new TextEncoder().encode(JSON.stringify(body))
      return bytes.byteLength > limitBytes ? "too_large" : bytes
    },
  })
  const json: unknown = JSON.parse(response.body)
  // Which of the two it is, the status says.
  return { ...response, error: json as ApiError, order: json as LabOrder }
}
