import type { paths } from "@loop-health/integrations-contract"
import { createPathBasedClient, type PathBasedClient } from "openapi-fetch"
import { isToken, type ClientSettings } from "./client-options.ts"
import type { Deadline, EarlyEnd } from "./deadline.ts"

/** Sends one operation: calls its method of the client with `init` and with what the operation adds. */
export type Send = (
  api: PathBasedClient<paths>,
  init: SendInit,
) => Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>

/** What every request has. */
interface SendInit {
  readonly headers: Readonly<Record<string, string>>
  readonly parseAs: "text"
  readonly redirect: "error"
  readonly signal: AbortSignal
  readonly fetch: (request: Request) => Promise<Response>
}

/** What one attempt came to. */
export type Attempt = {
  /** True from the moment fetch was called: from then on only an answer can say that no order was placed. */
  readonly sent: boolean
  /** Present once headers have arrived. */
  readonly response: Response | undefined
} & (
  | { readonly kind: "answered"; readonly response: Response; readonly body: unknown }
  | { readonly kind: EarlyEnd }
  | {
      readonly kind: "token" | "invalid_request"
      readonly problem: string
      readonly thrown?: unknown
    }
  | { readonly kind: "connection"; readonly thrown: unknown }
)

/**
 * Makes one attempt: gets the token, sends, reads the whole answer, all under the deadline. Never rejects. The body of
 * a 2xx is its text; any other body is parsed if it is JSON, else text.
 */
export async function attemptRequest(
  settings: ClientSettings,
  send: Send,
  deadline: Deadline,
): Promise<Attempt> {
  const unsent = { sent: false, response: undefined }
  if (deadline.ended) return { ...unsent, kind: deadline.ended }

  let token: unknown
  try {
    token = await deadline.race(getToken(settings))
  } catch (thrown) {
    if (deadline.ended) return { ...unsent, kind: deadline.ended }
    return { ...unsent, kind: "token", problem: "The token function failed", thrown }
  }
  if (deadline.ended) return { ...unsent, kind: deadline.ended }
  if (!isToken(token)) return { ...unsent, kind: "token", problem: noToken }

  const seen: Seen = { sent: false, response: undefined }
  try {
    const answer = await deadline.race(sendOnce(settings, send, token, deadline.signal, seen))
    return { ...seen, kind: "answered", ...answer }
  } catch (thrown) {
    if (deadline.ended) return { ...seen, kind: deadline.ended }
    if (seen.sent) return { ...seen, kind: "connection", thrown }
    const problem = "This runtime could not make the request (it needs fetch, Request and Headers)"
    return { ...seen, kind: "invalid_request", problem, thrown }
  }
}

const noToken =
  "The token function gave no access token: it must give a string of visible ASCII, without the word Bearer"

/** What is known of a request that is under way. */
interface Seen {
  sent: boolean
  response: Response | undefined
}

async function getToken({ token }: ClientSettings): Promise<unknown> {
  return typeof token === "function" ? token() : token
}

async function sendOnce(
  settings: ClientSettings,
  send: Send,
  token: string,
  signal: AbortSignal,
  seen: Seen,
): Promise<{ readonly response: Response; readonly body: unknown }> {
  // Looked up at the call, not at the start of the program: tests and tracers replace the global one.
  const fetch = settings.fetch ?? globalThis.fetch
  if (typeof fetch !== "function") throw new TypeError("fetch is missing")

  // The named export: a default import of openapi-fetch is not a function in the CJS build.
  const api = createPathBasedClient<paths>({ baseUrl: settings.baseUrl })
  const { data, error, response } = await send(api, {
    headers: { accept: "application/json", authorization: `Bearer ${token}` },
    parseAs: "text",
    // A redirect could carry the token and the patient to another host.
    redirect: "error",
    signal,
    fetch: async (request) => {
      seen.sent = true
      seen.response = await fetch(request)
      return seen.response
    },
  })
  return { response, body: response.ok ? (data ?? "") : error }
}
