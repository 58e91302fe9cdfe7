import type { LabOrder } from "@loop-health/integrations-contract"
import type {
  AbortedError,
  ConnectionError,
  ContractError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./call-errors.ts"
import { createCallMeta, type CallFacts, type CallMeta } from "../call/call-meta.ts"
import type { Outcome } from "../outcome.ts"
import type {
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
} from "./response-errors.ts"

/** The order stands. */
export interface CreatedLabOrder {
  readonly kind: "created"
  readonly status: 201
  /** As the API sent it: members and status strings that this version does not know are kept. */
  readonly order: LabOrder
  /** True when an earlier request with the same key placed this order. */
  readonly replayed: boolean
  readonly meta: CallMeta
}

/** A call that failed, with `kind` the error's code. */
export interface CreateLabOrderFailure<Failure extends CreateLabOrderError = CreateLabOrderError> {
  readonly kind: Failure["code"]
  readonly status: Failure["status"]
  readonly error: Failure
  readonly meta: CallMeta
}

/** Every error that a call can end in; `error.code` narrows it. */
export type CreateLabOrderError =
  | ValidationError
  | UnauthenticatedError
  | UpstreamError
  | UnexpectedStatusError
  | ConnectionError
  | TimeoutError
  | AbortedError
  | ContractError
  | InvalidRequestError
  | TokenError

/** Every way a call can fail. */
export type CallFailure =
  | CreateLabOrderFailure<ValidationError>
  | CreateLabOrderFailure<UnauthenticatedError>
  | CreateLabOrderFailure<UpstreamError>
  | CreateLabOrderFailure<UnexpectedStatusError>
  | CreateLabOrderFailure<ConnectionError>
  | CreateLabOrderFailure<TimeoutError>
  | CreateLabOrderFailure<AbortedError>
  | CreateLabOrderFailure<ContractError>
  | CreateLabOrderFailure<InvalidRequestError>
  | CreateLabOrderFailure<TokenError>

/**
 * What a call comes to. `kind` narrows it to one member. A literal `status` does so too once `unexpected_status`, which
 * may have any, is out of the way.
 */
export type CreateLabOrderResult = CreatedLabOrder | CallFailure

/** The failure of each error apart, as in `CallFailure`. */
type FailureOf<Failure> = Failure extends CreateLabOrderError
  ? CreateLabOrderFailure<Failure>
  : never

/** Tells a call's failure from any operation's success, which has no `error`. */
export function isFailure<Success extends object>(
  result: Success | CallFailure,
): result is CallFailure {
  return "error" in result
}

/** Makes a failure's result, with the meta of this moment. `outcome` is what the last request alone says. */
export function fail<Failure extends CreateLabOrderError>(
  facts: CallFacts,
  outcome: Outcome,
  toError: (meta: CallMeta) => Failure,
): FailureOf<Failure> {
  const meta = createCallMeta(facts, outcome)
  const error = toError(meta)
  // TypeScript does not see that code, status and error are one and the same member's.
  return { kind: error.code, status: error.status, error, meta } as FailureOf<Failure>
}
