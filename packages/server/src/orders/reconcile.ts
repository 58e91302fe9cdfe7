import type { ErrorCode } from "../service-error.ts"
import { combineTelemetry, ignoreErrors } from "../telemetry/fan-out.ts"
import type { ReconciliationEnd, Telemetry } from "../telemetry/telemetry.ts"
import type { LookupOutcome, OrderLookup } from "./lab.ts"
import { checkSettleMs, defaultSettleMs, type LedgerRow, type OrderLedger } from "./ledger.ts"
import { recordOrder, type DuplicateOrder, type RecordingParts } from "./record-order.ts"
import { settledAt } from "./row-operations.ts"

/** Options for `reconcile`. */
export interface ReconcileOptions {
  readonly ledger: OrderLedger
  readonly lab: OrderLookup
  /** Called for each found, missing, and duplicate order. Its exceptions are ignored. */
  readonly onEvent?: (event: ReconcileEvent) => void
  /**
   * Time after the last send until Junction lists an order, in milliseconds. At least 60,000.
   * Default: 600,000.
   */
  readonly settleMs?: number
  /**
   * Time in milliseconds. Rows that changed less than this time ago are skipped. Default: 60,000.
   */
  readonly restMs?: number
  /** Clock in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /**
   * Telemetry of the reconciliation. Exceptions and delays in it never affect the result. Default:
   * none.
   */
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

/** The result of a reconciliation, as numbers of rows. */
export interface ReconcileResult {
  /** Unfinished rows that were looked up. */
  readonly lookedUp: number
  /** Rows whose order was found and recorded. */
  readonly found: number
  /** Rows whose order Junction does not list after the settle time. */
  readonly missing: number
  /**
   * Rows that are still unfinished. Junction's list could not be read, the settle time has not
   * passed, or a caller has retried.
   */
  readonly unfinished: number
  /** Placed rows with more than one attempt that were checked for duplicate orders. */
  readonly rechecked: number
  /**
   * Unfinished rows that were not looked up. They changed recently, or an earlier reconciliation
   * looked them up.
   */
  readonly skipped: number
}

/** Default time for which rows are not looked up after a change, in milliseconds. */
export const defaultRestMs = 60_000

const pageSize = 100

/**
 * Rows older than this are looked up on their own, in milliseconds. Their part of the list is long.
 */
const oldRowMs = 7 * 24 * 60 * 60 * 1000

/** Time limit of one lookup, in milliseconds. */
const lookupTimeoutMs = 60_000

/**
 * Looks up the orders of unfinished rows at Junction and records them. Never places an order.
 * Claims no row, so retries of callers take precedence. Rejects if a ledger operation fails, and
 * with a RangeError if `settleMs` is too short.
 */
export async function reconcile(options: ReconcileOptions): Promise<ReconcileResult> {
  const {
    ledger,
    lab,
    now = Date.now,
    settleMs = defaultSettleMs,
    restMs = defaultRestMs,
  } = options
  checkSettleMs(settleMs)
  const telemetry = combineTelemetry(options.telemetry)
  const onEvent = (event: ReconcileEvent) => ignoreErrors(() => options.onEvent?.(event))
  const parts = { ledger, lab, now, settleMs, onDuplicateOrder: onEvent, onEvent, telemetry }
  const startedAt = performance.now()
  let rows: ReconciliationEnd["rows"]
  try {
    const result = await reconcileRows(parts, restMs)
    rows = { found: result.found, missing: result.missing, unfinished: result.unfinished }
    return result
  } finally {
    const durationMs = performance.now() - startedAt
    telemetry.recordReconciliation({ time: now(), durationMs, rows })
  }
}

interface ReconcileParts extends RecordingParts {
  readonly ledger: OrderLedger
  readonly lab: OrderLookup
  readonly settleMs: number
  readonly onEvent: (event: ReconcileEvent) => void
}

async function reconcileRows(parts: ReconcileParts, restMs: number): Promise<ReconcileResult> {
  const { ledger, now, settleMs } = parts
  const { unfinished } = await ledger.backlog()
  const result = { lookedUp: 0, found: 0, missing: 0, unfinished: 0, rechecked: 0, skipped: 0 }
  const changedBefore = now() - restMs
  const unreconciled = { settleMs, reconciledBefore: changedBefore }
  await forEachPage(
    (after) => ledger.unfinished({ limit: pageSize, changedBefore, unreconciled, after }),
    async (row, outcome) => {
      result.lookedUp += 1
      result[await reconcileRow(parts, row, outcome)] += 1
    },
    parts,
  )
  result.skipped = Math.max(0, unfinished - result.lookedUp)
  await forEachPage(
    (after) =>
      ledger.placedByLaterAttempt({ limit: pageSize, changedBefore: now() - settleMs, after }),
    async (row, outcome) => {
      result.rechecked += 1
      if (outcome.kind === "found") await recordOrder(parts, row, outcome.orders)
      if (outcome.kind !== "unknown") await ledger.markReconciled(row)
    },
    parts,
  )
  return result
}

/** Reads rows in pages, looks up the orders of each page at once, and calls back for each row. */
async function forEachPage(
  readPage: (after: LedgerRow | undefined) => Promise<readonly LedgerRow[]>,
  onRow: (row: LedgerRow, outcome: LookupOutcome) => Promise<void>,
  { lab, now }: Pick<ReconcileParts, "lab" | "now">,
): Promise<void> {
  let after: LedgerRow | undefined
  for (;;) {
    const page = await readPage(after)
    const isOld = ({ createdAt }: LedgerRow) => createdAt < now() - oldRowMs
    const groups = [page.filter((row) => !isOld(row)), ...page.filter(isOld).map((row) => [row])]
    for (const rows of groups.filter(({ length }) => length > 0)) {
      const outcomes = await lab.lookUp({
        orderIds: rows.map(({ orderId }) => orderId),
        since: Math.min(...rows.map(({ createdAt }) => createdAt)),
        now: now(),
        deadline: performance.now() + lookupTimeoutMs,
      })
      for (const row of rows) {
        const outcome = outcomes.get(row.orderId)
        if (outcome !== undefined) await onRow(row, outcome)
      }
    }
    if (page.length < pageSize) return
    after = page.at(-1)
  }
}

async function reconcileRow(
  parts: ReconcileParts,
  row: LedgerRow,
  outcome: LookupOutcome,
): Promise<"found" | "missing" | "unfinished"> {
  const { ledger, now, settleMs, onEvent, telemetry } = parts
  const { brandId, userId, orderId, attempt, lastCode } = row
  const event = { brandId, userId, orderId, attempt }
  if (outcome.kind === "unknown") return "unfinished"
  if (outcome.kind === "found") {
    const order = await recordOrder(parts, row, outcome.orders)
    if (order !== undefined) {
      const junctionOrderId = order.junction_order_id
      telemetry.recordOrder({ time: now(), outcome: "found", ...event, junctionOrderId })
      onEvent({ kind: "order_found", orderId, junctionOrderId })
    }
    return "found"
  }
  // False if a caller has retried since the row was read.
  const unchanged = await ledger.markReconciled(row)
  if (!unchanged || now() < settledAt(row, settleMs)) return "unfinished"
  telemetry.recordOrder({ time: now(), outcome: "missing", ...event, code: lastCode })
  onEvent({ kind: "order_missing", orderId, attempt, lastCode, ageMs: now() - row.createdAt })
  return "missing"
}

/** A running reconciler. */
export interface RunningReconciler {
  /** Stops the reconciler. Resolves when the current reconciliation has ended. */
  stop(): Promise<void>
}

/**
 * Starts a reconciler, which reconciles at intervals. Errors are passed to `onError` and do not
 * stop it.
 */
export function startReconciler(
  options: ReconcileOptions & {
    /**
     * Average time between reconciliations, in milliseconds. Each one varies by up to 50 %.
     * Default: 300,000.
     */
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
