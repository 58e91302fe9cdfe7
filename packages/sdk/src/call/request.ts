import type { CallSuccess } from "../errors/result.ts"
import { parseRetryAfter } from "./parse-retry-after.ts"
import { readText } from "./read-text.ts"
import type { Call } from "./types.ts"

/** A response with its text, at most 1 MiB if the runtime has web streams. */
export interface RawResponse {
  readonly response: Response
  readonly text: string
}

/** Sends a request once and reads the response. Updates `facts`, the state of the call. */
export async function sendRequest<Success extends CallSuccess>(
  { settings, plan, url, body, deadline, facts }: Call<Success>,
  token: string,
): Promise<RawResponse> {
  facts.status = facts.requestId = facts.retryAfterMs = undefined
  // Tests and tracers may have replaced the global function since the client was created.
  const fetch = settings.fetch ?? (globalThis.fetch as typeof globalThis.fetch | undefined)
  const request = new Request(url, {
    method: plan.method,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      ...(body && { "content-type": "application/json" }),
      ...plan.params?.header,
      ...(facts.idempotencyKey && { "idempotency-key": facts.idempotencyKey }),
    },
    body: body ?? null,
    // A redirect could leak the token and the patient. Workers do not support "error".
    redirect: "manual",
    signal: deadline.signal,
  })
  if (!fetch) throw new TypeError("fetch is not defined")
  facts.attempts += 1
  const response = await fetch(request)
  // JavaScript callers can return anything, such as a plain object in a test.
  const { headers, text: readAll } = Object(response) as Partial<Response>
  if (!(headers?.get && readAll)) throw new TypeError("fetch returned no headers.get or text")
  facts.status = response.status
  facts.requestId = headers.get("x-request-id") ?? undefined
  facts.retryAfterMs = parseRetryAfter(headers.get("retry-after"), Date.now())
  // Responses of node-fetch and React Native have no web stream.
  const stream = response.body as { readonly getReader?: unknown } | null
  const text = await (stream?.getReader
    ? readText(stream as ReadableStream<Uint8Array>)
    : response.text())
  return { response, text }
}
