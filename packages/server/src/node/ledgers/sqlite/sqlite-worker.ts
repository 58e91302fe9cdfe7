// The worker thread of a SQLite ledger. sqlite-ledger.ts starts it.
import { parentPort, workerData } from "node:worker_threads"
import type { RowQuery } from "../../../orders/create-ledger.ts"
import type { Backlog, LedgerRow } from "../../../orders/ledger.ts"
import type { RowOperation } from "../../../orders/row-operations.ts"
import type { Outcome } from "../ledger-store.ts"
import { openSqliteDatabase } from "./sqlite-database.ts"

/** The data that the worker starts with. */
export interface WorkerData {
  readonly path: string
  /** An HMAC under the ledger secret, to recognize another secret. */
  readonly canary: string
}

/** A request to the worker. */
export type WorkerRequest =
  | { readonly kind: "write"; readonly batch: readonly RowOperation[]; readonly now?: number }
  | { readonly kind: "read"; readonly query: RowQuery; readonly now?: number }
  | { readonly kind: "backlog"; readonly now?: number }
  | { readonly kind: "close" }

/** A response of the worker: one after opening the database, then one per request except `close`. */
export type WorkerResponse =
  | {
      readonly kind: "done"
      readonly outcomes: readonly Outcome[]
      readonly rows: readonly LedgerRow[]
      readonly backlog: Backlog
    }
  | { readonly kind: "failed"; readonly error: Error }

/** A response without an error. */
export type DoneResponse = Extract<WorkerResponse, { kind: "done" }>

if (parentPort !== null) serve(parentPort)

function serve(port: NonNullable<typeof parentPort>): void {
  const nothing = { outcomes: [], rows: [], backlog: { unfinished: 0, oldestCreatedAt: undefined } }
  const respond = (work: () => Partial<Omit<DoneResponse, "kind">>) => {
    let message: WorkerResponse
    try {
      message = { kind: "done", ...nothing, ...work() }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      message = { kind: "failed", error }
    }
    port.postMessage(message)
  }

  respond(() => {
    const { path, canary } = workerData as WorkerData
    const database = openSqliteDatabase(path, canary)
    port.on("message", (request: WorkerRequest) => {
      switch (request.kind) {
        case "write":
          return respond(() => ({ outcomes: database.write(request.batch, request.now) }))
        case "read":
          return respond(() => ({ rows: database.read(request.query, request.now) }))
        case "backlog":
          return respond(() => ({ backlog: database.readBacklog(request.now) }))
        case "close":
          database.close()
          return port.close()
      }
    })
    return {}
  })
}
