import type { CallMeta } from "../call/call-meta.ts"
import type { Outcome } from "../outcome.ts"
import type { CreateLabOrderError } from "./result.ts"

/** The kinds of failure. Closed: a new kind is a new major version. */
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

// In the global symbol registry, so that the ESM and the CJS copy, and other realms, know each other's errors.
const brand = Symbol.for("@loop-health/integrations-sdk/error")

/** What a failure tells besides its meta. */
interface LoopErrorMembers {
  readonly code: LoopErrorCode
  readonly status: number | undefined
  readonly apiCode?: string | undefined
  readonly details?: readonly object[]
}

/**
 * Every failure of a call. Its members, message, stack, JSON and inspect output hold no token and nothing of the body
 * that was sent, so it may be logged as it is.
 *
 * @example
 * if (error instanceof LoopError) log.error(error.toJSON())
 */
export abstract class LoopError extends Error implements CallMeta {
  /** The kind of failure, for a `switch`. */
  declare readonly code: LoopErrorCode
  /** The status of the answer; undefined when there was none that counts. */
  declare readonly status: number | undefined
  declare readonly idempotencyKey: string
  declare readonly attempts: number
  declare readonly requestId: string | undefined
  declare readonly elapsedMs: number
  declare readonly outcome: Outcome
  declare readonly retryAfterMs: number | undefined

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /**
   * @param failed What failed, as a sentence.
   * @param next The sentences after it: whether an order was placed, and what to do.
   * @param cause Has been through `redactCause`.
   */
  protected constructor(
    meta: CallMeta,
    members: LoopErrorMembers,
    failed: string,
    next = nextStep(meta.outcome),
    cause?: Error,
  ) {
    super(`${failed} ${next}`, cause && { cause })
    // From the code, because a minifier changes class names; set before the stack is taken, which begins with it.
    this.name = `${members.code.replace(/(^|_)./g, (start) => start.slice(-1).toUpperCase())}Error`
    Error.captureStackTrace?.(this, new.target)
    Object.assign(this, members, meta)
  }

  /** The error as a plain object for logs: its name, message and other members; no stack, no cause. */
  toJSON(): Record<string, unknown> {
    return { message: this.message, ...Object.fromEntries(Object.entries(this)) }
  }
}

/**
 * Says whether a caught value is a failure of this SDK, also when it comes from another copy of it (ESM beside CJS,
 * two versions, another realm), where `instanceof` fails. Narrows to the union, so `error.code` narrows further.
 *
 * @example
 * if (isLoopError(error) && error.code === "validation") showAtFields(error.fieldErrors())
 */
export function isLoopError(value: unknown): value is CreateLabOrderError {
  return typeof value === "object" && value !== null && Reflect.get(value, brand) === true
}

/** The sentence that tells the reader of a message whether an order was placed, and what to do about it. */
export function nextStep(outcome: Outcome): string {
  return outcome === "not_created"
    ? "No order was placed."
    : "An order may have been placed: repeat the call with the same idempotencyKey and body to find out."
}
