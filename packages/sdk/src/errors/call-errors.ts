import type { CallMeta } from "../call/call-meta.ts"
import { LoopError, type LoopErrorCode } from "./loop-error.ts"
import { innermostMessage, redactCause } from "./redact-cause.ts"

/** A failure without an answer that counts. */
abstract class AnswerlessError extends LoopError {
  declare readonly status: undefined

  protected constructor(meta: CallMeta, code: LoopErrorCode, failed: string, cause?: Error) {
    super(meta, { code, status: undefined }, failed, undefined, cause)
  }
}

/** No complete answer arrived: the connection could not be made, or broke. That does not mean that no order was placed. */
export class ConnectionError extends AnswerlessError {
  declare readonly name: "ConnectionError"
  declare readonly code: "connection"

  constructor(meta: CallMeta, thrown: unknown) {
    const cause = redactCause(thrown)
    super(meta, "connection", `No complete answer arrived (${innermostMessage(cause)}).`, cause)
  }
}

/** The call's time limit passed first. That does not mean that no order was placed: see `outcome`. */
export class TimeoutError extends AnswerlessError {
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
export class AbortedError extends AnswerlessError {
  declare readonly name: "AbortedError"
  declare readonly code: "aborted"

  constructor(meta: CallMeta) {
    super(meta, "aborted", "The call was aborted by its signal.")
  }
}

// Outside the object, where neither a logger nor `util.inspect` with `showHidden` finds it. A private field would throw
// when it is read through a proxy, such as Vue makes of what it shows.
const rawTexts = new WeakMap<ContractError, string>()

/** A 201 whose body is not an object with a string `id`. The order was most likely placed. */
export class ContractError extends AnswerlessError {
  declare readonly name: "ContractError"
  declare readonly code: "contract"

  constructor(meta: CallMeta, rawText: string) {
    super(meta, "contract", "The API answered 201 with no lab order (see rawText).")
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
 * The call could not be turned into a request: an option or the body is at fault, or the runtime lacks something.
 * Nothing was sent.
 */
export class InvalidRequestError extends AnswerlessError {
  declare readonly name: "InvalidRequestError"
  declare readonly code: "invalid_request"

  constructor(meta: CallMeta, problem: string, thrown?: unknown) {
    super(meta, "invalid_request", `${problem}.`, redactCause(thrown))
  }
}

/**
 * The token function threw, rejected, or gave something that is no access token. Nothing was sent with it; when it was
 * to replace a token that the API had refused, the request that was refused counts in `attempts`.
 */
export class TokenError extends AnswerlessError {
  declare readonly name: "TokenError"
  declare readonly code: "token"

  constructor(meta: CallMeta, thrown?: unknown) {
    const failed = "The token function failed, or gave no token (visible ASCII, without Bearer)."
    super(meta, "token", failed, redactCause(thrown))
  }
}
