import type { LoopErrorCode } from "./errors/loop-error.ts"

/** A request that is about to be sent. It has the key, and never the body or the token. */
export interface RequestEvent {
  readonly method: string
  /** The path in the contract, such as `/v1/labs/orders`; neither host nor values. */
  readonly path: string
  /** Undefined if the operation has no key. */
  readonly idempotencyKey: string | undefined
  /** 1 for the first request of the call. */
  readonly attempt: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** How a request ended. */
export interface ResponseEvent extends RequestEvent {
  /** The `code` of the error that the call ends in if this is its last request; undefined after a success. */
  readonly errorCode: LoopErrorCode | undefined
  /** Undefined when no headers arrived. */
  readonly status: number | undefined
  readonly requestId: string | undefined
  /** Until the whole response was there, or it was clear that none comes; milliseconds. */
  readonly durationMs: number
}

/** A request that ended, and that another one will follow: `attempt` and all else are those of the one that ended. */
export interface RetryEvent extends ResponseEvent {
  /** How long the call waits before the next request; 0 when that one only has another token. */
  readonly delayMs: number
}

/**
 * Functions that watch the requests of a client. What they throw or return, and how long they take, changes nothing,
 * and they can change neither request nor response.
 */
export interface Hooks {
  /**
   * Called before each request, retries included.
   *
   * @example
   * onRequest: ({ path, attempt }) => log.debug({ path, attempt })
   */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined
  /**
   * Called after each request, once for each `onRequest`, whether a response came or not.
   *
   * @example
   * onResponse: ({ status, durationMs }) => histogram.record(durationMs, { status })
   */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined
  /**
   * Called after `onResponse` when another request will follow.
   *
   * @example
   * onRetry: ({ errorCode, delayMs }) => log.warn({ errorCode, delayMs })
   */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
}

/** Calls a hook, if there is one. Never throws and never waits. */
export function notify<Event extends RequestEvent>(
  hook: ((event: Event) => unknown) | undefined,
  event: Event,
): void {
  // An async function turns what a hook throws at once, and what a promise of it rejects with later, into one thing.
  // A copy, so that no hook changes the event of the next one.
  if (hook) void (async () => hook({ ...event }))().catch(() => {})
}
