import type { CallMeta, Outcome } from "../call/call-meta.ts"

/** The kinds of error. A new kind requires a new major version. */
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

/**
 * A registered symbol, by which copies of the SDK recognize each other's errors. Copies arise from
 * ESM and CJS, two versions, or two realms.
 */
export const brand = Symbol.for("@loop-health/integrations-sdk/error")

/** Properties of an error besides its metadata. */
interface LoopErrorProperties {
  readonly code: LoopErrorCode
  readonly status: number | undefined
  readonly apiCode?: string | undefined
  readonly details?: readonly object[]
}

/**
 * Base class of all errors. Safe to log, because it contains no token and no part of the request
 * body.
 *
 * @example
 * if (error instanceof LoopError) log.error(error.toJSON())
 */
export abstract class LoopError extends Error implements CallMeta {
  /** The kind of error, for a `switch`. */
  declare readonly code: LoopErrorCode
  /** The status of the response. Undefined without a usable response. */
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
   * @param summary Sentence about the error.
   * @param nextStep Sentences about the order and the next step, with a space before each.
   * @param cause Result of `redactCause`.
   */
  protected constructor(
    meta: CallMeta,
    properties: LoopErrorProperties,
    summary: string,
    nextStep = describeOutcome(meta),
    cause?: Error,
  ) {
    super(summary + nextStep, cause && { cause })
    // Minifiers change class names. The stack starts with the name, so the name is set first.
    this.name = `${properties.code.replace(/(^|_)./g, (start) => start.slice(-1).toUpperCase())}Error`
    Error.captureStackTrace?.(this, new.target)
    Object.assign(this, properties, meta)
  }

  /** Returns the error as an object for logs, without stack and cause. */
  toJSON(): Record<string, unknown> {
    return { message: this.message, ...(this as object) }
  }
}

/** Sentence for an error that a wrong `baseUrl` can cause. Starts with a space. */
export const checkBaseUrl = " Check baseUrl."

/** Returns a sentence about the order, after a space. Returns "" if the call has no outcome. */
export function describeOutcome({ outcome }: CallMeta): string {
  if (outcome === undefined) return ""
  return outcome === "not_created"
    ? " No order was placed."
    : " An order may have been placed. Retry with the same idempotencyKey and body."
}
