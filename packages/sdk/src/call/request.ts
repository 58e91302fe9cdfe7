import type { CallSuccess } from "../errors/result.ts"
import { parseRetryAfter } from "./parse-retry-after.ts"
import { readText } from "./read-text.ts"
import type { Call, CallPlan, ParamValues } from "./types.ts"

/** A complete response. What is beyond 1 MiB of its text is missing. */
export interface RawResponse {
  readonly response: Response
  readonly text: string
}

/** Sends the request of a call once, reads the whole response, and updates the call's facts. */
export async function sendRequest<Success extends CallSuccess>(
  { settings, plan, url, body, deadline, facts }: Call<Success>,
  token: string,
): Promise<RawResponse> {
  facts.status = facts.requestId = facts.retryAfterMs = undefined
  // Looked up at the call, not at the start of the program: tests and tracers replace the global one.
  const fetch = settings.fetch ?? globalThis.fetch
  if (typeof fetch !== "function") throw new TypeError("fetch is missing")

  const headers = {
    accept: "application/json",
    authorization: `Bearer ${token}`,
    "content-type": body && "application/json",
    ...plan.params?.header,
    "idempotency-key": facts.idempotencyKey,
  }
  const request = new Request(url, {
    method: plan.method,
    headers: definedEntries(headers),
    body: body ?? null,
    // A redirect could carry the token and the patient to another host. Not "error": Cloudflare's Workers reject it.
    redirect: "manual",
    signal: deadline.signal,
  })
  facts.attempts += 1
  const response = await fetch(request)
  facts.status = response.status
  facts.requestId = response.headers.get("x-request-id") ?? undefined
  facts.retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), Date.now())
  // React Native's responses have no stream.
  const text = response.body ? await readText(response.body) : await response.text()
  return { response, text }
}

/**
 * Creates the URL of a call from its path, with the values of its parameters.
 *
 * @throws TypeError if a value in the path is missing or would lead to another path.
 */
export function createUrl<Success extends CallSuccess>(
  baseUrl: string,
  { path, params }: CallPlan<Success>,
): string {
  const pathname = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params?.path?.[name] ?? "")
    if (/^\.{0,2}$/.test(value)) throw new TypeError(`no ${name}`)
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams(definedEntries(params?.query)).toString()
  return baseUrl + pathname + (search && `?${search}`)
}

/** Returns the names and values of a record, without those that are undefined or null. */
function definedEntries(values: ParamValues = {}): [string, string][] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)])
}
