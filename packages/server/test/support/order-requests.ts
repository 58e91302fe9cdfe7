import type { ApiError, LabOrder } from "@loop-health/integrations-contract"
import type { Handler } from "../../src/index.ts"
import { aLabOrder } from "./a-lab-order.ts"

/** A request to create a lab order. Omitted parts are valid. */
export interface OrderRequest {
  readonly method?: string
  readonly path?: string
  /** Replaces headers of a valid request. `undefined` removes a header. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent instead of the body's JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer> | string
}

/** A response whose body is JSON or empty. */
export interface OrderResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The parsed body of an error response. */
  readonly error: ApiError
  /** The parsed body of a success response. */
  readonly order: LabOrder
}

let keys = 0

/** Sends a request to a handler, without a socket. */
export async function postOrder(
  handler: Handler,
  request: OrderRequest = {},
): Promise<OrderResponse> {
  const { method, path, headers, bytes } = complete(request)
  return withJson(
    await handler({
      method,
      path,
      header: (name) => headers[name],
      readBody: async (limitBytes) => (bytes.byteLength > limitBytes ? "too_large" : bytes),
    }),
  )
}

/** Sends a request over HTTP. Rejects if the connection fails. */
export async function sendOrder(
  url: string,
  request: OrderRequest = {},
  signal: AbortSignal | null = null,
): Promise<OrderResponse> {
  const { method, path, headers, bytes } = complete(request)
  const response = await fetch(url + path, {
    method,
    headers: Object.entries(headers).filter(
      (header): header is [string, string] => header[1] !== undefined,
    ),
    body: method === "GET" || method === "HEAD" ? null : bytes,
    signal,
  })
  return withJson({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  })
}

/** Adds the omitted parts of a valid request, with a new idempotency key. */
function complete({ method = "POST", path = "/v1/labs/orders", ...request }: OrderRequest) {
  const { body = aLabOrder(), bytes = JSON.stringify(body) } = request
  const headers: Readonly<Record<string, string | undefined>> = {
    authorization: "Bearer good",
    "content-type": "application/json",
    "idempotency-key": `key-${++keys}`,
    ...request.headers,
  }
  return {
    method,
    path,
    headers,
    bytes: typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
  }
}

function withJson(response: Pick<OrderResponse, "status" | "headers" | "body">): OrderResponse {
  const json: unknown = response.body === "" ? undefined : JSON.parse(response.body)
  // The status decides which of the two it is.
  return { ...response, error: json as ApiError, order: json as LabOrder }
}
