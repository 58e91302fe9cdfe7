import {
  ownedBy,
  toLabOrder,
  toConflict,
  type Backlog,
  type Release,
  type Claim,
  type Intent,
  type LedgerRow,
  type OrderLedger,
  type PlacedOrder,
  type UnfinishedQuery,
} from "../../orders/ledger.ts"
import type { ErrorCode } from "../../service-error.ts"
import { createWriteQueue } from "./write-queue.ts"

/** A change of one row, as it is sent to a database. */
export type RowOperation =
  | { readonly kind: "claim"; readonly intent: Intent }
  | { readonly kind: "record"; readonly intent: Intent; readonly placed: PlacedOrder }
  | {
      readonly kind: "refuse"
      readonly intent: Intent
      readonly fence: number
      readonly code: ErrorCode
    }
  | {
      readonly kind: "release"
      readonly intent: Intent
      readonly fence: number
      readonly ending: Release
    }
  | { readonly kind: "startNextAttempt"; readonly intent: Intent; readonly fence: number }
  | { readonly kind: "markReconciled"; readonly intent: LedgerRow }

/** Which rows are to be read. */
export type RowQuery =
  | { readonly kind: "read"; readonly intent: Intent }
  | { readonly kind: "find"; readonly orderId: string }
  | { readonly kind: "unfinished"; readonly query: UnfinishedQuery }

/** What became of an operation, once that is durable. */
export type Outcome =
  /** The row as the operation left it; a hold's times are on this process's clock. */
  | { readonly kind: "written"; readonly row: LedgerRow; readonly hold: Claim }
  /** A guard did not let it; the row that stands there, if it was seen. */
  | { readonly kind: "kept"; readonly row: LedgerRow | undefined }
  /** Nothing is promised about whether it was done. */
  | { readonly kind: "failed"; readonly error: Error }

/** A database with one row per intent. */
export interface LedgerStore {
  /**
   * Makes all changes durable in as few commits as it can and says what became of each, in order. No two operations
   * are for the same row, and one that fails fails no other. Rejects when nothing is known of any.
   */
  write(batch: readonly RowOperation[]): Promise<readonly Outcome[]>
  read(query: RowQuery): Promise<readonly LedgerRow[]>
  readBacklog(): Promise<Backlog>
  close(): Promise<void>
}

/** The ledger over a database: what arrives together is written together. */
export function createStoredLedger(store: LedgerStore): OrderLedger {
  const queue = createWriteQueue<RowOperation, Outcome>({
    write: (batch) => store.write(batch),
    keyOf: ({ intent }) => toRowKey(intent),
  })
  const submit = async (operation: RowOperation) => {
    const outcome = await queue.submit(operation)
    if (outcome.kind === "failed") throw outcome.error
    return outcome
  }
  const isWritten = async (operation: RowOperation) => (await submit(operation)).kind === "written"

  return {
    async claim(intent) {
      // A row that somebody else is just making can neither be made nor seen: the next look sees it.
      for (let look = 0; look < 3; look += 1) {
        const outcome = await submit({ kind: "claim", intent })
        if (outcome.kind === "written") return { kind: "claimed", claim: outcome.hold }
        if (outcome.row !== undefined) return toConflict(outcome.row, intent)
      }
      throw new Error("a row that stood in the way of a claim is not to be seen")
    },
    read: async (intent) => (await store.read({ kind: "read", intent }))[0],
    async record(intent, placed) {
      const { row } = await submit({ kind: "record", intent, placed })
      if (row === undefined) throw new Error("the row of an order is gone")
      if (row.orderId !== intent.orderId) return undefined
      // The guard lets every row of the order through: what stands there now was not there then.
      if (row.placed === undefined) throw new Error("the row of an order has changed meanwhile")
      return toLabOrder(row, row.placed)
    },
    refuse: (intent, fence, code) => isWritten({ kind: "refuse", intent, fence, code }),
    release: (intent, fence, ending) => isWritten({ kind: "release", intent, fence, ending }),
    async startNextAttempt(intent, fence) {
      const outcome = await submit({ kind: "startNextAttempt", intent, fence })
      return outcome.kind === "written" ? outcome.hold : undefined
    },
    find: async (owner, orderId) =>
      ownedBy((await store.read({ kind: "find", orderId }))[0], owner),
    unfinished: (query) => store.read({ kind: "unfinished", query }),
    backlog: () => store.readBacklog(),
    markReconciled: (row) => isWritten({ kind: "markReconciled", intent: row }),
    async close() {
      await queue.close()
      await store.close()
    },
  }
}

/** What a row is told apart by, as one text. */
export function toRowKey(intent: Pick<Intent, "brandId" | "userId" | "keyHmac">): string {
  return JSON.stringify([intent.brandId, intent.userId, intent.keyHmac])
}
