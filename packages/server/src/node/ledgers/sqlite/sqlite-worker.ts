// The worker thread of a SQLite ledger. sqlite-ledger.ts starts it.
import { parentPort, workerData } from "node:worker_threads"
import {
  openSqliteDatabase,
  sqliteCodeOf,
  type SqliteDatabase,
  type SqliteDatabaseOptions,
} from "./sqlite-database.ts"

/** A call of one of the database's methods. Each call except `close` gets a response, in order. */
export interface WorkerRequest {
  readonly method: keyof SqliteDatabase
  readonly args: readonly unknown[]
}

/** A response of the worker. The first one reports whether the database could be opened. */
export type WorkerResponse =
  | { readonly kind: "done"; readonly value: unknown }
  | {
      readonly kind: "failed"
      readonly error: Error
      /** SQLite's result code. A message between threads loses the properties of an error. */
      readonly code: string | undefined
    }

if (parentPort !== null) serve(parentPort)

function serve(port: NonNullable<typeof parentPort>): void {
  const respond = (work: () => unknown) => {
    let message: WorkerResponse
    try {
      message = { kind: "done", value: work() }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      message = { kind: "failed", error, code: sqliteCodeOf(cause) }
    }
    port.postMessage(message)
  }

  respond(() => {
    const database = openSqliteDatabase(workerData as SqliteDatabaseOptions)
    port.on("message", ({ method, args }: WorkerRequest) => {
      if (method === "close") {
        database.close()
        port.close()
      } else {
        // The ledger passes the arguments of this method.
        respond(() => (database[method] as (...args: readonly unknown[]) => unknown)(...args))
      }
    })
  })
}
