import type { CallMeta, Outcome } from "../call/call-meta.ts"

/** The kinds of error. Closed: a new kind is a new major version. */
export type LoopErrorCode =
  | "validation"
  | "unauthenticated"
  | "upstream"
  | "unexpected_status"
  | "connection"
  | "timeout"
  | "aborted"
  | "contract"
  | "invalid_request"
  | "token"

/** In the global symbol registry, so that the ESM and the CJS copy, and other realms, know each other's errors. */
export const brand = Symbol.for("@loop-health/integrations-sdk/error")

/** Properties of an error besides its meta. */
interface LoopErrorProperties {
  readonly code: LoopErrorCode
  readonly status: number | undefined
  readonly apiCode?: string | undefined
  readonly details?: readonly object[]
}

/**
 * Every error of a call. Its properties, message, stack, JSON and inspect output hold no token and nothing of the body
 * that was sent, so it may be logged as it is.
 *
 * @example
 * if (error instanceof LoopError) log.error(error.toJSON())
 */
export abstract class LoopError extends Error implements CallMeta {
  /** The kind of error, for a `switch`. */
  declare readonly code: LoopErrorCode
  /** The status of the response; undefined when there was none that counts. */
  declare readonly status: number | undefined
  declare readonly idempotencyKey: string | undefined
  declare readonly attempts: number
  declare readonly requestId: string | undefined
  declare readonly elapsedMs: number
  declare readonly outcome: Outcome | undefined
  declare readonly retryAfterMs: number | undefined

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /**
   * @param summary What failed, as a sentence.
   * @param nextStep The sentences after it, each after a space: whether an order was placed, and what to do.
   * @param cause Has been through `redactCause`.
   */
  protected constructor(
    meta: CallMeta,
    properties: LoopErrorProperties,
    summary: string,
    nextStep = describeOutcome(meta),
    cause?: Error,
  ) {
    super(summary + nextStep, cause && { cause })
    // From the code, because a minifier changes class names; set before the stack is taken, which begins with it.
    this.name = `${properties.code.replace(/(^|_)./g, (start) => start.slice(-1).toUpperCase())}Error`
    Error.captureStackTrace?.(this, new.target)
    Object.assign(this, properties, meta)
  }

  /** The error as a plain object for logs: its name, message and other properties; no stack, no cause. */
  toJSON(): Record<string, unknown> {
    return { message: this.message, ...(this as object) }
  }
}

/** Returns the sentence about an order, after a space. Returns no text for an operation that places none. */
export function describeOutcome({ outcome }: CallMeta): string {
  if (outcome === undefined) return ""
  return outcome === "not_created"
    ? " No order was placed."
    : " An order may have been placed: repeat the call with the same idempotencyKey and body to find out."
}
