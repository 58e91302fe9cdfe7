import type { FailureCode } from "./failure.ts"
import type { OrderSearch } from "./lab.ts"
import { defaultSettleMs, leaseMs, type LedgerRow, type OrderLedger } from "./ledger.ts"
import { recordOrders, type StrayOrder } from "./record-orders.ts"

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
  const { ledger, lab, now = Date.now, restMs = 60_000 } = options
  const onEvent = (event: SweepEvent) => {
    try {
      options.onEvent?.(event)
    } catch {
      // What is written down is, whether or not somebody hears of it.
    }
  }
  const result = { looked: 0, found: 0, missing: 0, open: 0 }
  let after: LedgerRow | undefined
  for (;;) {
    const changedBefore = now() - restMs
    const rows = await ledger.unfinished({ limit: pageSize, changedBefore, unswept: true, after })
    for (const row of rows) {
      result.looked += 1
      result[await sweepRow({ ...options, ledger, lab, now, onEvent }, row)] += 1
    }
    if (rows.length < pageSize) return result
    after = rows.at(-1)
  }
}

async function sweepRow(
  {
    ledger,
    lab,
    now,
    onEvent,
    settleMs = defaultSettleMs,
  }: Required<Pick<SweepOptions, "ledger" | "lab" | "now" | "onEvent">> &
    Pick<SweepOptions, "settleMs">,
  row: LedgerRow,
): Promise<"found" | "missing" | "open"> {
  const { orderId, attempt, lastCode } = row
  const deadline = performance.now() + 60_000
  const seen = await lab.lookUp({ orderId, since: row.createdAt, now: now(), deadline })
  if (seen.kind === "unknown") return "open"
  if (seen.kind === "found") {
    const order = await recordOrders({ ledger, lab, onStrayOrder: onEvent }, row, seen.orders)
    if (order !== undefined) {
      onEvent({ kind: "order_found", orderId, junctionOrderId: order.junction_order_id })
    }
    return "found"
  }
  const lastSentBy =
    row.state === "started" ? Math.min(row.leaseUntil, now() + leaseMs) : row.lastSentBy
  if (now() - Math.max(lastSentBy, row.updatedAt) < settleMs) return "open"
  // Somebody has come back for it meanwhile.
  if (!(await ledger.markSwept(row))) return "open"
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
