import type { ErrorCode } from "../service-error.ts"

/**
 * Hooks for metrics, traces, and audits. This file lists all data that they receive. They never
 * receive patient data, a `patient_id`, panel, body, key, token, or message. Of a request's
 * headers, they receive only the request ID and the trace context.
 *
 * Telemetry hooks are fire-and-forget. Exceptions and delays in them never affect a response.
 */
export interface Telemetry {
  /**
   * Called for each request, after its authentication. The returned span is notified when the
   * request ends.
   */
  startRequest?(start: RequestStart): RequestSpan | undefined
  /** Called before a call to Junction. The returned span is notified when the call ends. */
  startCall?(start: CallStart): CallSpan | undefined
  /**
   * Called when the processing of an order request ends. Also called for each order that
   * reconciling finds or misses, and for each duplicate order.
   */
  recordOrder?(event: AuditEvent): void
  /** Called for each order after a lookup in Junction's list. */
  recordLookup?(outcome: "found" | "absent" | "unknown"): void
  /** Called when a reconciliation ends. */
  recordReconciliation?(end: ReconciliationEnd): void
  /** Called after each ledger operation. */
  recordLedgerOperation?(end: LedgerOperationEnd): void
}

/** The start of a request. */
export interface RequestStart {
  readonly requestId: string
  /** HTTP method, or `other`. */
  readonly method: string
  /** Path template of the contract, or `other`. */
  readonly path: string
  /** Time at which the request started, in epoch milliseconds. */
  readonly time: number
  /**
   * Returns a trace header as the caller sent it. Pass it only to a propagator. Returns undefined
   * for a request without a valid token.
   */
  traceHeader(name: "traceparent" | "tracestate"): string | undefined
}

/** IDs of a span: 32 and 16 lower-case hex digits, not all zero. */
export interface SpanIds {
  readonly traceId: string
  readonly spanId: string
}

/** A span of one request. */
export interface RequestSpan {
  /** IDs for the log entry and the audit record. */
  readonly span?: SpanIds | undefined
  /** Calls `work` synchronously and once, in the context of the span. */
  run?(work: () => void): void
  /** Called when the request ends. */
  end?(end: RequestEnd): void
}

/** The end of a request. */
export interface RequestEnd {
  readonly status: number
  /**
   * Error code of the operation. Undefined after a success, and for a path or method outside the
   * contract.
   */
  readonly code: string | undefined
  /** Whether an earlier request placed the order. */
  readonly replayed: boolean
  readonly durationMs: number
}

/** IDs of the operations that the server calls, from spec/junction.openapi.yaml. */
export type JunctionOperation =
  "createUser" | "createOrder" | "listOrders" | "cancelOrder" | "listLabTests"

/** The start of a call to Junction. */
export interface CallStart {
  readonly operation: JunctionOperation
  readonly method: string
  /** Path template of the operation. */
  readonly path: string
  /** Junction's host and port from the configuration. */
  readonly server: { readonly address: string; readonly port: number } | undefined
  /** Number of earlier sends of the same call within one order request. */
  readonly resends: number
}

/**
 * A span of one call. A well-formed `traceparent` is sent with the call. `tracestate` is never
 * sent.
 */
export interface CallSpan {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
  /** Called when the call ends. */
  end?(end: CallEnd): void
}

/** The end of a call. */
export interface CallEnd {
  /** `not_sent`: nothing reached Junction. `no_response`: Junction may have the request. */
  readonly kind: "response" | "not_sent" | "no_response"
  /** Junction's HTTP status. */
  readonly status: number | undefined
  /** Network error code, such as `ECONNRESET`. */
  readonly networkCode: string | undefined
  readonly durationMs: number
}

/** The outcome of an order request or of reconciling an order. */
export type OrderOutcome =
  /** This request placed the order. */
  | "created"
  /** An earlier request with the same key and body placed the order. */
  | "replayed"
  /** No order was created. */
  | "rejected"
  /** An order may exist at Junction. A retry resolves it. */
  | "unknown"
  /** Another request is placing the order. */
  | "in_progress"
  /** The key belongs to an order with another body. */
  | "key_reused"
  /** Reconciling found the order at Junction and recorded it. */
  | "found"
  /** Reconciling did not find the order, and no caller has retried. */
  | "missing"
  /** Junction has a duplicate order, which was cancelled. */
  | "duplicate_cancelled"
  /** Junction has a duplicate order that may still be active. */
  | "duplicate_active"

/** An audit record of an order. */
export interface AuditEvent {
  /** Time in epoch milliseconds. */
  readonly time: number
  readonly outcome: OrderOutcome
  /** Brand of the access token. */
  readonly brandId: string
  /** User of the access token. */
  readonly userId: string
  readonly orderId: string
  /**
   * Number of the attempt, starting at 1. Each attempt has its own idempotency key at Junction.
   * Absent if the request had no claim, and for a duplicate order.
   */
  readonly attempt?: number | undefined
  /** Error code of the request, or the last error code of a missing order. */
  readonly code?: ErrorCode | undefined
  readonly junctionOrderId?: string | undefined
  /** Absent in a record of reconciling or of a duplicate order. */
  readonly requestId?: string | undefined
  readonly traceId?: string | undefined
}

/** The IDs of the request in an audit record. */
export type RequestOrigin = Pick<AuditEvent, "requestId" | "traceId">

/** The end of a reconciliation. `rows` is undefined if the reconciliation failed. */
export interface ReconciliationEnd {
  /** End of the reconciliation, in epoch milliseconds. */
  readonly time: number
  readonly durationMs: number
  readonly rows: Readonly<Record<"found" | "missing" | "unfinished", number>> | undefined
}

/** The operations of a ledger that are measured. */
export type LedgerOperation =
  | "claim"
  | "read"
  | "record"
  | "reject"
  | "release"
  | "startNextAttempt"
  | "find"
  | "findPlaced"
  | "unfinished"
  | "backlog"
  | "placedByLaterAttempt"
  | "markReconciled"
  | "checkWritable"

/** The end of a ledger operation. */
export interface LedgerOperationEnd {
  readonly operation: LedgerOperation
  readonly failed: boolean
  readonly durationMs: number
}
