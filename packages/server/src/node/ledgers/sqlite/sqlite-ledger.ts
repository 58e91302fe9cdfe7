import { existsSync, mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { Worker } from "node:worker_threads"
import type { Hashing } from "../../../orders/derive-ids.ts"
import type { OrderLedger } from "../../../orders/ledger.ts"
import { createStoredLedger, type LedgerStore } from "../ledger-store.ts"
import type { WorkerResponse, WorkerData, WorkerRequest } from "./sqlite-worker.ts"

/** Where a SQLite ledger is, and the secret it goes with. */
export interface SqliteLedgerOptions {
  /** The database file; it and its folder are made when they are missing. */
  readonly path: string
  /** The hashing over the ledger secret, checked against what the ledger was made with. */
  readonly hashing: Hashing
  /**
   * Epoch milliseconds, read when a batch is sent to the file; for tests. Unless told, the process's clock is read once
   * the file is locked, as it must be where several processes share it.
   */
  readonly now?: () => number
}

/**
 * Opens the ledger in a SQLite file, brings its schema up to date, and checks that the ledger secret is the one it
 * was made with. Commits are durable (WAL with `synchronous=FULL`), shared by what arrives together, and made in a
 * thread of their own, so that nobody's disk keeps the event loop waiting. An idle ledger keeps no process alive.
 *
 * Rejects when the file cannot be opened, when the secret is another one, or when the schema is newer than this code.
 */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<OrderLedger> {
  mkdirSync(dirname(options.path), { recursive: true })
  return createStoredLedger(await openStore(options))
}

type DoneResponse = Extract<WorkerResponse, { kind: "done" }>

interface Asked {
  readonly resolve: (response: DoneResponse) => void
  readonly reject: (error: Error) => void
}

async function openStore(options: SqliteLedgerOptions): Promise<LedgerStore> {
  let thread = await openThread(options)
  let opening: Promise<Thread> | undefined
  let closed = false
  // One that has died, of a lack of memory or a fault of the disk, is followed by another: what it was asked is rejected,
  // and the ledger goes on.
  const reopen = () =>
    (opening ??= openThread(options)
      .then((opened) => (thread = opened))
      .finally(() => (opening = undefined)))
  const ask = async (request: WorkerRequest) =>
    thread.hasEnded() && !closed ? (await reopen()).ask(request) : thread.ask(request)

  const time = () => (options.now === undefined ? {} : { now: options.now() })
  return {
    write: async (batch) => (await ask({ kind: "write", batch, ...time() })).outcomes,
    read: async (query) => (await ask({ kind: "read", query, ...time() })).rows,
    readBacklog: async () => (await ask({ kind: "backlog", ...time() })).backlog,
    async close() {
      closed = true
      await opening?.catch(() => {})
      await thread.close()
    },
  }
}

/** A thread that has opened the database. */
interface Thread {
  ask(request: WorkerRequest): Promise<DoneResponse>
  hasEnded(): boolean
  close(): Promise<void>
}

async function openThread({ path, hashing }: SqliteLedgerOptions): Promise<Thread> {
  const workerData: WorkerData = { path, canary: hashing.hmac('["canary"]') }
  // The thread runs its file whatever the process was started with: flags may be for its main module alone.
  const worker = new Worker(findWorkerFile(), { workerData, execArgv: [] })
  const asked: Asked[] = []
  let ended: Error | undefined
  const exit = new Promise<void>((resolve) => {
    const endAs = (error: Error) => {
      ended ??= error
      for (const { reject } of asked.splice(0)) reject(ended)
    }
    worker.on("error", (cause) => endAs(new Error("the ledger's thread has failed", { cause })))
    worker.on("exit", () => {
      endAs(new Error("the ledger's thread has ended"))
      resolve()
    })
  })
  worker.on("message", (response: WorkerResponse) => {
    // The worker answers in the order in which it was asked.
    const next = asked.shift()
    if (asked.length === 0) worker.unref()
    if (response.kind === "failed") next?.reject(response.error)
    else next?.resolve(response)
  })
  const awaitResponse = () =>
    new Promise<DoneResponse>((resolve, reject) => {
      worker.ref()
      asked.push({ resolve, reject })
    })

  // Unasked, the worker says whether it could open the database.
  await awaitResponse()
  return {
    async ask(request) {
      if (ended !== undefined) throw ended
      worker.postMessage(request)
      return awaitResponse()
    },
    hasEnded: () => ended !== undefined,
    async close() {
      if (ended === undefined) {
        worker.ref()
        worker.postMessage({ kind: "close" } satisfies WorkerRequest)
      }
      await exit
    },
  }
}

/** Beside this file in the source; in the package this file may be part of a chunk in the folder above. */
function findWorkerFile(): URL {
  // No literal stands next to `import.meta.url`: bundlers take that for an asset, and fail where it is not.
  const found = ["./sqlite-worker.ts", "./sqlite-worker.js", "./node/sqlite-worker.js"]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))
  if (found !== undefined) return found
  throw new Error(
    "sqlite-worker.js is not beside the code of @loop-health/integrations-server: leave the package out of your bundle",
  )
}
