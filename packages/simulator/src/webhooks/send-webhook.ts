import { rejectOnAbort } from "../reject-on-abort.ts"
import { createWebhookSigner } from "./webhook-signature.ts"

/** Where webhooks go, and how they get there. */
export interface WebhookTarget {
  /** An http or https URL without credentials. */
  readonly url: string
  /** `whsec_` and the signing key in base64. */
  readonly secret: string
  /** Sends a request; the global `fetch` when absent. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** One sending of a webhook. */
export interface Attempt {
  /** The `svix-id`. */
  readonly id: string
  readonly body: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Ends the wait for a response. */
  readonly stop: AbortSignal
}

/** A target has this long to answer (documented). */
const timeoutMs = 15_000

/**
 * Makes a sender of webhooks signed in Svix's scheme, as Junction's are. Throws a TypeError that names the option when
 * the URL or the secret is none, and never its value.
 */
export function createWebhookSender(target: WebhookTarget) {
  // The global `fetch` is read at each call, so that a test can replace it later.
  const { url, secret, fetch: send = (request: Request) => fetch(request) } = target
  if (!isWebhookUrl(url)) {
    throw new TypeError("webhooks.url must be an http or https URL without credentials.")
  }
  const sign = createWebhookSigner(secret)
  if (sign === undefined) {
    throw new TypeError("webhooks.secret must be whsec_ and a key in base64.")
  }

  /** Resolves to the response's status, or to null if no response arrived in time. Never rejects. */
  return async ({ id, body, at, stop }: Attempt): Promise<number | null> => {
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), timeoutMs)
    const signal = AbortSignal.any([timeout.signal, stop])
    try {
      const timestamp = String(Math.floor(at / 1000))
      const headers = {
        "content-type": "application/json",
        "svix-id": id,
        "svix-timestamp": timestamp,
        "svix-signature": await sign(`${id}.${timestamp}.${body}`),
      }
      // A redirect is a failure (documented), so it is not followed.
      const init = { method: "POST", headers, body, signal, redirect: "manual" } as const
      // An injected fetch that ignores its signal must not delay the webhooks behind it.
      const response = await Promise.race([send(new Request(url, init)), rejectOnAbort(signal)])
      // Only the status counts; what is not read would keep the connection.
      void response.body?.cancel().catch(() => undefined)
      // A browser does not tell the status of a redirect and gives 0.
      return response.status || null
    } catch {
      // Refused, reset or out of time: to the one who sends it is all the same.
      return null
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Whether webhooks can be sent to this URL: http or https, and without credentials. */
export function isWebhookUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed !== null &&
    ["http:", "https:"].includes(parsed.protocol) &&
    parsed.username === "" &&
    parsed.password === ""
  )
}
