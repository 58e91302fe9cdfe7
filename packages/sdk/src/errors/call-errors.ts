import type { CallMeta } from "../call/call-meta.ts"
import { LoopError, type LoopErrorCode } from "./loop-error.ts"
import { innermostMessage, redactCause } from "./redact-cause.ts"

/** An error without a response that counts. */
abstract class NoResponseError extends LoopError {
  declare readonly status: undefined

  protected constructor(meta: CallMeta, code: LoopErrorCode, summary: string, cause?: Error) {
    super(meta, { code, status: undefined }, summary, undefined, cause)
  }
}

/** No complete response arrived: the connection could not be made, or broke. That does not mean that no order was placed. */
export class ConnectionError extends NoResponseError {
  declare readonly name: "ConnectionError"
  declare readonly code: "connection"

  constructor(meta: CallMeta, thrown: unknown) {
    const cause = redactCause(thrown)
    super(meta, "connection", `No complete response arrived (${innermostMessage(cause)}).`, cause)
  }
}

/** The call's time limit passed first. That does not mean that no order was placed: see `outcome`. */
export class TimeoutError extends NoResponseError {
  declare readonly name: "TimeoutError"
  declare readonly code: "timeout"

  constructor(meta: CallMeta, timeoutMs: number) {
    super(meta, "timeout", `The call was not complete after ${timeoutMs} ms.`)
  }
}

/**
 * The caller's signal aborted the call; your reason is in `signal.reason`. An abort does not take an order back: see
 * `outcome`.
 */
export class AbortedError extends NoResponseError {
  declare readonly name: "AbortedError"
  declare readonly code: "aborted"

  constructor(meta: CallMeta) {
    super(meta, "aborted", "The call was aborted by its signal.")
  }
}

// Outside the object, where neither a logger nor `util.inspect` with `showHidden` finds it. A private field would throw
// when it is read through a proxy, such as Vue makes of what it shows.
const rawTexts = new WeakMap<ContractError, string>()

/** A success whose body is not what the contract declares. The order was most likely placed. */
export class ContractError extends NoResponseError {
  declare readonly name: "ContractError"
  declare readonly code: "contract"

  constructor(meta: CallMeta, rawText: string) {
    const summary =
      "The API reported success with another body than its contract declares (see rawText)."
    super(meta, "contract", summary)
    rawTexts.set(this, rawText)
  }

  /**
   * The body as it arrived, for diagnosis; of a very long one the first MiB. It may hold personal data: it is in no JSON,
   * message or inspect output.
   */
  get rawText(): string {
    return rawTexts.get(this) ?? ""
  }
}

/**
 * The call could not be turned into a request: an option or the body is invalid, or the runtime lacks something.
 * Nothing was sent.
 */
export class InvalidRequestError extends NoResponseError {
  declare readonly name: "InvalidRequestError"
  declare readonly code: "invalid_request"

  constructor(meta: CallMeta, rule: string, thrown?: unknown) {
    super(meta, "invalid_request", `${rule}.`, redactCause(thrown))
  }
}

/**
 * The token function threw, rejected, or returned something that is no access token. Nothing was sent with it; when it was
 * to replace a token that the API had rejected, the rejected request counts in `attempts`.
 */
export class TokenError extends NoResponseError {
  declare readonly name: "TokenError"
  declare readonly code: "token"

  constructor(meta: CallMeta, thrown?: unknown) {
    const summary = "The token function failed, or gave no token (visible ASCII, without Bearer)."
    super(meta, "token", summary, redactCause(thrown))
  }
}
