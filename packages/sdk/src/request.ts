import type { paths } from "@loop-health/integrations-contract"
import { createPathBasedClient, type PathBasedClient } from "openapi-fetch"
import { readText } from "./read-text.ts"

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

/** What one request is made with. */
export interface RequestParts {
  readonly baseUrl: string
  readonly send: Send
  readonly token: string
  readonly signal: AbortSignal
  readonly fetch: (request: Request) => Promise<Response>
}

/** A complete answer. The body is text for a 2xx, else parsed JSON or text; what is beyond 1 MiB is missing. */
export interface Answer {
  readonly response: Response
  readonly body: unknown
}

/** Sends one request and reads the whole answer. */
export async function sendRequest(parts: RequestParts): Promise<Answer> {
  // The named export: a default import of openapi-fetch is not a function in the CJS build.
  const api = createPathBasedClient<paths>({ baseUrl: parts.baseUrl })
  const { data, error, response } = await parts.send(api, {
    headers: { accept: "application/json", authorization: `Bearer ${parts.token}` },
    parseAs: "text",
    // A redirect could carry the token and the patient to another host. Not "error": Cloudflare's Workers refuse it.
    redirect: "manual",
    signal: parts.signal,
    fetch: async (request) => {
      const answer = await parts.fetch(request)
      // openapi-fetch reads by this method. React Native's answers have no stream.
      const { body } = answer
      if (body) Object.assign(answer, { text: () => readText(body) })
      return answer
    },
  })
  return { response, body: response.ok ? (data ?? "") : error }
}
