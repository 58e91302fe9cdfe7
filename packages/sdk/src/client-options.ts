import {
  createAccessTokens,
  isToken,
  type AccessTokens,
  type TokenSource,
} from "./access-tokens.ts"
import { brokenLimit } from "./call/limits.ts"
import type { Hooks } from "./hooks.ts"

/** Options for `createClient`. */
export interface ClientOptions extends Hooks {
  /**
   * The access token, without the word "Bearer", or a function that returns it. The function is called at the start of
   * each call, and with `refresh: true` when the API has rejected its token: then once for all calls that had this token.
   *
   * @example
   * token: ({ refresh }) => (refresh ? session.renew() : session.accessToken())
   */
  readonly token: TokenSource
  /**
   * Where the API is: an absolute http(s) URL. Default: `https://integrations.platform.loop.health`.
   *
   * @example
   * baseUrl: "http://127.0.0.1:8787"
   */
  readonly baseUrl?: string | undefined
  /**
   * Sends the requests instead of the global `fetch`, which is otherwise looked up at each request.
   *
   * @example
   * fetch: createMockFetch() // of `@loop-health/integrations-mocks`
   */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /**
   * Limit for a whole call (tokens, requests, waits and bodies), in milliseconds, above 0. Default: 30,000.
   *
   * @example
   * timeoutMs: 60_000
   */
  readonly timeoutMs?: number | undefined
  /**
   * How many times a request may be retried after a transient error, 0 for never. Default: 2. The one retry with a
   * refreshed token is not counted.
   *
   * @example
   * maxRetries: 5
   */
  readonly maxRetries?: number | undefined
}

/** The options, checked and complete. */
export interface ClientSettings {
  readonly tokens: AccessTokens
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly fetch: ((request: Request) => Promise<Response>) | undefined
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly hooks: Hooks
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
  const { token, fetch, timeoutMs = 30_000, maxRetries = 2, ...others } = given
  const { onRequest, onResponse, onRetry, baseUrl } = others
  if (typeof token !== "function" && !isToken(token)) {
    throw optionError(
      "token must be an access token (visible ASCII, without Bearer) or a function that returns one",
    )
  }
  const limit = brokenLimit(timeoutMs, maxRetries)
  if (limit) throw optionError(limit)
  const hooks = { onRequest, onResponse, onRetry }
  for (const [name, value] of Object.entries({ fetch, ...hooks })) {
    if (value !== undefined && typeof value !== "function") {
      throw optionError(`${name} must be a function`)
    }
  }
  const tokens = createAccessTokens(token)
  return { tokens, baseUrl: toBaseUrl(baseUrl), fetch, timeoutMs, maxRetries, hooks }
}

function optionError(rule: string): TypeError {
  return new TypeError(`createClient: ${rule}`)
}

function toBaseUrl(given = "https://integrations.platform.loop.health"): string {
  try {
    const { protocol, username, password, search, hash, origin, pathname } = new URL(given)
    if (/^https?:$/.test(protocol) && !(username + password + search + hash)) {
      return origin + pathname.replace(/\/+$/, "")
    }
  } catch {
    // What is no URL is rejected with the same message.
  }
  throw optionError("baseUrl must be an absolute http(s) URL without user, query or fragment")
}
