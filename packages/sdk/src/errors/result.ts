import { createCallMeta, type CallFacts, type CallMeta } from "../call/call-meta.ts"
import type {
  AbortedError,
  ConnectionError,
  ContractError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./call-errors.ts"
import { brand, type LoopError } from "./loop-error.ts"
import type {
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
} from "./response-errors.ts"

/** Every error that a call can end in; `error.code` narrows it. */
export type CallError = EachErrorResult<CallMeta>["error"]

/** The result of a call that ended in an error, with `kind` the error's code. */
export interface ErrorResult<
  Failed extends LoopError = CallError,
  Meta extends CallMeta = CallMeta,
> {
  readonly kind: Failed["code"]
  readonly status: Failed["status"]
  readonly error: Failed
  readonly meta: Meta
}

/** The result of a call that succeeded; each operation has its own. */
export interface CallSuccess {
  readonly kind: string
  readonly status: number
  readonly meta: CallMeta
}

/**
 * The result of a call. `kind` narrows it to one type. A literal `status` does so too once `unexpected_status`, which
 * may have any, is ruled out.
 */
export type CallResult<Success extends CallSuccess> = Success | EachErrorResult<Success["meta"]>

/** One result for each error class. Written out, because a conditional type costs the compiler more. */
type EachErrorResult<Meta extends CallMeta> =
  | ErrorResult<ValidationError, Meta>
  | ErrorResult<UnauthenticatedError, Meta>
  | ErrorResult<UpstreamError, Meta>
  | ErrorResult<UnexpectedStatusError, Meta>
  | ErrorResult<ConnectionError, Meta>
  | ErrorResult<TimeoutError, Meta>
  | ErrorResult<AbortedError, Meta>
  | ErrorResult<ContractError, Meta>
  | ErrorResult<InvalidRequestError, Meta>
  | ErrorResult<TokenError, Meta>

/** Creates an error's result, with the meta of this moment. */
export function toErrorResult<Details extends readonly unknown[]>(
  facts: CallFacts,
  ErrorClass: new (meta: CallMeta, ...details: Details) => CallError,
  ...details: Details
): ErrorResult {
  const meta = createCallMeta(facts)
  const error = new ErrorClass(meta, ...details)
  return { kind: error.code, status: error.status, error, meta }
}

/** Says whether a call ended in an error. A success has no `error`. */
export function isErrorResult(result: object): result is ErrorResult {
  return "error" in result
}

/**
 * Returns a success and throws an error.
 *
 * @param caller Where the stack of a thrown error begins: the ten frames that engines keep would all be the SDK's own.
 */
export function unwrap<Success extends CallSuccess>(
  result: CallResult<Success>,
  caller: (...args: never) => unknown,
): Success {
  if (!isErrorResult(result)) return result
  Error.captureStackTrace?.(result.error, caller)
  throw result.error
}

/**
 * Says whether a caught value is an error of this SDK, also when it comes from another copy of it (ESM beside CJS, two
 * versions, another realm), where `instanceof` fails. Narrows to the union, so `error.code` narrows further.
 *
 * @example
 * if (isLoopError(error) && error.code === "validation") showAtFields(error.fieldErrors())
 */
export function isLoopError(value: unknown): value is CallError {
  return typeof value === "object" && value !== null && Reflect.get(value, brand) === true
}
