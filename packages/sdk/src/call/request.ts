import type { paths } from "@loop-health/integrations-contract"
import type { PathBasedClient } from "openapi-fetch"
import type { Call } from "./run-call.ts"
import { readText } from "./read-text.ts"
import { parseRetryAfter } from "./retry-after.ts"

/** Sends one operation: calls its method of the client with `init` and with what the operation adds. */
export type Send = (
  api: PathBasedClient<paths>,
  init: SendInit,
) => Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>

/** What every request has. */
interface SendInit {
  readonly headers: Readonly<Record<string, string>>
  readonly parseAs: "text"
  readonly redirect: "manual"
  readonly signal: AbortSignal
  readonly fetch: (request: Request) => Promise<Response>
}

/** A complete answer. The body is text for a 2xx, else parsed JSON or text; what is beyond 1 MiB is missing. */
export interface Answer {
  readonly response: Response
  readonly body: unknown
}

/** Sends the request of a call once, reads the whole answer, and keeps the call's facts. */
export async function sendRequest(call: Call<unknown>, token: string): Promise<Answer> {
  const { settings, facts } = call
  facts.status = facts.requestId = facts.retryAfterMs = undefined
  // Looked up at the call, not at the start of the program: tests and tracers replace the global one.
  const fetch = settings.fetch ?? globalThis.fetch
  if (typeof fetch !== "function") throw new TypeError("fetch is missing")

  const { data, error, response } = await call.plan.send(settings.api, {
    headers: { accept: "application/json", authorization: `Bearer ${token}` },
    parseAs: "text",
    // A redirect could carry the token and the patient to another host. Not "error": Cloudflare's Workers refuse it.
    redirect: "manual",
    signal: call.deadline.signal,
    fetch: async (request) => {
      facts.attempts += 1
      const answer = await fetch(request)
      const { status, headers, body } = answer
      facts.status = status
      facts.requestId = headers.get("x-request-id") ?? undefined
      facts.retryAfterMs = parseRetryAfter(headers.get("retry-after"), Date.now())
      // openapi-fetch reads by this method. React Native's answers have no stream.
      if (body) Object.assign(answer, { text: () => readText(body) })
      return answer
    },
  })
  return { response, body: response.ok ? (data ?? "") : error }
}
