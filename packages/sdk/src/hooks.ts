import type { LoopErrorCode } from "./errors/loop-error.ts"

/** Event before a request. Contains neither the body nor the token. */
export interface RequestEvent {
  readonly method: string
  /** The path in the contract, such as `/v1/labs/orders`. Contains neither host nor values. */
  readonly path: string
  /** The key of the call. Undefined if the operation has no key. */
  readonly idempotencyKey: string | undefined
  /** The number of the request in its call, starting at 1. */
  readonly attempt: number
  /** Start time in milliseconds since the epoch. */
  readonly startedAt: number
}

/** Event after a request. */
export interface ResponseEvent extends RequestEvent {
  /**
   * The code of the error. If no retry follows, the call ends with this error. Undefined for a
   * success.
   */
  readonly errorCode: LoopErrorCode | undefined
  /** The status of the response. Undefined if no headers arrived. */
  readonly status: number | undefined
  /** The `x-request-id` of the response. Undefined if it cannot be read. */
  readonly requestId: string | undefined
  /** Time until the complete response or the error, in milliseconds. */
  readonly durationMs: number
}

/** Event before a retry. All other properties are those of the previous request. */
export interface RetryEvent extends ResponseEvent {
  /** Wait before the next request in milliseconds. 0 if only the token changes. */
  readonly delayMs: number
}

/**
 * Hooks that observe the requests of a client. Their exceptions, return values, and delays never
 * affect a call.
 */
export interface Hooks {
  /**
   * Called before each request, including retries.
   *
   * @example
   * onRequest: ({ path, attempt }) => log.debug({ path, attempt })
   */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined
  /**
   * Called after each request, with or without a response.
   *
   * @example
   * onResponse: ({ status, durationMs }) => histogram.record(durationMs, { status })
   */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined
  /**
   * Called after `onResponse` if a retry follows.
   *
   * @example
   * onRetry: ({ errorCode, delayMs }) => log.warn({ errorCode, delayMs })
   */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
}

/** Calls a hook if it is defined. Never throws, and never waits. */
export function notify<Event extends RequestEvent>(
  hook: ((event: Event) => unknown) | undefined,
  event: Event,
): void {
  // The async function catches exceptions. The copy protects the event of the next hook.
  if (hook) void (async () => hook({ ...event }))().catch(() => {})
}
