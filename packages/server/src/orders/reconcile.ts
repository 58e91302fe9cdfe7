import type { FailureCode } from "../service-error.ts"
import type { OrderSearch } from "./lab.ts"
import { defaultSettleMs, leaseMs, type LedgerRow, type OrderLedger } from "./ledger.ts"
import { createObserver, quietly, type Observer } from "../telemetry/fan-out.ts"
import { recordOrders, type StrayOrder } from "./record-order.ts"
import type { SweepEnd, Telemetry } from "../telemetry/telemetry.ts"

/** What a sweep works with. */
export interface SweepOptions {
  readonly ledger: OrderLedger
  readonly lab: OrderSearch
  /** Hears of every order that was found, and of every one that a person should look at. */
  readonly onEvent?: (event: SweepEvent) => void
  /** As the handler's: how long Junction is given to list an order, in milliseconds; 10 minutes unless told. */
  readonly settleMs?: number
  /** Rows that changed within this time are left to whoever works on them, in milliseconds; a minute unless told. */
  readonly restMs?: number
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
  /** Whoever watches sweeps and orders; they change nothing. */
  readonly telemetry?: readonly Telemetry[]
}

/** What a sweep came upon. Neither patient details nor the caller's key are among it. */
export type SweepEvent =
  /** An order that nobody had been told of is recorded now: its key answers 201 from here on. */
  | { readonly kind: "order_found"; readonly orderId: string; readonly junctionOrderId: string }
  | StrayOrder
  /**
   * Junction does not list the order, though it has had its time, and the caller has not come back: only a person can
   * tell whether it is still wanted. The same request with the same key still finds out for certain.
   */
  | {
      readonly kind: "order_missing"
      readonly orderId: string
      readonly attempt: number
      readonly lastCode: FailureCode | undefined
      /** Since the order was first asked for, in milliseconds. */
      readonly ageMs: number
    }

/** What a sweep did, in rows. */
export interface SweepResult {
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
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const { ledger, lab, now = Date.now, settleMs = defaultSettleMs, restMs = 60_000 } = options
  const observer = createObserver(options.telemetry)
  // What is written down is, whether or not somebody hears of it.
  const onEvent = (event: SweepEvent) => quietly(() => options.onEvent?.(event))
  const parts: SweepParts = { ledger, lab, now, settleMs, onEvent, observer }
  const startedAt = performance.now()
  const tellEnd = (rows: SweepEnd["rows"]) =>
    observer.recordSweep({ time: now(), durationMs: performance.now() - startedAt, rows })
  try {
    const result = await sweepRows(parts, restMs)
    const { found, missing, open } = result
    tellEnd({ found, missing, open })
    return result
  } catch (fault) {
    tellEnd(undefined)
    throw fault
  }
}

/** What a sweep works with, in full. */
interface SweepParts extends Required<Pick<SweepOptions, "ledger" | "lab" | "now" | "settleMs">> {
  readonly onEvent: (event: SweepEvent) => void
  readonly observer: Observer
}

async function sweepRows(parts: SweepParts, restMs: number): Promise<SweepResult> {
  const { ledger, now } = parts
  const result = { looked: 0, found: 0, missing: 0, open: 0 }
  let after: LedgerRow | undefined
  for (;;) {
    const changedBefore = now() - restMs
    const rows = await ledger.unfinished({ limit: pageSize, changedBefore, unswept: true, after })
    for (const row of rows) {
      result.looked += 1
      result[await sweepRow(parts, row)] += 1
    }
    if (rows.length < pageSize) return result
    after = rows.at(-1)
  }
}

async function sweepRow(
  { ledger, lab, now, settleMs, onEvent, observer }: SweepParts,
  row: LedgerRow,
): Promise<"found" | "missing" | "open"> {
  const { brandId, userId, orderId, attempt, lastCode } = row
  const event = { brandId, userId, orderId, attempt }
  const deadline = performance.now() + 60_000
  const seen = await lab.lookUp({ orderId, since: row.createdAt, now: now(), deadline })
  if (seen.kind === "unknown") return "open"
  if (seen.kind === "found") {
    const recording = { ledger, lab, onStrayOrder: onEvent, observer, now }
    const order = await recordOrders(recording, row, seen.orders)
    if (order !== undefined) {
      const junctionOrderId = order.junction_order_id
      observer.recordOrder({ time: now(), outcome: "found", ...event, junctionOrderId })
      onEvent({ kind: "order_found", orderId, junctionOrderId })
    }
    return "found"
  }
  const lastSentBy =
    row.state === "started" ? Math.min(row.leaseUntil, now() + leaseMs) : row.lastSentBy
  if (now() - Math.max(lastSentBy, row.updatedAt) < settleMs) return "open"
  // Somebody has come back for it meanwhile.
  if (!(await ledger.markSwept(row))) return "open"
  observer.recordOrder({ time: now(), outcome: "missing", ...event, code: lastCode })
  onEvent({ kind: "order_missing", orderId, attempt, lastCode, ageMs: now() - row.createdAt })
  return "missing"
}

/** A sweeper that runs. */
export interface RunningSweeper {
  /** Resolves when the sweep that is under way has ended; none comes after it. */
  stop(): Promise<void>
}

/** Sweeps again and again; what a sweep rejects with goes to `onFault`, and the next one comes all the same. */
export function startSweeper(
  options: SweepOptions & {
    /** Milliseconds between two sweeps; 5 minutes unless told. Up to half of it more or less, so that many processes spread. */
    readonly everyMs?: number
    readonly onFault: (fault: unknown) => void
  },
): RunningSweeper {
  const { everyMs = 5 * 60_000, onFault } = options
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout>
  const plan = () => {
    timer = setTimeout(
      () => {
        running = sweep(options).then(
          () => {},
          (fault: unknown) => onFault(fault),
        )
        void running.then(() => stopped || plan())
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
