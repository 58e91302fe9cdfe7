export type { Caller, TokenVerifier } from "./caller.ts"
export { withCors, type CorsOptions } from "./http/cors.ts"
export { createHandler, type HandlerOptions, type OrderHandler } from "./handler.ts"
export type { ErrorResponses } from "./orders/error-responses.ts"
export type { DuplicateOrder } from "./orders/record-order.ts"
export {
  ServiceError,
  type ErrorCode,
  type ServiceErrorOptions,
  type UpstreamTrace,
} from "./service-error.ts"
export { exampleError } from "./example-error.ts"
export { toFetchHandler } from "./http/fetch-handler.ts"
export type { Handler, HttpRequest, HttpResponse } from "./http/message.ts"
export type { Hashing } from "./orders/derive-ids.ts"
export type {
  Lab,
  Lookup,
  LookupOutcome,
  OrderLookup,
  Placement,
  PlacementOutcome,
} from "./orders/lab.ts"
export type {
  Backlog,
  ClaimResult,
  Release,
  Claim,
  Intent,
  LedgerRow,
  OrderOwner,
  OrderLedger,
  PlacedOrder,
  PlacedQuery,
  UnfinishedQuery,
} from "./orders/ledger.ts"
export type { LogEntry } from "./http/request-log.ts"
export type { SafeError } from "./telemetry/safe-error.ts"
export { createMemoryLedger, type MemoryLedgerOptions } from "./orders/memory-ledger.ts"
export { withTelemetry } from "./orders/ledger-decorators.ts"
export type { NormalizedOrder, Sex } from "@loop-health/integrations-contract/normalize"
export {
  startReconciler,
  reconcile,
  type RunningReconciler,
  type ReconcileEvent,
  type ReconcileOptions,
  type ReconcileResult,
} from "./orders/reconcile.ts"
export type {
  AuditEvent,
  CallEnd,
  CallStart,
  CallSpan,
  JunctionOperation,
  LedgerOperationEnd,
  OrderOutcome,
  RequestEnd,
  RequestStart,
  RequestSpan,
  SpanIds,
  ReconciliationEnd,
  Telemetry,
} from "./telemetry/telemetry.ts"
