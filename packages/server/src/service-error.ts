import {
  errorCodeTexts,
  type ApiErrorDetail,
  type ErrorCode,
} from "@loop-health/integrations-contract"

export type { ErrorCode }

/** Options for `ServiceError`. */
export interface ServiceErrorOptions {
  /** Invalid fields of the body and the violated rules. Never contains values. */
  readonly details?: readonly ApiErrorDetail[]
  /** Time to wait before a retry, in seconds. */
  readonly retryAfter?: number
  /** Whether the request has no credentials. The 401 then names only the scheme (RFC 6750). */
  readonly noCredentials?: boolean
  /** Cause of the error. Logged without its message. */
  readonly cause?: unknown
  /** Parts of Junction's response. Logged, and never sent to the caller. */
  readonly upstream?: UpstreamTrace
}

/** The parts of Junction's response that may be logged. Its other text can contain patient data. */
export interface UpstreamTrace {
  /** Junction's HTTP status. Absent if there was no response. */
  readonly status?: number
  /** The fields that Junction rejected, as JSON Pointers into the caller's body. */
  readonly fields?: readonly string[]
  /** Network error code, such as `ECONNRESET`. */
  readonly networkCode?: string
}

/**
 * An error with a stable code and a message for the caller. The message contains no values from the
 * request. The handler reports other exceptions as `internal_error`.
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

/**
 * Creates a `validation_error` from the violated rules. The message contains the first violation.
 */
export function validationError(
  issues: readonly { readonly path: string; readonly message: string }[],
): ServiceError {
  const [first, ...others] = issues
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`
  const location = first?.path === "" ? "The body" : first?.path
  return new ServiceError("validation_error", `${location}: ${first?.message}${more}`, {
    details: issues,
  })
}

/** Creates an error whose message is the contract's summary and action for the code. */
export function contractError(code: ErrorCode, options?: ServiceErrorOptions): ServiceError {
  const { summary, action } = errorCodeTexts[code]
  return new ServiceError(code, `${summary} ${action}`, options)
}
