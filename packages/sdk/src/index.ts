export { createClient } from "./client.ts"
export type { LoopClient } from "./client.ts"
export type { ClientOptions } from "./client-options.ts"
export type { TokenRequest, TokenSource } from "./access-tokens.ts"
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./hooks.ts"

export type { CreateLabOrderOptions, LabOrders } from "./lab-orders.ts"
export type {
  CreatedLabOrder,
  CreateLabOrderError,
  CreateLabOrderFailure,
  CreateLabOrderResult,
} from "./errors/result.ts"
export type { CallMeta } from "./call/call-meta.ts"
export type { Outcome } from "./outcome.ts"

export { isLoopError, LoopError } from "./errors/loop-error.ts"
export type { LoopErrorCode } from "./errors/loop-error.ts"
export {
  ResponseError,
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
} from "./errors/response-errors.ts"
export type { FieldErrors, Refusal } from "./errors/response-errors.ts"
export {
  AbortedError,
  ConnectionError,
  ContractError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./errors/call-errors.ts"

export { panelSlugs } from "@loop-health/integrations-contract"
export type {
  Address,
  ApiErrorDetail,
  LabOrder,
  LabOrderRequest,
  PanelSlug,
  Patient,
} from "@loop-health/integrations-contract"
