export { createClient, type LoopClient } from "./client.ts"
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

export { isLoopError, type CallError, type CallResult, type ErrorResult } from "./errors/result.ts"
export { LoopError, type LoopErrorCode } from "./errors/loop-error.ts"
export {
  ResponseError,
  UnauthenticatedError,
  UnexpectedStatusError,
  UpstreamError,
  ValidationError,
  type ApiErrorBody,
  type FieldErrors,
} from "./errors/response-errors.ts"
export {
  AbortedError,
  ConnectionError,
  ContractError,
  InvalidRequestError,
  TimeoutError,
  TokenError,
} from "./errors/call-errors.ts"

export {
  userMessage,
  userMessages,
  type UserMessage,
  type UserMessageId,
} from "./errors/user-message.ts"

export {
  panelSlugs,
  type Address,
  type ApiErrorDetail,
  type LabOrder,
  type LabOrderRequest,
  type PanelSlug,
  type Patient,
} from "@loop-health/integrations-contract"
