import { createLedger, type OperationResult, type RowStore } from "../../orders/create-ledger.ts"
import { toRowKey, type OrderLedger } from "../../orders/ledger.ts"
import type { RowOperation } from "../../orders/row-operations.ts"
import { toStoreError } from "./store-error.ts"
import { createWriteQueue } from "./write-queue.ts"

/** The outcome of one operation of a batch. */
export type Outcome =
  | OperationResult
  /** The change may have been made or not. */
  | { readonly kind: "failed"; readonly error: Error; readonly code?: string | undefined }

/** A database of rows that writes in batches. */
export interface LedgerStore extends Omit<RowStore, "apply"> {
  /**
   * Applies operations on different rows, durably, and returns their outcomes in order. A failed
   * operation does not affect the others. Rejects if no outcome is known.
   */
  write(batch: readonly RowOperation[]): Promise<readonly Outcome[]>
}

/** Creates a ledger over a database. Operations that arrive together are written together. */
export function createStoredLedger(store: LedgerStore): OrderLedger {
  const queue = createWriteQueue<RowOperation, Outcome>({
    write: (batch) => store.write(batch),
    keyOf: ({ intent }) => toRowKey(intent),
  })
  return createLedger({
    async apply(operation) {
      const outcome = await queue.submit(operation)
      if (outcome.kind === "failed") throw toStoreError(outcome.error, outcome.code)
      return outcome
    },
    read: (query) => store.read(query),
    readBacklog: () => store.readBacklog(),
    checkWritable: () => store.checkWritable(),
    async close() {
      await queue.close()
      await store.close()
    },
  })
}
