import type { ErrorCode } from "../service-error.ts"
import { combineTelemetry, ignoreErrors } from "../telemetry/fan-out.ts"
import type { ReconciliationEnd, Telemetry } from "../telemetry/telemetry.ts"
import type { OrderSearch } from "./lab.ts"
import { defaultSettleMs, leaseMs, type LedgerRow, type OrderLedger } from "./ledger.ts"
import { recordOrder, type DuplicateOrder, type RecordingParts } from "./record-order.ts"

/** Options for `reconcile`. */
export interface ReconcileOptions {
  readonly ledger: OrderLedger
  readonly lab: OrderSearch
  /** Called for each found, missing, and duplicate order. Its exceptions are ignored. */
  readonly onEvent?: (event: ReconcileEvent) => void
  /** Time after the last send until Junction lists an order, in milliseconds. Default: 600,000. */
  readonly settleMs?: number
  /** Omits rows that changed within this time, in milliseconds. Default: 60,000. */
  readonly restMs?: number
  /** Clock in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Exceptions and delays in telemetry never affect the result. Default: none. */
  readonly telemetry?: readonly Telemetry[]
}

/** An event of a reconciliation. Contains no patient details and no idempotency key. */
export type ReconcileEvent =
  /** The order exists at Junction and was recorded. Retries with its key now get a 201. */
  | { readonly kind: "order_found"; readonly orderId: string; readonly junctionOrderId: string }
  | DuplicateOrder
  /**
   * Junction does not list the order after the settle time, and no caller has retried. Requires
   * manual review. A retry with the same key still creates the order or returns its error.
   */
  | {
      readonly kind: "order_missing"
      readonly orderId: string
      readonly attempt: number
      readonly lastCode: ErrorCode | undefined
      /** Time since the first request for the order, in milliseconds. */
      readonly ageMs: number
    }

/** The result of a reconciliation, in rows. */
export interface ReconcileResult {
  /** All rows that were looked up. */
  readonly looked: number
  /** Rows whose order was found and recorded. */
  readonly found: number
  /** Rows whose order does not exist at Junction. */
  readonly missing: number
  /** Not known yet: Junction's list could not be read, or the settle time has not passed. */
  readonly open: number
}

const pageSize = 100

/**
 * Looks up the orders of unfinished rows at Junction and records them. Never places an order.
 * Claims no row, so retries of callers take precedence. Rejects if the ledger does.
 */
export async function reconcile(options: ReconcileOptions): Promise<ReconcileResult> {
  const { ledger, lab, now = Date.now, settleMs = defaultSettleMs, restMs = 60_000 } = options
  const telemetry = combineTelemetry(options.telemetry)
  const onEvent = (event: ReconcileEvent) => ignoreErrors(() => options.onEvent?.(event))
  const parts = { ledger, lab, now, settleMs, onDuplicateOrder: onEvent, onEvent, telemetry }
  const startedAt = performance.now()
  let rows: ReconciliationEnd["rows"]
  try {
    const { looked, ...counts } = await reconcileRows(parts, restMs)
    rows = counts
    return { looked, ...counts }
  } finally {
    const durationMs = performance.now() - startedAt
    telemetry.recordReconciliation({ time: now(), durationMs, rows })
  }
}

interface ReconcileParts extends RecordingParts {
  readonly ledger: OrderLedger
  readonly lab: OrderSearch
  readonly settleMs: number
  readonly onEvent: (event: ReconcileEvent) => void
}

async function reconcileRows(parts: ReconcileParts, restMs: number): Promise<ReconcileResult> {
  const { ledger, now } = parts
  const result = { looked: 0, found: 0, missing: 0, open: 0 }
  let after: LedgerRow | undefined
  for (;;) {
    const changedBefore = now() - restMs
    const query = { limit: pageSize, changedBefore, unreconciled: true, after }
    const rows = await ledger.unfinished(query)
    for (const row of rows) {
      result.looked += 1
      result[await reconcileRow(parts, row)] += 1
    }
    if (rows.length < pageSize) return result
    after = rows.at(-1)
  }
}

async function reconcileRow(
  parts: ReconcileParts,
  row: LedgerRow,
): Promise<"found" | "missing" | "open"> {
  const { ledger, lab, now, settleMs, onEvent, telemetry } = parts
  const { brandId, userId, orderId, attempt, lastCode } = row
  const event = { brandId, userId, orderId, attempt }
  const deadline = performance.now() + 60_000
  const seen = await lab.lookUp({ orderId, since: row.createdAt, now: now(), deadline })
  if (seen.kind === "unknown") return "open"
  if (seen.kind === "found") {
    const order = await recordOrder(parts, row, seen.orders)
    if (order !== undefined) {
      const junctionOrderId = order.junction_order_id
      telemetry.recordOrder({ time: now(), outcome: "found", ...event, junctionOrderId })
      onEvent({ kind: "order_found", orderId, junctionOrderId })
    }
    return "found"
  }
  const lastSentBefore =
    row.state === "started" ? Math.min(row.leaseUntil, now() + leaseMs) : row.lastSentBefore
  if (now() - Math.max(lastSentBefore, row.updatedAt) < settleMs) return "open"
  // A caller has retried since the row was read.
  if (!(await ledger.markReconciled(row))) return "open"
  telemetry.recordOrder({ time: now(), outcome: "missing", ...event, code: lastCode })
  onEvent({ kind: "order_missing", orderId, attempt, lastCode, ageMs: now() - row.createdAt })
  return "missing"
}

/** A reconciler that was started. */
export interface RunningReconciler {
  /** Stops the reconciler. Resolves when the current reconciliation has ended. */
  stop(): Promise<void>
}

/** Starts to reconcile at intervals. Errors go to `onError` and do not stop the reconciler. */
export function startReconciler(
  options: ReconcileOptions & {
    /** Average time between reconciliations, in milliseconds. Varies by 50 %. Default: 300,000. */
    readonly everyMs?: number
    readonly onError: (error: unknown) => void
  },
): RunningReconciler {
  const { everyMs = 5 * 60_000, onError } = options
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout>
  const run = async () => {
    await reconcile(options).catch(onError)
    if (!stopped) plan()
  }
  const plan = () => {
    timer = setTimeout(
      () => {
        running = run()
      },
      everyMs * (0.5 + Math.random()),
    )
  }
  plan()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
      return running
    },
  }
}
