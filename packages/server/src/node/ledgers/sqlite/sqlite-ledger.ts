import { existsSync } from "node:fs"
import { Worker } from "node:worker_threads"
import type { Hashing } from "../../../orders/derive-ids.ts"
import type { OrderLedger } from "../../../orders/ledger.ts"
import { toCanary } from "../../hashing.ts"
import { createStoredLedger, type LedgerStore } from "../ledger-store.ts"
import { toStoreError } from "../store-error.ts"
import type { SqliteDatabase, SqliteDatabaseOptions } from "./sqlite-database.ts"
import { prepareSqliteFile } from "./sqlite-files.ts"
import type { WorkerRequest, WorkerResponse } from "./sqlite-worker.ts"

/** Options for `openSqliteLedger`. */
export interface SqliteLedgerOptions {
  /** Path of the database file. The file and its folder are created if they are missing. */
  readonly path: string
  /** Hashing with the ledger secret. It must be the secret with which the ledger was created. */
  readonly hashing: Hashing
  /** If true, binds a ledger that has no secret yet to the secret of `hashing`. Default: true. */
  readonly bindSecret?: boolean
  /**
   * Clock in epoch milliseconds, for tests. Default: `Date.now`, read while the file is locked, so
   * that several processes can share the file.
   */
  readonly now?: () => number
}

/**
 * Opens the ledger in a SQLite file and migrates its schema. Commits are durable (WAL with
 * `synchronous=FULL`). Operations that arrive together share one commit. A worker thread writes, so
 * that the disk does not block the event loop. An idle ledger does not keep the process alive.
 *
 * Rejects if the file cannot be opened, if the ledger was created with another secret or is an
 * unfinished copy, or if its schema is newer than this code.
 */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<OrderLedger> {
  prepareSqliteFile(options.path)
  return createStoredLedger(await openStore(options))
}

async function openStore(options: SqliteLedgerOptions): Promise<LedgerStore> {
  let thread = await openThread(options)
  let opening: Promise<Thread> | undefined
  let closed = false
  // A thread that exits, for lack of memory or a disk error, is replaced. Its pending requests
  // reject.
  const reopen = () =>
    (opening ??= openThread(options)
      .then((opened) => (thread = opened))
      .finally(() => (opening = undefined)))
  const call = async <Method extends keyof SqliteDatabase>(
    method: Method,
    ...args: Parameters<SqliteDatabase[Method]>
  ) => {
    const open = thread.hasEnded() && !closed ? await reopen() : thread
    return (await open.request({ method, args })) as ReturnType<SqliteDatabase[Method]>
  }

  return {
    write: (batch) => call("write", batch, options.now?.()),
    read: (query) => call("read", query, options.now?.()),
    readBacklog: () => call("readBacklog", options.now?.()),
    checkWritable: () => call("checkWritable", options.now?.()),
    async close() {
      closed = true
      await opening?.catch(() => {})
      await thread.close()
    },
  }
}

type Thread = Awaited<ReturnType<typeof openThread>>

/** Starts a worker thread, and resolves when its database is open. */
async function openThread(options: SqliteLedgerOptions) {
  const { path, hashing, bindSecret = true } = options
  const workerData: SqliteDatabaseOptions = { path, canary: toCanary(hashing), bindSecret }
  // Without the process's Node flags, which may apply only to its main module.
  const worker = new Worker(findWorkerFile(), { workerData, execArgv: [] })
  const pending: PromiseWithResolvers<unknown>[] = []
  let ended: Error | undefined
  const exit = new Promise<void>((resolve) => {
    const endAs = (error: Error) => {
      ended ??= error
      for (const { reject } of pending.splice(0)) reject(ended)
    }
    worker.on("error", (cause) => endAs(new Error("The SQLite worker thread failed.", { cause })))
    worker.on("exit", () => {
      endAs(new Error("The SQLite worker thread has exited."))
      resolve()
    })
  })
  worker.on("message", (response: WorkerResponse) => {
    // The worker responds in the order of the requests.
    const next = pending.shift()
    if (pending.length === 0) worker.unref()
    if (response.kind === "failed") next?.reject(toStoreError(response.error, response.code))
    else next?.resolve(response.value)
  })
  const awaitResponse = () => {
    worker.ref()
    const response = Promise.withResolvers<unknown>()
    pending.push(response)
    return response.promise
  }

  // The first response says whether the worker could open the database.
  await awaitResponse()
  return {
    async request(message: WorkerRequest): Promise<unknown> {
      if (ended !== undefined) throw ended
      worker.postMessage(message)
      return awaitResponse()
    },
    hasEnded: () => ended !== undefined,
    async close() {
      if (ended === undefined) {
        worker.ref()
        worker.postMessage({ method: "close", args: [] } satisfies WorkerRequest)
      }
      await exit
    },
  }
}

/** Returns the URL of the worker. In the package, this module may be in the parent folder. */
function findWorkerFile(): URL {
  // The path is a variable, because bundlers treat a literal next to `import.meta.url` as an asset.
  const found = ["./sqlite-worker.ts", "./sqlite-worker.js", "./node/sqlite-worker.js"]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))
  if (found !== undefined) return found
  throw new Error(
    "Cannot find sqlite-worker.js. Exclude @loop-health/integrations-server from your bundle.",
  )
}
