import { createFinalURL, mergeHeaders } from "openapi-fetch"
import type { CallSuccess } from "../errors/result.ts"
import { readText } from "./read-text.ts"
import { parseRetryAfter } from "./retry-after.ts"
import type { Call } from "./types.ts"

/** A complete response. What is beyond 1 MiB of its text is missing. */
export interface RawResponse {
  readonly response: Response
  readonly text: string
}

/** Sends the request of a call once, reads the whole response, and updates the call's facts. */
export async function sendRequest<Success extends CallSuccess>(
  { settings, plan, body, deadline, facts }: Call<Success>,
  token: string,
): Promise<RawResponse> {
  facts.status = facts.requestId = facts.retryAfterMs = undefined
  // Looked up at the call, not at the start of the program: tests and tracers replace the global one.
  const fetch = settings.fetch ?? globalThis.fetch
  if (typeof fetch !== "function") throw new TypeError("fetch is missing")

  const { method, path, params = {} } = plan
  const { baseUrl } = settings
  const request = new Request(
    createFinalURL(path, { baseUrl, params, pathSerializer, querySerializer }),
    {
      method,
      body: body ?? null,
      headers: mergeHeaders(
        body === undefined ? {} : { "content-type": "application/json" },
        { accept: "application/json", authorization: `Bearer ${token}` },
        params.header,
        { "idempotency-key": facts.idempotencyKey },
      ),
      // A redirect could carry the token and the patient to another host. Not "error": Cloudflare's Workers reject it.
      redirect: "manual",
      signal: deadline.signal,
    },
  )
  facts.attempts += 1
  const response = await fetch(request)
  facts.status = response.status
  facts.requestId = response.headers.get("x-request-id") ?? undefined
  facts.retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), Date.now())
  // React Native's responses have no stream.
  const text = response.body ? await readText(response.body) : await response.text()
  return { response, text }
}

function pathSerializer(url: string, params: Readonly<Record<string, unknown>>): string {
  return url.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function querySerializer(query: Readonly<Record<string, unknown>>): string {
  // JSON leaves out what is undefined.
  const defined = JSON.parse(JSON.stringify(query)) as Record<string, string>
  return new URLSearchParams(defined).toString()
}
