export type { Caller, TokenVerifier } from "./authenticate.ts"
export { withCors, type CorsOptions } from "./cors.ts"
export { createHandler, type HandlerOptions, type OrderHandler } from "./handler.ts"
export type { StrayOrder } from "./record-orders.ts"
export { Failure, type FailureCode, type FailureOptions, type UpstreamTrace } from "./failure.ts"
export { toFetchHandler, type Handler, type HttpRequest, type HttpResponse } from "./http.ts"
export type { Digest } from "./identifiers.ts"
export type { Lab, LookUp, LookUpOutcome, OrderSearch, Placement, PlacementOutcome } from "./lab.ts"
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
} from "./ledger.ts"
export type { LogEntry, LoggedFault } from "./log.ts"
export { createMemoryLedger, type MemoryLedgerOptions } from "./memory-ledger.ts"
export { observeLedger } from "./observed-ledger.ts"
export type { OrderableOrder, Sex } from "./orderability.ts"
export {
  startSweeper,
  sweep,
  type RunningSweeper,
  type SweepEvent,
  type SweepOptions,
  type SweepResult,
} from "./sweep.ts"
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
} from "./telemetry.ts"
