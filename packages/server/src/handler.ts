import type { Caller, TokenVerifier } from "./caller.ts"
import { authenticate } from "./http/authenticate.ts"
import { defaultMaxConcurrent, limitConcurrency } from "./http/concurrency-limit.ts"
import { matchOperation, type OperationMatch } from "./http/match-operation.ts"
import type { Handler, HttpResponse } from "./http/message.ts"
import { readRequestId } from "./http/request-id.ts"
import { toRequestLabel, toLogEntry, toRequestEnd, type LogEntry } from "./http/request-log.ts"
import { respondError, respondSuccess, respondUnmatched, type Success } from "./http/respond.ts"
import { createOperations } from "./operations/index.ts"
import type { OperationCall } from "./operations/operation.ts"
import type { Hashing } from "./orders/derive-ids.ts"
import type { Lab } from "./orders/lab.ts"
import { checkSettleMs, defaultSettleMs, type OrderLedger } from "./orders/ledger.ts"
import { createOrderService } from "./orders/order-service.ts"
import type { DuplicateOrder } from "./orders/record-order.ts"
import { contractError, ServiceError } from "./service-error.ts"
import { combineTelemetry, ignoreErrors } from "./telemetry/fan-out.ts"
import type { Telemetry } from "./telemetry/telemetry.ts"

/** Options for `createHandler`. */
export interface HandlerOptions {
  /** Ledger that records each order. */
  readonly ledger: OrderLedger
  /** Lab that places the orders. */
  readonly lab: Lab
  /** Verifies the access token of a request. */
  readonly verifyToken: TokenVerifier
  /** Hash functions with the ledger secret. */
  readonly hashing: Hashing
  /** Called with one entry per request. Exceptions in it are ignored. Default: no log. */
  readonly log?: (entry: LogEntry) => void
  /** Telemetry of requests and orders. Never affects a response. Default: none. */
  readonly telemetry?: readonly Telemetry[]
  /**
   * Called for each duplicate order, after the attempt to cancel it. Exceptions in it are ignored.
   */
  readonly onDuplicateOrder?: (duplicate: DuplicateOrder) => void
  /**
   * Time after the last send of an order until Junction lists it, in milliseconds. At least 60,000.
   * Default: 600,000. During this time, an order with an unknown outcome gets no new attempt.
   */
  readonly settleMs?: number
  /**
   * Maximum number of authenticated requests that are processed at a time. At least 1. Default:
   * 1,000. Further requests are rejected as `overloaded`. A request counts after its body was read
   * and validated. The number includes retries that wait for an order, and orders whose client has
   * disconnected.
   */
  readonly maxConcurrent?: number
  /** Clock in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Creates the ID of a request without a valid `x-request-id`. Default: a random UUID. */
  readonly createRequestId?: () => string
}

/** A handler that can be drained before the process exits. */
export interface OrderHandler extends Handler {
  /**
   * Waits for active orders, including those of disconnected clients. Call it after the last
   * request. Orders that are still active after `withinMs` milliseconds are released in the ledger,
   * so that another process can continue them. Default of `withinMs`: 30,000. Rejects if a ledger
   * operation fails.
   */
  drain(withinMs?: number): Promise<void>
}

/**
 * Creates the handler of all operations. Throws a RangeError if `settleMs` or `maxConcurrent` is
 * too small.
 */
export function createHandler(options: HandlerOptions): OrderHandler {
  const { ledger, lab, verifyToken, hashing, log, settleMs = defaultSettleMs } = options
  checkSettleMs(settleMs)
  const limited = limitConcurrency(options.maxConcurrent ?? defaultMaxConcurrent)
  const { now = Date.now, createRequestId = () => crypto.randomUUID() } = options
  const telemetry = combineTelemetry(options.telemetry)
  const onDuplicateOrder = (duplicate: DuplicateOrder) =>
    ignoreErrors(() => options.onDuplicateOrder?.(duplicate))
  const orders = createOrderService({
    ledger,
    lab,
    hashing,
    now,
    settleMs,
    onDuplicateOrder,
    telemetry,
  })

  const operations = createOperations({
    // Callers without a valid token, and slow bodies, cannot use up the slots.
    orders: {
      ...orders,
      create: (caller, newOrder, origin) => limited(() => orders.create(caller, newOrder, origin)),
    },
    rules: () => ({ now: now(), phoneRequired: lab.phoneRequired }),
  })

  const runOperation = (
    { operation, parameters }: OperationMatch & { readonly kind: "operation" },
    { request, caller, origin }: Omit<OperationCall<unknown>, "parameters">,
  ): Promise<Success> => {
    // Types cannot express that the parameters belong to this operation.
    const call = { request, caller, origin, parameters: parameters as never }
    return operations[operation.operationId](call)
  }

  const handle: Handler = async (request) => {
    const startedAt = performance.now()
    const requestId = readRequestId(request, createRequestId)
    const time = Date.now()
    const match = matchOperation(request.method, request.path)
    const label = toRequestLabel(request, match)
    let caller: Caller | undefined
    let error: unknown
    if (match.kind === "operation") {
      try {
        caller = await authenticate(request, verifyToken, match.operation.scopes)
      } catch (thrown) {
        error = thrown
      }
    }
    const scope = telemetry.startRequest({
      requestId,
      ...label,
      time,
      // The trace of a caller without a valid token is not continued.
      traceHeader: (name) => (caller === undefined ? undefined : request.header(name)),
    })
    const { span } = scope
    let response: HttpResponse
    if (match.kind === "operation") {
      try {
        if (caller === undefined) throw error
        const call = { request, caller, origin: { requestId, traceId: span?.traceId } }
        const success = await scope.run(() => runOperation(match, call))
        response = respondSuccess(success, requestId)
      } catch (thrown) {
        error = thrown
        const serviceError =
          thrown instanceof ServiceError ? thrown : contractError("internal_error")
        response = respondError(serviceError, match.operation, requestId)
      }
    } else {
      response = respondUnmatched(match, requestId)
    }
    const end = toRequestEnd(response, error, startedAt)
    scope.end(end)
    ignoreErrors(() => log?.(toLogEntry({ label, requestId, span, end, error })))
    return response
  }
  return Object.assign(handle, { drain: (withinMs = 30_000) => orders.drain(withinMs) })
}
