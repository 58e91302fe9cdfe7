import { rejectOnAbort } from "../reject-on-abort.ts"
import { createWebhookSigner } from "./webhook-signature.ts"

/** Target of webhooks. */
export interface WebhookTarget {
  /** An http or https URL without credentials. */
  readonly url: string
  /** Signing secret: `whsec_` followed by a key in base64. */
  readonly secret: string
  /** Sends a request. Default: the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** One attempt to send a webhook. */
export interface Attempt {
  /** The `svix-id`. */
  readonly id: string
  readonly body: string
  /** Time of the attempt in epoch milliseconds. */
  readonly at: number
  /** Signal that aborts the attempt. */
  readonly stop: AbortSignal
}

/** A target must respond within this time (documented). */
const timeoutMs = 15_000

/**
 * Creates a sender of webhooks. It signs them in Svix's scheme, as Junction does. Throws a
 * TypeError if the URL or the secret is invalid. The message names the option and never contains
 * its value.
 */
export function createWebhookSender(target: WebhookTarget) {
  // The global `fetch` is read at each call, so that a test can replace it later.
  const { url, secret, fetch: send = (request: Request) => fetch(request) } = target
  if (!isWebhookUrl(url)) {
    throw new TypeError("webhooks.url must be an http or https URL without credentials.")
  }
  const sign = createWebhookSigner(secret)
  if (sign === undefined) {
    throw new TypeError("webhooks.secret must be whsec_ followed by a key in base64.")
  }

  /** Resolves to the status, or to null if no response arrived in time. Never rejects. */
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
      // A redirect counts as a failed attempt (documented), so it is not followed.
      const init = { method: "POST", headers, body, signal, redirect: "manual" } as const
      // An injected fetch that ignores its signal must not delay later webhooks.
      const response = await Promise.race([send(new Request(url, init)), rejectOnAbort(signal)])
      // Only the status is needed. An unread body would keep the connection open.
      void response.body?.cancel().catch(() => undefined)
      // Browsers hide the status of a redirect and return 0.
      return response.status || null
    } catch {
      // Connection errors and timeouts have the same effect: there is no response.
      return null
    } finally {
      clearTimeout(timer)
    }
  }
}

/**
 * Returns whether webhooks can be sent to this URL. It must be http or https, without credentials.
 */
export function isWebhookUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed !== null &&
    ["http:", "https:"].includes(parsed.protocol) &&
    parsed.username === "" &&
    parsed.password === ""
  )
}
