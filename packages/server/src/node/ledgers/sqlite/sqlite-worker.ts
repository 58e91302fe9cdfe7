// The thread in which a SQLite ledger reads and commits; sqlite-ledger.ts starts it.
import { parentPort, workerData } from "node:worker_threads"
import type { Backlog, LedgerRow } from "../../../orders/ledger.ts"
import type { Outcome, RowOperation, RowQuery } from "../ledger-store.ts"
import { openSqliteDatabase } from "./sqlite-database.ts"

/** What the thread is started with. */
export interface WorkerData {
  readonly path: string
  /** A text under the ledger secret, to tell another secret by. */
  readonly canary: string
}

/** What the thread can be asked, one after the other. */
export type WorkerRequest =
  | { readonly kind: "write"; readonly batch: readonly RowOperation[]; readonly now?: number }
  | { readonly kind: "read"; readonly query: RowQuery; readonly now?: number }
  | { readonly kind: "backlog"; readonly now?: number }
  | { readonly kind: "close" }

/** What it answers: once for having opened the database, and then to each request but the last. */
export type WorkerAnswer =
  | {
      readonly kind: "answered"
      readonly outcomes: readonly Outcome[]
      readonly rows: readonly LedgerRow[]
      readonly backlog: Backlog
    }
  | { readonly kind: "failed"; readonly error: Error }

type Answered = Extract<WorkerAnswer, { kind: "answered" }>

if (parentPort !== null) serve(parentPort)

function serve(port: NonNullable<typeof parentPort>): void {
  const nothing = { outcomes: [], rows: [], backlog: { unfinished: 0, oldestCreatedAt: undefined } }
  const answer = (work: () => Partial<Omit<Answered, "kind">>) => {
    let message: WorkerAnswer
    try {
      message = { kind: "answered", ...nothing, ...work() }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      message = { kind: "failed", error }
    }
    port.postMessage(message)
  }

  answer(() => {
    const { path, canary } = workerData as WorkerData
    const database = openSqliteDatabase(path, canary)
    port.on("message", (request: WorkerRequest) => {
      switch (request.kind) {
        case "write":
          return answer(() => ({ outcomes: database.write(request.batch, request.now) }))
        case "read":
          return answer(() => ({ rows: database.read(request.query, request.now) }))
        case "backlog":
          return answer(() => ({ backlog: database.readBacklog(request.now) }))
        case "close":
          database.close()
          return port.close()
      }
    })
    return {}
  })
}
