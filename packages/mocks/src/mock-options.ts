/** Who every token belongs to. */
export interface MockCaller {
  /** The order's `brand_id`; `brand_example` unless told. */
  readonly brandId?: string | undefined
  /** The order's `user_id`; `user_example` unless told. */
  readonly userId?: string | undefined
  /** What the token allows; everything that the contract asks for unless told. */
  readonly scopes?: readonly string[] | undefined
}

/** What a mock may be told. */
export interface MockOptions {
  /**
   * Where your app thinks the API is: an absolute http(s) URL, which may have a path. The msw handlers answer below it
   * and nowhere else. An injected fetch looks at its path alone, and answers for every host.
   */
  readonly baseUrl?: string | undefined
  /** Whom the access token names. The token itself is not judged: any will do. */
  readonly caller?: MockCaller | undefined
  /** True for a deployment that has no phone number of its own to give to the lab, and so asks for the patient's. */
  readonly phoneRequired?: boolean | undefined
  /** Epoch milliseconds; the process's clock unless told. An order's times come from here. */
  readonly now?: (() => number) | undefined
  /** How long an answer is on its way, in milliseconds; 0 unless told. The order is placed before the wait. */
  readonly latencyMs?: number | undefined
}

/** The server that the contract names. */
export const defaultBaseUrl = "https://integrations.platform.loop.health"
