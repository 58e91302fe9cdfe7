import {
  toClaim,
  toLabOrder,
  toOrderRow,
  type Backlog,
  type Claim,
  type Intent,
  type LedgerRow,
  type OrderLedger,
  type OrderOwner,
  type OrderRow,
  type PlacedQuery,
  type UnfinishedQuery,
} from "./ledger.ts"
import type { RowOperation } from "./row-operations.ts"

/** A query for rows. */
export type RowQuery =
  | { readonly kind: "read"; readonly intent: Intent }
  | { readonly kind: "find"; readonly owner: OrderOwner; readonly orderId: string }
  | { readonly kind: "findAny"; readonly orderId: string }
  | { readonly kind: "findPlaced"; readonly junctionOrderId: string }
  | { readonly kind: "unfinished"; readonly query: UnfinishedQuery }
  | { readonly kind: "placedByLaterAttempt"; readonly query: PlacedQuery }

/** The outcome of a row operation, after its change is durable. */
export type OperationResult =
  /** `claim` or `startNextAttempt` changed the row. Times are on this process's clock. */
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** Another operation changed the row to this one. */
  | { readonly kind: "written"; readonly row: OrderRow }
  /**
   * The guard did not allow the operation. `row` is the unchanged row, or undefined if none was
   * found.
   */
  | { readonly kind: "unchanged"; readonly row: OrderRow | undefined }

/** Returns the result of an operation that changed a row. Default of `claim`: that of the row. */
export function toResult(
  { kind }: RowOperation,
  row: LedgerRow,
  claim: Claim = toClaim(row),
): OperationResult {
  return kind === "claim" || kind === "startNextAttempt"
    ? { kind: "claimed", claim }
    : { kind: "written", row: toOrderRow(row) }
}

/** A store of rows. */
export interface RowStore {
  /**
   * Applies an operation. Rejects if the operation failed. The change may or may not have been
   * made.
   */
  apply(operation: RowOperation): Promise<OperationResult>
  read(query: RowQuery): Promise<readonly LedgerRow[]>
  readBacklog(): Promise<Backlog>
  checkWritable(): Promise<void>
  close(): Promise<void>
}

/** Creates a ledger over a store of rows. */
export function createLedger(store: RowStore): OrderLedger {
  const isWritten = async (operation: RowOperation) =>
    (await store.apply(operation)).kind !== "unchanged"
  return {
    async claim(intent) {
      // A row that another process is inserting can be neither inserted nor read. The next try
      // reads it.
      for (let tries = 0; tries < 3; tries += 1) {
        const result = await store.apply({ kind: "claim", intent })
        if (result.kind === "claimed") return result
        const { row } = result
        if (row === undefined) continue
        if (row.orderId !== intent.orderId) return { kind: "reused" }
        return row.placed === undefined
          ? { kind: "in_progress", fence: row.fence }
          : { kind: "placed", order: toLabOrder(row, row.placed) }
      }
      throw new Error("The row that conflicts with a claim cannot be read.")
    },
    read: async (intent) => (await store.read({ kind: "read", intent }))[0],
    async record(intent, placed) {
      const result = await store.apply({ kind: "record", intent, placed })
      const row = result.kind === "claimed" ? undefined : result.row
      if (row === undefined) throw new Error("The row of a placed order is missing.")
      if (row.orderId !== intent.orderId) return undefined
      // The guard allows every row of this order, so another operation has changed the row since.
      if (row.placed === undefined) throw new Error("The row of a placed order has changed.")
      return toLabOrder(row, row.placed)
    },
    reject: (intent, fence, code) => isWritten({ kind: "reject", intent, fence, code }),
    release: (intent, fence, release) => isWritten({ kind: "release", intent, fence, release }),
    async startNextAttempt(intent, fence) {
      const result = await store.apply({ kind: "startNextAttempt", intent, fence })
      return result.kind === "claimed" ? result.claim : undefined
    },
    async find(owner, orderId) {
      const [row] = await store.read(
        owner === "any" ? { kind: "findAny", orderId } : { kind: "find", owner, orderId },
      )
      return row
    },
    findPlaced: async (junctionOrderId) =>
      (await store.read({ kind: "findPlaced", junctionOrderId }))[0],
    unfinished: (query) => store.read({ kind: "unfinished", query }),
    backlog: () => store.readBacklog(),
    placedByLaterAttempt: (query) => store.read({ kind: "placedByLaterAttempt", query }),
    checkWritable: () => store.checkWritable(),
    markReconciled: (row) => isWritten({ kind: "markReconciled", intent: row }),
    close: () => store.close(),
  }
}
