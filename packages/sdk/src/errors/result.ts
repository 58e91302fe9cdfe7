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

/** Every error of a call. Its `code` narrows the type. */
export type CallError = EachErrorResult<CallMeta>["error"]

/** Result of a call that failed. Its `kind` is the error's code. */
export interface ErrorResult<
  Failed extends LoopError = CallError,
  Meta extends CallMeta = CallMeta,
> {
  readonly kind: Failed["code"]
  readonly status: Failed["status"]
  readonly error: Failed
  readonly meta: Meta
}

/** Result of a call that succeeded. Each operation has its own type. */
export interface CallSuccess {
  readonly kind: string
  readonly status: number
  readonly meta: CallMeta
}

/**
 * Result of a call. Its `kind` narrows the type. `status` narrows it only after you exclude the
 * kind `unexpected_status`, which can have any status.
 */
export type CallResult<Success extends CallSuccess> = Success | EachErrorResult<Success["meta"]>

/** One result for each error class. A conditional type would cost the compiler more. */
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

/** Creates the result of a failed call, with its current metadata. */
export function toErrorResult<Details extends readonly unknown[]>(
  facts: CallFacts,
  ErrorClass: new (meta: CallMeta, ...details: Details) => CallError,
  ...details: Details
): ErrorResult {
  const meta = createCallMeta(facts)
  const error = new ErrorClass(meta, ...details)
  return { kind: error.code, status: error.status, error, meta }
}

/** Returns whether a call failed. A success has no `error`. */
export function isErrorResult(result: object): result is ErrorResult {
  return "error" in result
}

/**
 * Returns a success or throws the error.
 *
 * @param caller The function in which the stack of the error starts.
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
 * Returns whether a caught value is an error of this SDK. Also recognizes errors of another copy of
 * the SDK (ESM and CJS, two versions, another realm), for which `instanceof` fails.
 *
 * @example
 * if (isLoopError(error) && error.code === "validation") showAtFields(error.fieldErrors())
 */
export function isLoopError(value: unknown): value is CallError {
  return typeof value === "object" && value !== null && Reflect.get(value, brand) === true
}
