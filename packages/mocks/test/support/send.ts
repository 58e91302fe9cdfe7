import type { ApiError, LabOrder } from "@loop-health/integrations-contract"
import { aLabOrderRequest } from "../../src/builders.ts"

/** A function with the parameters of the global fetch. */
export type Fetch = (input: Request | string, init?: RequestInit) => Promise<Response>

/** Changes to a valid request. */
export interface RequestChanges {
  readonly method?: string
  readonly url?: string
  readonly key?: string
  readonly body?: unknown
  /** Headers to set. `undefined` removes a header. */
  readonly headers?: Record<string, string | undefined>
  readonly signal?: AbortSignal
}

/** A response with its parsed body. */
export interface SentResponse {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
  readonly order: LabOrder
  readonly error: ApiError
}

let keys = 0

/** Creates a valid request with changes. Default key: a new one. */
export function aRequest(changes: RequestChanges = {}): Request {
  const { method = "POST", key = `key-${++keys}`, body = aLabOrderRequest(), signal } = changes
  const { url = "https://integrations.platform.loop.health/v1/labs/orders" } = changes
  const headers = Object.entries({
    authorization: "Bearer any-token",
    "content-type": "application/json",
    "idempotency-key": key,
    ...changes.headers,
  }).filter((header): header is [string, string] => header[1] !== undefined)
  return new Request(url, {
    method,
    headers,
    ...(signal === undefined ? {} : { signal }),
    ...(["GET", "HEAD"].includes(method)
      ? {}
      : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  })
}

/** Sends a valid request with changes. */
export async function send(fetch: Fetch, changes: RequestChanges = {}): Promise<SentResponse> {
  const response = await fetch(aRequest(changes))
  const json: unknown = await response.json()
  const { status, headers } = response
  return { status, headers, json, order: json as LabOrder, error: json as ApiError }
}
