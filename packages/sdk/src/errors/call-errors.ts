import type { CallMeta } from "../call/call-meta.ts"
import { checkBaseUrl, LoopError, type LoopErrorCode } from "./loop-error.ts"
import { innermostMessage, matchUnsent } from "./redact-cause.ts"

/** Base of the errors without a usable response. */
abstract class NoResponseError extends LoopError {
  declare readonly status: undefined

  protected constructor(meta: CallMeta, code: LoopErrorCode, summary: string, cause?: Error) {
    super(meta, { code, status: undefined }, summary, undefined, cause)
  }
}

/** Error for an incomplete or missing response. An order may have been placed: see `outcome`. */
export class ConnectionError extends NoResponseError {
  declare readonly name: "ConnectionError"
  declare readonly code: "connection"

  /**
   * @param endpoint Base URL and the path in the contract.
   * @param cause Result of `redactCause`.
   */
  constructor(meta: CallMeta, endpoint: string, cause: Error | undefined) {
    const hint = matchUnsent(cause) ? checkBaseUrl : ""
    const summary = `No complete response from ${endpoint} (${innermostMessage(cause)}).${hint}`
    super(meta, "connection", summary, cause)
  }
}

/** Error for a call that timed out. An order may have been placed: see `outcome`. */
export class TimeoutError extends NoResponseError {
  declare readonly name: "TimeoutError"
  declare readonly code: "timeout"

  constructor(meta: CallMeta, timeoutMs: number) {
    super(meta, "timeout", `The call timed out after ${timeoutMs} ms.`)
  }
}

/** Error for a call that its signal aborted. An order may have been placed: see `outcome`. */
export class AbortedError extends NoResponseError {
  declare readonly name: "AbortedError"
  declare readonly code: "aborted"

  constructor(meta: CallMeta) {
    super(meta, "aborted", "The call was aborted by its signal.")
  }
}

// Outside the object, so that no logger or `util.inspect` with `showHidden` prints it. A private
// field would throw if it is read through a proxy, such as Vue's.
const rawTexts = new WeakMap<ContractError, string>()

/**
 * Error for a success response with an unexpected body. An order may have been placed: see
 * `outcome`.
 */
export class ContractError extends NoResponseError {
  declare readonly name: "ContractError"
  declare readonly code: "contract"

  constructor(meta: CallMeta, rawText: string) {
    const summary = "The success response does not match the contract (see rawText)."
    super(meta, "contract", summary)
    rawTexts.set(this, rawText)
  }

  /**
   * The received body, for diagnosis, at most 1 MiB if the runtime has web streams. It may contain
   * personal data, so it is not part of the message, JSON, or inspect output.
   */
  get rawText(): string {
    return rawTexts.get(this) ?? ""
  }
}

/**
 * Error for an invalid option, parameter, or body, or an unsupported runtime. The request was not
 * sent.
 */
export class InvalidRequestError extends NoResponseError {
  declare readonly name: "InvalidRequestError"
  declare readonly code: "invalid_request"

  /** @param cause Result of `redactCause`. */
  constructor(meta: CallMeta, rule: string, cause?: Error) {
    super(meta, "invalid_request", `${rule}.`, cause)
  }
}

/**
 * Error for a token function that failed or returned no access token. No request was sent
 * afterwards. `attempts` counts the requests before the error.
 */
export class TokenError extends NoResponseError {
  declare readonly name: "TokenError"
  declare readonly code: "token"

  /** @param cause Result of `redactCause`. */
  constructor(meta: CallMeta, cause?: Error) {
    const summary =
      "The token function failed or did not return a token (visible ASCII, without Bearer)."
    super(meta, "token", summary, cause)
  }
}
