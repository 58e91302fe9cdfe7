import type { ErrorCode } from "../service-error.ts"

/**
 * Who watches the service: metrics, traces, an audit. This file lists everything that can ever leave through one, and
 * all of it is chosen by the service: no patient detail, `patient_id`, panel, body, key, token or message, and of a
 * request's headers only its trace context.
 *
 * A telemetry is told and never waited for. What it throws or rejects with is ignored, and whatever it returns changes
 * no answer.
 */
export interface Telemetry {
  /** A request has come; what is returned hears of its end. */
  startRequest?(start: RequestStart): RequestSpan | undefined
  /** Junction is being called; what is returned hears of what came of it. */
  startCall?(start: CallStart): CallSpan | undefined
  /** An order was asked for, or a sweep has learned of one, and this is how it ended. */
  recordOrder?(event: AuditEvent): void
  /** Junction's list was looked through for an order. */
  recordLookup?(outcome: "found" | "absent" | "unknown"): void
  /** A sweep is over. */
  recordReconciliation?(end: ReconciliationEnd): void
  /** The ledger has done something, or failed to. */
  recordLedgerOperation?(end: LedgerOperationEnd): void
}

/** A request, as it came. */
export interface RequestStart {
  readonly requestId: string
  /** A method of HTTP, or `other`. */
  readonly method: string
  /** The contract's path, templates unfilled, or `other`. */
  readonly path: string
  /** Returns a header of the caller's trace context as it was sent. Pass it only to a propagator, which validates it. */
  traceHeader(name: "traceparent" | "tracestate"): string | undefined
}

/** What a span is known by: 32 and 16 lower-case hex digits, neither all zero. */
export interface SpanIds {
  readonly traceId: string
  readonly spanId: string
}

/** What watches one request. */
export interface RequestSpan {
  /** The request's span, for its log line and its audit event. */
  readonly span?: SpanIds | undefined
  /** Calls the work at once, within whatever context everything below the request is to see. */
  run?(work: () => void): void
  end?(end: RequestEnd): void
}

/** How a request ended. */
export interface RequestEnd {
  readonly status: number
  /** The failure's code. */
  readonly code: string | undefined
  /** An earlier request placed the order. */
  readonly replayed: boolean
  readonly durationMs: number
}

/** The operations of Junction that the service uses, by their ids in spec/junction.openapi.yaml. */
export type JunctionOperation = "createUser" | "createOrder" | "listOrders" | "cancelOrder"

/** A call of Junction. */
export interface CallStart {
  readonly operation: JunctionOperation
  readonly method: string
  /** The path, templates unfilled. */
  readonly path: string
  /** Junction's host and port, as the deployment is configured. */
  readonly server: { readonly address: string; readonly port: number } | undefined
  /** How often the same was sent before, under the same key. */
  readonly resends: number
}

/** What watches one call. The two headers go out with it if they are well-formed, and no others. */
export interface CallSpan {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
  end?(end: CallEnd): void
}

/** What came of a call. */
export interface CallEnd {
  /** `not_sent`: nothing can have reached Junction. `no_response`: it may have the request. */
  readonly kind: "response" | "not_sent" | "no_response"
  /** Junction's HTTP status. */
  readonly status: number | undefined
  /** The network's error code, such as `ECONNRESET`. */
  readonly networkCode: string | undefined
  readonly durationMs: number
}

/** How it ended that an order was asked for. */
export type OrderOutcome =
  /** Placed by this request. */
  | "created"
  /** Placed by an earlier request with the same key and body. */
  | "replayed"
  /** Nothing was placed, for certain. */
  | "refused"
  /** An order may stand at Junction; a repeated request finds out. */
  | "unknown"
  /** Another request is working on it. */
  | "in_progress"
  /** The key is another body's. */
  | "key_reused"
  /** A sweep found it placed and recorded it. */
  | "found"
  /** A sweep did not find it, and nobody came back for it. */
  | "missing"
  /** Placed beside the one that counts, and cancelled. */
  | "duplicate_cancelled"
  /** Placed beside the one that counts, and it may still stand. */
  | "duplicate_active"

/** Who ordered, and what became of it: what an audit keeps. */
export interface AuditEvent {
  /** Epoch milliseconds. */
  readonly time: number
  readonly outcome: OrderOutcome
  /** From the access token. */
  readonly brandId: string
  /** From the access token. */
  readonly userId: string
  readonly orderId: string
  /** Counts the upstream keys that were used for the order, from 1; absent when this request held none. */
  readonly attempt?: number | undefined
  /** The failure's code. */
  readonly code?: ErrorCode | undefined
  readonly junctionOrderId?: string | undefined
  /** Absent when a sweep learned of it. */
  readonly requestId?: string | undefined
  readonly traceId?: string | undefined
}

/** What names a request in what is told of its order. */
export type RequestOrigin = Pick<AuditEvent, "requestId" | "traceId">

/** What a sweep did, in rows; without rows, it failed. */
export interface ReconciliationEnd {
  /** Epoch milliseconds. */
  readonly time: number
  readonly durationMs: number
  readonly rows: Readonly<Record<"found" | "missing" | "open", number>> | undefined
}

/** The operations of a ledger that are measured. */
export type LedgerOperation =
  | "claim"
  | "read"
  | "record"
  | "refuse"
  | "release"
  | "startNextAttempt"
  | "find"
  | "unfinished"
  | "backlog"
  | "markReconciled"

/** What the ledger was asked for, and whether it did it. */
export interface LedgerOperationEnd {
  readonly operation: LedgerOperation
  readonly failed: boolean
  readonly durationMs: number
}
