import { isTimeoutMs, timeoutRule } from "./deadline.ts"

/** How a client reaches the API. */
export interface ClientOptions {
  /**
   * The access token, without the word "Bearer", or a function that gives it. The function is called for each request,
   * so it may refresh a token that has expired.
   */
  readonly token: string | (() => string | Promise<string>)
  /** Where the API is: an absolute http(s) URL, `https://integrations.platform.loop.health` when absent. */
  readonly baseUrl?: string | undefined
  /** Sends the requests instead of the global `fetch`, which is otherwise looked up at each call. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** Limit for a whole call (token, request and body), in milliseconds; 30,000 when absent. */
  readonly timeoutMs?: number | undefined
}

/** The options, checked and complete. */
export interface ClientSettings {
  readonly token: string | (() => string | Promise<string>)
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly fetch: ((request: Request) => Promise<Response>) | undefined
  readonly timeoutMs: number
}

/** RFC 6750, section 2.1, and more: a token with a space or a line break would be a broken or a second header. */
const visibleAscii = /^[!-~]+$/

/** Says whether a value can stand after "Bearer ". */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && visibleAscii.test(value)
}

/**
 * Checks the options and fills in what is absent.
 *
 * @throws TypeError that names the option, never its value: a token, or a URL with a password in it, may have ended up
 * in the wrong one.
 */
export function toSettings(options: ClientOptions): ClientSettings {
  // TypeScript's users cannot leave it out; JavaScript's can.
  const given = (options as ClientOptions | undefined) ?? ({} as Partial<ClientOptions>)
  const { token, fetch, timeoutMs = 30_000 } = given
  if (token === undefined || !(typeof token === "function" || isToken(token))) {
    throw new TypeError(
      'createClient: token must be an access token (visible ASCII, without the word "Bearer") or a function that gives one',
    )
  }
  if (fetch !== undefined && typeof fetch !== "function") {
    throw new TypeError("createClient: fetch must be a function from Request to Promise<Response>")
  }
  if (!isTimeoutMs(timeoutMs)) throw new TypeError(`createClient: ${timeoutRule}`)
  return { token, fetch, timeoutMs, baseUrl: toBaseUrl(given.baseUrl) }
}

function toBaseUrl(given = "https://integrations.platform.loop.health"): string {
  const url = parseUrl(given)
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      "createClient: baseUrl must be an absolute http(s) URL without user, query or fragment, such as https://integrations.platform.loop.health",
    )
  }
  return url.origin + url.pathname.replace(/\/+$/, "")
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
