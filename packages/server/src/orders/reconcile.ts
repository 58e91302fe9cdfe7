import type { ErrorCode } from "../service-error.ts"
import { combineTelemetry, ignoreErrors } from "../telemetry/fan-out.ts"
import type { ReconciliationEnd, Telemetry } from "../telemetry/telemetry.ts"
import type { OrderSearch } from "./lab.ts"
import { defaultSettleMs, leaseMs, type LedgerRow, type OrderLedger } from "./ledger.ts"
import { recordOrder, type DuplicateOrder, type RecordingParts } from "./record-order.ts"

/** What a sweep works with. */
export interface ReconcileOptions {
  readonly ledger: OrderLedger
  readonly lab: OrderSearch
  /** Hears of every order that was found, and of every one that a person should look at. */
  readonly onEvent?: (event: ReconcileEvent) => void
  /** Time after the last send of an order until Junction lists it, in milliseconds. Default: 600,000. */
  readonly settleMs?: number
  /** Rows that changed within this time are left to whoever works on them, in milliseconds; a minute unless told. */
  readonly restMs?: number
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
  /** Whoever watches sweeps and orders; they change nothing. */
  readonly telemetry?: readonly Telemetry[]
}

/** What a sweep came upon. Neither patient details nor the caller's key are among it. */
export type ReconcileEvent =
  /** An order that nobody had been told of is recorded now: its key answers 201 from here on. */
  | { readonly kind: "order_found"; readonly orderId: string; readonly junctionOrderId: string }
  | DuplicateOrder
  /**
   * Junction does not list the order, though it has had its time, and the caller has not come back: only a person can
   * tell whether it is still wanted. The same request with the same key still finds out for certain.
   */
  | {
      readonly kind: "order_missing"
      readonly orderId: string
      readonly attempt: number
      readonly lastCode: ErrorCode | undefined
      /** Since the order was first asked for, in milliseconds. */
      readonly ageMs: number
    }

/** What a sweep did, in rows. */
export interface ReconcileResult {
  readonly looked: number
  readonly found: number
  readonly missing: number
  /** Not to be told yet: Junction could not be asked, or has not had its time. */
  readonly open: number
}

const pageSize = 100

/**
 * Looks for the orders of unfinished rows at Junction. It has no body, so it cannot order: it records what it finds, and
 * notes what it does not find. It holds no lease; whoever repeats a request meanwhile goes first.
 */
export async function reconcile(options: ReconcileOptions): Promise<ReconcileResult> {
  const { ledger, lab, now = Date.now, settleMs = defaultSettleMs, restMs = 60_000 } = options
  const telemetry = combineTelemetry(options.telemetry)
  // What is written down is, whether or not somebody hears of it.
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
  // Somebody has come back for it meanwhile.
  if (!(await ledger.markReconciled(row))) return "open"
  telemetry.recordOrder({ time: now(), outcome: "missing", ...event, code: lastCode })
  onEvent({ kind: "order_missing", orderId, attempt, lastCode, ageMs: now() - row.createdAt })
  return "missing"
}

/** A reconciler that runs. */
export interface RunningReconciler {
  /** Resolves when the sweep that is under way has ended; none comes after it. */
  stop(): Promise<void>
}

/** Sweeps again and again; what a sweep rejects with goes to `onError`, and the next one comes all the same. */
export function startReconciler(
  options: ReconcileOptions & {
    /** Milliseconds between two sweeps; 5 minutes unless told. Up to half of it more or less, so that many processes spread. */
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
    timer = setTimeout(() => (running = run()), everyMs * (0.5 + Math.random()))
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
