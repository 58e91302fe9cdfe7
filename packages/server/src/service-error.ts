import type { ApiErrorDetail, ErrorCode } from "@loop-health/integrations-contract"

export type { ErrorCode }

/** What a failure may say beyond its code and message. */
export interface ServiceErrorOptions {
  /** Members of the body and the rule each breaks; never a value. */
  readonly details?: readonly ApiErrorDetail[]
  /** Seconds after which to try again. */
  readonly retryAfter?: number
  /** The request came without credentials, so a 401 says no more than which scheme to use (RFC 6750, section 3.1). */
  readonly noCredentials?: boolean
  /** For the log alone, where its message is left out. */
  readonly cause?: unknown
  /** For the log alone: what Junction answered, without its text. */
  readonly upstream?: UpstreamTrace
}

/** What may be logged of an upstream answer: never its text, which repeats patient details. */
export interface UpstreamTrace {
  /** Junction's HTTP status; absent when there was no answer. */
  readonly status?: number
  /** The members that Junction names, by our names for them. */
  readonly fields?: readonly string[]
  /** The network's error code, such as `ECONNRESET`. */
  readonly networkCode?: string
}

/**
 * The one way to fail: a stable code and a message that hold no value of the request. Whatever else is thrown below
 * the handler is an `internal_error` to the caller.
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError"
  readonly code: ErrorCode
  readonly details: readonly ApiErrorDetail[] | undefined
  readonly retryAfter: number | undefined
  readonly noCredentials: boolean
  readonly upstream: UpstreamTrace | undefined

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.details = options.details
    this.retryAfter = options.retryAfter
    this.noCredentials = options.noCredentials ?? false
    this.upstream = options.upstream
  }
}

/** Creates a `validation_error` from the rules that the body breaks. The message names the first one. */
export function validationError(
  issues: readonly { readonly path: string; readonly message: string }[],
): ServiceError {
  const [first, ...others] = issues
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`
  const place = first?.path === "" ? "The body" : first?.path
  return new ServiceError("validation_error", `${place}: ${first?.message}${more}`, {
    details: issues,
  })
}

/** Creates the error for anything that was thrown and is not a {@link ServiceError}. Contains nothing of it. */
export function internalError(): ServiceError {
  return new ServiceError(
    "internal_error",
    "The service failed. Ask for help with the request id; the same request with the same key never orders twice.",
  )
}
