import type { LabOrder } from "@loop-health/integrations-contract"
import type {
  AbortedError,
  ConnectionError,
  ContractError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./call-errors.ts"
import type { CallMeta } from "./call-meta.ts"
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

/** What every operation's success has. */
export type CallSuccess = Pick<CreatedLabOrder, "kind" | "status" | "meta">

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

/** Makes the failure's result out of its error. */
export function failedWith<Failure extends CreateLabOrderError>(
  error: Failure,
  meta: CallMeta,
): CreateLabOrderFailure<Failure> {
  return { kind: error.code, status: error.status, error, meta }
}
