import {
  hasLapsed,
  ownedBy,
  leaseMs,
  toFreshRow,
  toClaim,
  toLabOrder,
  toConflict,
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
  const rowOf = (intent: Intent) => rows.get(keyOf(intent))
  const heldRow = (intent: Intent, fence: number): LedgerRow | undefined => {
    const row = rowOf(intent)
    return row?.orderId === intent.orderId && row.fence === fence && row.state === "started"
      ? row
      : undefined
  }
  const put = (row: LedgerRow): LedgerRow => {
    rows.set(keyOf(row), row)
    return row
  }

  const isUnfinished = (row: LedgerRow): boolean =>
    row.state === "unfinished" || (row.state === "started" && hasLapsed(row, now()))

  return {
    claim: async (intent) => {
      const row = rowOf(intent)
      const next = row === undefined ? toFreshRow(intent, now()) : toClaimedRow(row, intent, now())
      if (next !== undefined) return { kind: "claimed", claim: toClaim(put(next)) }
      return toConflict(row as LedgerRow, intent)
    },
    read: async (intent) => rowOf(intent),
    record: async (intent, placed) => {
      const row = rowOf(intent)
      if (row === undefined) throw new Error("the row of an order is gone")
      if (row.orderId !== intent.orderId) return undefined
      if (row.placed !== undefined) return toLabOrder(row, row.placed)
      return toLabOrder(put({ ...row, state: "placed", placed, updatedAt: now() }), placed)
    },
    refuse: async (intent, fence, lastCode) => {
      const row = heldRow(intent, fence)
      if (row) put({ ...row, state: "refused", lastCode, updatedAt: now() })
      return row !== undefined
    },
    release: async (intent, fence, { code, indeterminate, sent }) => {
      const row = heldRow(intent, fence)
      if (row === undefined) return false
      const lastSentBefore = sent ? now() : row.lastSentBefore
      put({
        ...row,
        state: "unfinished",
        indeterminate,
        lastSentBefore,
        lastCode: code,
        updatedAt: now(),
      })
      return true
    },
    startNextAttempt: async (intent, fence) => {
      const row = heldRow(intent, fence)
      if (row === undefined) return undefined
      const attempt = row.attempt + 1
      return toClaim(
        put({ ...row, attempt, indeterminate: false, firstSentAt: now(), updatedAt: now() }),
      )
    },
    find: async (owner, orderId) =>
      ownedBy(
        [...rows.values()].find((row) => row.orderId === orderId),
        owner,
      ),
    unfinished: async ({ limit, changedBefore = Infinity, unreconciled = false, after }) =>
      [...rows.values()]
        .filter(
          (row) =>
            isUnfinished(row) &&
            row.updatedAt < changedBefore &&
            !(
              unreconciled &&
              row.reconciledAt !== undefined &&
              row.reconciledAt >= row.updatedAt
            ) &&
            (after === undefined || comesAfter(row, after)),
        )
        .sort((one, other) => (comesAfter(one, other) ? 1 : -1))
        .slice(0, limit),
    backlog: async () => {
      const times = [...rows.values()].filter(isUnfinished).map(({ createdAt }) => createdAt)
      const oldestCreatedAt = times.toSorted((one, other) => one - other)[0]
      return { unfinished: times.length, oldestCreatedAt }
    },
    markReconciled: async (seen) => {
      const row = rowOf(seen)
      const same = row?.orderId === seen.orderId && row.fence === seen.fence
      if (!same || row.state !== seen.state) return false
      put({ ...row, reconciledAt: now() })
      return true
    },
    close: async () => {},
  }
}

function keyOf({ brandId, userId, keyHmac }: Intent): string {
  return JSON.stringify([brandId, userId, keyHmac])
}

function comesAfter(row: LedgerRow, other: Pick<LedgerRow, "updatedAt" | "orderId">): boolean {
  return row.updatedAt === other.updatedAt
    ? row.orderId > other.orderId
    : row.updatedAt > other.updatedAt
}

/** A standing row after a claim, or undefined when it is not to be had. */
function toClaimedRow(row: LedgerRow, intent: Intent, now: number): LedgerRow | undefined {
  const fence = row.fence + 1
  const same = row.orderId === intent.orderId
  if (row.state === "refused") {
    const fresh = { ...toFreshRow(intent, now), fence }
    return same ? { ...fresh, attempt: row.attempt + 1, createdAt: row.createdAt } : fresh
  }
  const lapsed = row.state === "started" && hasLapsed(row, now)
  if (!same || !(lapsed || row.state === "unfinished")) return undefined
  const indeterminate = row.indeterminate || lapsed
  return {
    ...row,
    state: "started",
    fence,
    indeterminate,
    // Moves only while nothing can have been sent under the upstream key.
    firstSentAt: indeterminate ? row.firstSentAt : now,
    // Whoever let the lease lapse sends nothing after it, nor longer than a lease from now if its clock was wrong.
    lastSentBefore: lapsed ? Math.min(row.leaseUntil, now + leaseMs) : row.lastSentBefore,
    leaseUntil: now + leaseMs,
    updatedAt: now,
  }
}
