/** Identity of the caller. */
export interface MockCaller {
  /** The `brand_id` of orders. Default: `brand_example`. */
  readonly brandId?: string | undefined
  /** The `user_id` of orders. Default: `user_example`. */
  readonly userId?: string | undefined
  /** Scopes of the token. Default: the scopes that the contract requires. */
  readonly scopes?: readonly string[] | undefined
}

/** Options for `createMockFetch` and `createMockHandlers`. */
export interface MockOptions {
  /**
   * Base URL of the API in your app, as an absolute http(s) URL. The msw handlers respond only to
   * requests below this URL. The mock fetch uses only the path of the URL and responds for every
   * host. Default: the production server.
   */
  readonly baseUrl?: string | undefined
  /** Caller of every request. The mock accepts every access token and does not verify it. */
  readonly caller?: MockCaller | undefined
  /** Whether requests must contain the patient's phone number. Default: false. */
  readonly phoneRequired?: boolean | undefined
  /**
   * Integer that selects the IDs of orders. With the same seed, the nth order has the same IDs in
   * each run. Default: 1.
   */
  readonly seed?: number | undefined
  /**
   * Returns the time of orders in epoch milliseconds. Default: one second after
   * 2026-01-01T12:00:00Z for the first request, plus one second for each further request.
   */
  readonly now?: (() => number) | undefined
  /**
   * Delay of each response in milliseconds, unless its scenario has a delay. The order is placed
   * before the delay. Default: 0.
   */
  readonly latencyMs?: number | undefined
}

/** Base URL of the production server in the contract. */
export const defaultBaseUrl = "https://integrations.platform.loop.health"
