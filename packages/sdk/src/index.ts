export { createClient } from "./client.ts"
export type { LoopClient } from "./client.ts"
export type { ClientOptions } from "./client-options.ts"
export type { TokenRequest, TokenSource } from "./access-tokens.ts"
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./hooks.ts"

export type {
  CreatedLabOrder,
  CreateLabOrderOptions,
  CreateLabOrderResult,
  LabOrders,
} from "./lab-orders.ts"
export type { CallOptions } from "./call/types.ts"
export type { CallMeta, KeyedCallMeta, Outcome } from "./call/call-meta.ts"

export { isLoopError } from "./errors/result.ts"
export type { CallError, CallResult, ErrorResult } from "./errors/result.ts"
export { LoopError } from "./errors/loop-error.ts"
export type { LoopErrorCode } from "./errors/loop-error.ts"
export {
  ResponseError,
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
} from "./errors/response-errors.ts"
export type { ApiErrorBody, FieldErrors } from "./errors/response-errors.ts"
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
