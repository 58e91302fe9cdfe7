import { parseJson } from "../requests/json-text.ts"
import type { ApiRequest } from "../requests/api-request.ts"
import type { ApiResponse } from "./exchange.ts"

/** Sends a `Request` and resolves to its `Response`, such as the platform's `fetch`. */
export type Fetch = (request: Request) => Promise<Response>

/** A transport of requests. */
export interface Transport {
  /** Sends a request. Rejects if no response arrives in time, or if the signal is aborted. */
  send(request: ApiRequest, signal?: AbortSignal): Promise<ApiResponse>
}

/** Creates a transport on `fetch`. Redirects are not followed. */
export function createTransport(fetch: Fetch, baseUrl: string, timeoutMs: number): Transport {
  return {
    send: async ({ method, path, headers, body }, signal) => {
      const lines = new Headers()
      for (const [name, value] of headers) lines.append(name, value)
      const timeout = AbortSignal.timeout(timeoutMs)
      const request = new Request(`${baseUrl}${path}`, {
        method,
        headers: lines,
        ...(body === undefined ? {} : { body: toBody(body) }),
        redirect: "manual",
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      })
      const response = await fetch(request)
      const text = await response.text()
      return {
        status: response.status,
        headers: new Map(response.headers),
        text,
        json: parseJson(text),
      }
    },
  }
}

/** Bytes get no default content-type. */
function toBody(body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(typeof body === "string" ? Buffer.from(body) : body)
}
