import type { CallMeta } from "./call-meta.ts"
import type { Outcome } from "./outcome.ts"
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

/**
 * Every failure of a call. Its members, message, stack, JSON and inspect output hold no token and nothing of the body
 * that was sent, so it may be logged as it is.
 */
export abstract class LoopError extends Error implements CallMeta {
  /** The kind of failure, for a `switch`. */
  abstract readonly code: LoopErrorCode
  /** The status of the answer; undefined when there was none that counts. */
  abstract readonly status: number | undefined
  readonly idempotencyKey: string
  readonly attempts: number
  readonly requestId: string | undefined
  readonly elapsedMs: number
  readonly outcome: Outcome
  readonly retryAfterMs: number | undefined

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /** `cause` must have been through `redactCause`. */
  protected constructor(name: string, message: string, meta: CallMeta, cause?: Error) {
    super(message, cause && { cause })
    // A literal, because a minifier changes class names; set before the stack is taken, which begins with it.
    this.name = name
    Error.captureStackTrace?.(this, new.target)
    this.idempotencyKey = meta.idempotencyKey
    this.attempts = meta.attempts
    this.requestId = meta.requestId
    this.elapsedMs = meta.elapsedMs
    this.outcome = meta.outcome
    this.retryAfterMs = meta.retryAfterMs
  }

  /** The error as a plain object for logs: its name, message and other members; no stack, no cause. */
  toJSON(): Record<string, unknown> {
    return { message: this.message, ...Object.fromEntries(Object.entries(this)) }
  }
}

/**
 * Says whether a caught value is a failure of this SDK, also when it comes from another copy of it (ESM beside CJS,
 * two versions, another realm), where `instanceof` fails. Narrows to the union, so `error.code` narrows further.
 */
export function isLoopError(value: unknown): value is CreateLabOrderError {
  return typeof value === "object" && value !== null && Reflect.get(value, brand) === true
}

/** The sentence that tells the reader of a message whether an order was placed, and what to do about it. */
export function nextStep(outcome: Outcome): string {
  return outcome === "not_created"
    ? "No order was placed."
    : "An order may have been placed: repeat the call with the same idempotencyKey and the same body to find out."
}
