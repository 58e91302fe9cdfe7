export type { Caller, TokenVerifier } from "./caller.ts"
export { withCors, type CorsOptions } from "./http/cors.ts"
export { createHandler, type HandlerOptions, type OrderHandler } from "./handler.ts"
export type { StrayOrder } from "./orders/record-order.ts"
export {
  Failure,
  type FailureCode,
  type FailureOptions,
  type UpstreamTrace,
} from "./service-error.ts"
export { toFetchHandler } from "./http/fetch-handler.ts"
export type { Handler, HttpRequest, HttpResponse } from "./http/message.ts"
export type { Digest } from "./orders/derive-ids.ts"
export type {
  Lab,
  LookUp,
  LookUpOutcome,
  OrderSearch,
  Placement,
  PlacementOutcome,
} from "./orders/lab.ts"
export type {
  Backlog,
  Claim,
  Ending,
  Hold,
  Intent,
  LedgerRow,
  OrderLedger,
  PlacedOrder,
  UnfinishedQuery,
} from "./orders/ledger.ts"
export type { LogEntry } from "./http/request-log.ts"
export type { LoggedFault } from "./telemetry/safe-error.ts"
export { createMemoryLedger, type MemoryLedgerOptions } from "./orders/memory-ledger.ts"
export { observeLedger } from "./orders/ledger-decorators.ts"
export type { OrderableOrder, Sex } from "./orders/normalize-order.ts"
export {
  startSweeper,
  sweep,
  type RunningSweeper,
  type SweepEvent,
  type SweepOptions,
  type SweepResult,
} from "./orders/reconcile.ts"
export type {
  AuditEvent,
  CallEnd,
  CallStart,
  CallWatch,
  JunctionOperation,
  LedgerOperationEnd,
  OrderOutcome,
  RequestEnd,
  RequestStart,
  RequestWatch,
  SpanIds,
  SweepEnd,
  Telemetry,
  TraceParent,
} from "./telemetry/telemetry.ts"
