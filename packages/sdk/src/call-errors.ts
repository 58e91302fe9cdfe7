import type { CallMeta } from "./call-meta.ts"
import { LoopError, nextStep } from "./loop-error.ts"
import { innermostMessage, redactCause } from "./redact-cause.ts"

/** No complete answer arrived: the connection could not be made, or broke. That does not mean that no order was placed. */
export class ConnectionError extends LoopError {
  declare readonly name: "ConnectionError"
  readonly code = "connection" as const
  readonly status = undefined

  constructor(meta: CallMeta, thrown: unknown) {
    const cause = redactCause(thrown)
    const failed = `No complete answer arrived (${innermostMessage(cause)}).`
    super("ConnectionError", `${failed} ${nextStep(meta.outcome)}`, meta, cause)
  }
}

/** The call's time limit passed first. That does not mean that no order was placed: see `outcome`. */
export class TimeoutError extends LoopError {
  declare readonly name: "TimeoutError"
  readonly code = "timeout" as const
  readonly status = undefined

  constructor(meta: CallMeta, timeoutMs: number) {
    const failed = `The call was not complete after ${timeoutMs} ms.`
    super("TimeoutError", `${failed} ${nextStep(meta.outcome)}`, meta)
  }
}

/**
 * The caller's signal aborted the call; your reason is in `signal.reason`. An abort does not take an order back: see
 * `outcome`.
 */
export class AbortedError extends LoopError {
  declare readonly name: "AbortedError"
  readonly code = "aborted" as const
  readonly status = undefined

  constructor(meta: CallMeta) {
    super("AbortedError", `The call was aborted by its signal. ${nextStep(meta.outcome)}`, meta)
  }
}

// Outside the object, where neither a logger nor `util.inspect` with `showHidden` finds it.
const rawTexts = new WeakMap<ContractError, string>()

/** A 201 whose body is not an object with a string `id`. The order was most likely placed. */
export class ContractError extends LoopError {
  declare readonly name: "ContractError"
  readonly code = "contract" as const
  readonly status = undefined

  constructor(meta: CallMeta, rawText: string) {
    const failed = "The API answered 201 with a body that is no lab order (see rawText)."
    super("ContractError", `${failed} ${nextStep(meta.outcome)}`, meta)
    rawTexts.set(this, rawText)
  }

  /** The body as it arrived, for diagnosis. It may hold personal data: it is in no JSON, message or inspect output. */
  get rawText(): string {
    return rawTexts.get(this) ?? ""
  }
}

/**
 * The call could not be turned into a request: an option or the body is at fault, or the runtime lacks something.
 * Nothing was sent.
 */
export class InvalidRequestError extends LoopError {
  declare readonly name: "InvalidRequestError"
  readonly code = "invalid_request" as const
  readonly status = undefined

  constructor(meta: CallMeta, problem: string, thrown?: unknown) {
    super("InvalidRequestError", `${problem}. ${nextStep(meta.outcome)}`, meta, redactCause(thrown))
  }
}

/** The token function threw, rejected, or gave something that is no access token. Nothing was sent. */
export class TokenError extends LoopError {
  declare readonly name: "TokenError"
  readonly code = "token" as const
  readonly status = undefined

  constructor(meta: CallMeta, problem: string, thrown?: unknown) {
    super("TokenError", `${problem}. ${nextStep(meta.outcome)}`, meta, redactCause(thrown))
  }
}
