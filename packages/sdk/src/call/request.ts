import type { CallSuccess } from "../errors/result.ts"
import { parseRetryAfter } from "./parse-retry-after.ts"
import { readText } from "./read-text.ts"
import type { Call, CallPlan, ParamValues } from "./types.ts"

/** A complete response with at most 1 MiB of its text. */
export interface RawResponse {
  readonly response: Response
  readonly text: string
}

/** Sends a request once and reads the response. Updates the facts of the call. */
export async function sendRequest<Success extends CallSuccess>(
  { settings, plan, url, body, deadline, facts }: Call<Success>,
  token: string,
): Promise<RawResponse> {
  facts.status = facts.requestId = facts.retryAfterMs = undefined
  // Tests and tracers may have replaced the global function since the client was created.
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
    // A redirect could leak the token and the patient. Workers do not support "error".
    redirect: "manual",
    signal: deadline.signal,
  })
  facts.attempts += 1
  const response = await fetch(request)
  facts.status = response.status
  facts.requestId = response.headers.get("x-request-id") ?? undefined
  facts.retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), Date.now())
  // Responses in React Native have no stream.
  const text = response.body ? await readText(response.body) : await response.text()
  return { response, text }
}

/**
 * Creates the URL of a call from its path and parameters.
 *
 * @throws TypeError if a path parameter is missing or would change the path.
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

/** Returns the entries of a record whose values are neither undefined nor null. */
function definedEntries(values: ParamValues = {}): [string, string][] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)])
}
