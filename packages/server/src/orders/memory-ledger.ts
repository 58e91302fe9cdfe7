import { createLedger, toResult } from "./create-ledger.ts"
import { toRowKey, type LedgerRow, type OrderLedger } from "./ledger.ts"
import { applyOperation, isUnfinished, selectPlaced, selectUnfinished } from "./row-operations.ts"

/** Options for `createMemoryLedger`. */
export interface MemoryLedgerOptions {
  /** Clock in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
}

/** Creates a ledger in memory, for tests and mocks. A restart loses all orders. */
export function createMemoryLedger({ now = Date.now }: MemoryLedgerOptions = {}): OrderLedger {
  const rows = new Map<string, LedgerRow>()
  return createLedger({
    apply: async (operation) => {
      const key = toRowKey(operation.intent)
      const row = rows.get(key)
      const changed = applyOperation(row, operation, now())
      if (changed === undefined) return { kind: "unchanged", row }
      rows.set(key, changed)
      return toResult(operation, changed)
    },
    read: async (query) => {
      if (query.kind === "unfinished") return selectUnfinished(rows.values(), query.query, now())
      if (query.kind === "placedByLaterAttempt") return selectPlaced(rows.values(), query.query)
      if (query.kind === "read") {
        const row = rows.get(toRowKey(query.intent))
        return row === undefined ? [] : [row]
      }
      return [...rows.values()].filter((row) => {
        if (query.kind === "findPlaced")
          return row.placed?.junctionOrderId === query.junctionOrderId
        if (row.orderId !== query.orderId) return false
        if (query.kind === "findAny") return true
        return row.brandId === query.owner.brandId && row.userId === query.owner.userId
      })
    },
    readBacklog: async () => {
      const unfinished = [...rows.values()].filter((row) => isUnfinished(row, now()))
      const times = unfinished.map(({ createdAt }) => createdAt)
      return {
        unfinished: times.length,
        oldestCreatedAt: times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b)),
      }
    },
    checkWritable: async () => {},
    close: async () => {},
  })
}
