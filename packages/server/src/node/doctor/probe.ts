import { limitResponse } from "../../http/limit-response.ts"
import { networkCodeOf } from "../../junction/client.ts"

/** A response, or the network error code. */
export type Probe =
  | {
      readonly kind: "response"
      readonly status: number
      readonly headers: Headers
      /** The parsed body, or undefined if it is not JSON. */
      readonly json: unknown
      /** Clock of the other host minus this clock, in milliseconds. Undefined without a `date`. */
      readonly skewMs: number | undefined
    }
  | { readonly kind: "no_response"; readonly networkCode: string }

/** Timeout of a request, in milliseconds. */
const timeoutMs = 5_000

/** Maximum size of a response, in bytes. */
const maxBytes = 1024 * 1024

/** Sends a request without following redirects. Never rejects. */
export async function probe(
  url: string,
  init: Pick<RequestInit, "method" | "headers" | "body"> = {},
): Promise<Probe> {
  const sentAt = Date.now()
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { ...init, redirect: "manual", signal })
    const receivedAt = Date.now()
    const { status, headers } = response
    const text = await (await limitResponse(response, maxBytes)).text()
    const date = dateOf(headers)
    const skewMs = date === undefined ? undefined : measureSkew(date, sentAt, receivedAt)
    return { kind: "response", status, headers, json: parse(text), skewMs }
  } catch (error) {
    return { kind: "no_response", networkCode: networkCodeOf(error) }
  }
}

/** Returns the `date` of a response. A cached response is older by its `age` (RFC 9111). */
function dateOf(headers: Headers): number | undefined {
  const date = Date.parse(headers.get("date") ?? "")
  const age = Number(headers.get("age") ?? 0)
  return Number.isNaN(date) ? undefined : date + (Number.isFinite(age) ? age : 0) * 1000
}

/**
 * Returns the smallest difference between two clocks that explains a `date`, in milliseconds. The
 * header has whole seconds, and was written between the send and the response.
 */
export function measureSkew(date: number, sentAt: number, receivedAt: number): number {
  if (date > receivedAt) return date - receivedAt
  return Math.min(0, date + 999 - sentAt)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
