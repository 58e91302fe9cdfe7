import {
  leaseMs,
  toHold,
  toLabOrder,
  toObstacle,
  type Intent,
  type LedgerRow,
  type OrderLedger,
} from "./ledger.ts"

/** What a memory ledger may be told. */
export interface MemoryLedgerOptions {
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
}

/** A ledger that lasts as long as the process: for tests and mocks, where an order costs nothing. */
export function createMemoryLedger({ now = Date.now }: MemoryLedgerOptions = {}): OrderLedger {
  const rows = new Map<string, LedgerRow>()
  const keyOf = ({ brandId, userId, keyHmac }: Intent) => JSON.stringify([brandId, userId, keyHmac])

  const held = (intent: Intent, fence: number): LedgerRow | undefined => {
    const row = rows.get(keyOf(intent))
    return row?.orderId === intent.orderId && row.fence === fence && row.state === "started"
      ? row
      : undefined
  }

  return {
    claim: async (intent) => {
      const row = rows.get(keyOf(intent))
      const next = nextRow(row, intent, now())
      if (next === undefined) return toObstacle(row as LedgerRow, intent)
      rows.set(keyOf(intent), next)
      return { kind: "held", hold: toHold(next) }
    },
    record: async (intent, placed) => {
      const row = rows.get(keyOf(intent))
      if (row === undefined || row.orderId !== intent.orderId) return undefined
      if (row.placed !== undefined) return toLabOrder(row, row.placed)
      const recorded: LedgerRow = { ...row, state: "placed", placed, updatedAt: now() }
      rows.set(keyOf(intent), recorded)
      return toLabOrder(recorded, placed)
    },
    refuse: async (intent, fence) => {
      const row = held(intent, fence)
      if (row) rows.set(keyOf(intent), { ...row, state: "refused", updatedAt: now() })
    },
    release: async (intent, fence, dirty) => {
      const row = held(intent, fence)
      if (row) rows.set(keyOf(intent), { ...row, state: "unfinished", dirty, updatedAt: now() })
    },
    close: async () => {},
  }
}

/** The row after a claim, or undefined when it is not to be had. */
function nextRow(row: LedgerRow | undefined, intent: Intent, now: number): LedgerRow | undefined {
  const fresh: LedgerRow = {
    ...intent,
    state: "started",
    fence: 1,
    attempt: 1,
    dirty: false,
    firstSentAt: now,
    leaseUntil: now + leaseMs,
    createdAt: now,
    updatedAt: now,
    placed: undefined,
  }
  if (row === undefined) return fresh
  const fence = row.fence + 1
  const same = row.orderId === intent.orderId
  if (row.state === "refused") {
    return same
      ? { ...fresh, fence, attempt: row.attempt + 1, createdAt: row.createdAt }
      : { ...fresh, fence }
  }
  // A lease that ends later than any lease can was written by a clock that was wrong: it counts as lapsed.
  const lapsed =
    row.state === "started" && (row.leaseUntil <= now || row.leaseUntil > now + leaseMs)
  if (!same || !(lapsed || row.state === "unfinished")) return undefined
  const dirty = row.dirty || lapsed
  return {
    ...row,
    state: "started",
    fence,
    dirty,
    // Moves only while nothing can have been sent under the upstream key.
    firstSentAt: dirty ? row.firstSentAt : now,
    leaseUntil: now + leaseMs,
    updatedAt: now,
  }
}
