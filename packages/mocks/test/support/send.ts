import type { ApiError, LabOrder } from "@loop-health/integrations-contract"
import { aLabOrder } from "./lab-order.ts"

/** Anything that is called like the global fetch. */
export type Fetch = (input: Request | string, init?: RequestInit) => Promise<Response>

/** A request, but for what a test is about. */
export interface RequestChanges {
  readonly method?: string
  readonly url?: string
  readonly key?: string
  readonly body?: unknown
  /** `undefined` leaves a header out. */
  readonly headers?: Record<string, string | undefined>
  readonly signal?: AbortSignal
}

/** An answer, read to its end. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
  readonly order: LabOrder
  readonly error: ApiError
}

let keys = 0

/** A good request, but for what is told; without a key it is a new intent. */
export function aRequest(changes: RequestChanges = {}): Request {
  const { method = "POST", key = `key-${++keys}`, body = aLabOrder(), signal } = changes
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
    ...(method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  })
}

/** Sends a good request, but for what is told. */
export async function send(fetch: Fetch, changes: RequestChanges = {}): Promise<Answered> {
  const response = await fetch(aRequest(changes))
  const json: unknown = await response.json()
  const { status, headers } = response
  return { status, headers, json, order: json as LabOrder, error: json as ApiError }
}
