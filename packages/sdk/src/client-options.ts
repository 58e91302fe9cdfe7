import {
  createAccessTokens,
  isToken,
  type AccessTokens,
  type TokenSource,
} from "./access-tokens.ts"
import { brokenLimit } from "./call/limits.ts"
import { findUnknownOption } from "./call/unknown-option.ts"
import type { Hooks } from "./hooks.ts"

/** Options for `createClient`. */
export interface ClientOptions extends Hooks {
  /**
   * The access token without "Bearer", or a function that returns it. The function is called at the
   * start of each call. If the API rejects a token, the function is called once with
   * `refresh: true` for all calls that had this token.
   *
   * @example
   * token: ({ refresh }) => (refresh ? session.renew() : session.accessToken())
   */
  readonly token: TokenSource
  /**
   * Absolute http(s) URL of the API, without user, query, or fragment. Default:
   * `https://integrations.platform.loop.health`.
   *
   * @example
   * baseUrl: "http://127.0.0.1:8787"
   */
  readonly baseUrl?: string | undefined
  /**
   * Function that sends a request once. Default: the global `fetch` at the time of each request.
   * The function must not retry, because the SDK derives `outcome` from every error.
   *
   * @example
   * fetch: createMockFetch() // of `@loop-health/integrations-mocks`
   */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /**
   * Timeout of a call in milliseconds, including all its requests and waits. Above 0, at most
   * 2,147,483,647. Default: 30,000.
   *
   * @example
   * timeoutMs: 60_000
   */
  readonly timeoutMs?: number | undefined
  /**
   * Maximum number of retries after transient errors, at least 0. Default: 2. The retry with a
   * refreshed token does not count.
   *
   * @example
   * maxRetries: 5
   */
  readonly maxRetries?: number | undefined
}

/** The validated options with their defaults. */
export interface ClientSettings {
  readonly tokens: AccessTokens
  /** Base URL without a trailing slash. */
  readonly baseUrl: string
  readonly fetch: ((request: Request) => Promise<Response>) | undefined
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly hooks: Hooks
}

const optionNames = "token baseUrl fetch timeoutMs maxRetries onRequest onResponse onRetry".split(
  " ",
)

/**
 * Validates the options and adds the defaults.
 *
 * @throws TypeError that names the option. The message never contains the value, which may be a
 * secret.
 */
export function toSettings(options: ClientOptions): ClientSettings {
  // JavaScript callers can omit the options.
  const given = (options as ClientOptions | undefined) ?? ({} as Partial<ClientOptions>)
  const { token, fetch, timeoutMs = 30_000, maxRetries = 2, baseUrl, ...hooks } = given
  if (typeof token !== "function" && !isToken(token)) {
    throw optionError(
      "token must be an access token (visible ASCII, without Bearer) or a function that returns one",
    )
  }
  const rule = findUnknownOption(given, optionNames) ?? brokenLimit(timeoutMs, maxRetries)
  if (rule) throw optionError(rule)
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
    // Not the properties of the URL, because those of React Native's URL throw.
    const url = String(new URL(given))
    if (/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(url)) return url.replace(/\/+$/, "")
  } catch {
    // An invalid URL gets the same message.
  }
  throw optionError("baseUrl must be an absolute http(s) URL without user, query, or fragment")
}
