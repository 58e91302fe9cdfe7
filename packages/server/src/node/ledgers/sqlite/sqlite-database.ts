import { existsSync, statSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"
import { toResult, type OperationResult, type RowQuery } from "../../../orders/create-ledger.ts"
import {
  leaseMs,
  type Backlog,
  type Intent,
  type LedgerRow,
  type PlacedQuery,
} from "../../../orders/ledger.ts"
import { applyOperation, createRow, type RowOperation } from "../../../orders/row-operations.ts"
import {
  columnNames,
  keyColumns,
  toColumns,
  toLedgerRow,
  type ColumnName,
} from "../ledger-columns.ts"
import { checkStoredSecret } from "../ledger-secret.ts"
import type { Outcome } from "../ledger-store.ts"
import { StoreError } from "../store-error.ts"
import { createFileCheck, prepareSqliteFile, restrictSqliteFile } from "./sqlite-files.ts"
import { migrateSqlite, readSqliteVersion } from "./sqlite-schema.ts"

/** SQLite's result code for a lock of another connection. */
const SQLITE_BUSY = 5

/** Names of SQLite's primary result codes (sqlite.org/rescode.html). */
const resultCodes: Readonly<Record<number, string>> = {
  [SQLITE_BUSY]: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  19: "SQLITE_CONSTRAINT",
  26: "SQLITE_NOTADB",
}

/** Returns the code of a ledger's error, such as `SQLITE_FULL`. */
export function sqliteCodeOf(error: unknown): string | undefined {
  if (error instanceof StoreError) return error.code
  if (!(error instanceof Error && "errcode" in error)) return undefined
  // The lowest byte of an extended code is the primary code.
  const primary = Number(error.errcode) & 0xff
  return resultCodes[primary] ?? `SQLITE_${primary}`
}

/** Makes commits of a connection durable. */
export const fullSynchronous = "PRAGMA synchronous = FULL"

/** Maximum wait for a lock of another process, in milliseconds. */
const lockWaitMs = 5_000

/** Maximum wait for an exclusive lock, in milliseconds. Servers keep their locks. */
const exclusiveLockWaitMs = 1_000

/** Options for `openSqliteDatabase`. They are also the data that the worker starts with. */
export interface SqliteDatabaseOptions {
  readonly path: string
  /** An HMAC under the ledger secret, to detect a different secret. */
  readonly canary: string
  /** Stores the canary if the ledger has none. */
  readonly bindSecret: boolean
}

/** The rows of a ledger in a SQLite file. */
export type SqliteDatabase = ReturnType<typeof openSqliteDatabase>

/**
 * Opens a SQLite file and migrates its schema. Throws if the file cannot be opened, is not a
 * ledger, has a newer schema, was created with another secret, or is an unfinished copy. Every
 * method blocks its thread.
 */
export function openSqliteDatabase({ path, canary, bindSecret }: SqliteDatabaseOptions) {
  return openFile(path, (database) => {
    if (bindSecret) {
      database.prepare("INSERT OR IGNORE INTO ledger_secret VALUES (1, ?)").run(canary)
    }
    rejectOtherSecret(database, canary)
    return createDatabase(database, createFileCheck(path))
  })
}

/** Migrates the schema of a SQLite ledger. Creates the file if it is missing. Needs no secret. */
export function migrateSqliteLedger({ path }: { readonly path: string }): void {
  prepareSqliteFile(path)
  openFile(path, (database) => database.close())
}

/**
 * Opens a SQLite ledger so that no other process can open it. Creates the file if it is missing,
 * and migrates its schema. Throws if the file cannot be opened, or if another process has it open.
 */
export function openSqliteExclusively(path: string): DatabaseSync {
  prepareSqliteFile(path)
  try {
    return openFile(path, (database) => database, { exclusive: true })
  } catch (error) {
    if (sqliteCodeOf(error) !== resultCodes[SQLITE_BUSY]) throw error
    throw new Error("Another process is using the ledger. Stop that process, then copy again.", {
      cause: error,
    })
  }
}

/**
 * Opens a SQLite file for reading, without writing to its folder. Returns undefined if its log must
 * be recovered first, which is a write.
 */
export function openSqliteForReading(path: string): DatabaseSync | undefined {
  const hasLog = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0
  if (hasLog && !existsSync(`${path}-shm`)) return undefined
  const url = pathToFileURL(path)
  // Without a log, no process has the file open. SQLite would create the files of a log.
  if (!hasLog) url.searchParams.set("immutable", "1")
  return new DatabaseSync(url, { readOnly: true, timeout: 1_000 })
}

function openFile<Result>(
  path: string,
  use: (database: DatabaseSync) => Result,
  { exclusive = false } = {},
): Result {
  const waitMs = exclusive ? exclusiveLockWaitMs : lockWaitMs
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    // Must come first, because the other statements wait for locks.
    database.exec(`PRAGMA busy_timeout = ${waitMs}`)
    // Before any change, because the file can belong to another program.
    readSqliteVersion(database)
    restrictSqliteFile(path)
    // From the next statement on, the file is locked until it is closed.
    if (exclusive) database.exec("PRAGMA locking_mode = EXCLUSIVE")
    switchToWal(database, waitMs)
    database.exec(fullSynchronous)
    // A log of 40 MB, so that pages that change often are copied into the file once per many
    // commits.
    database.exec("PRAGMA wal_autocheckpoint = 10000")
    migrateSqlite(database)
    return use(database)
  } catch (error) {
    database?.close()
    throw withPath(error, path)
  }
}

/** Adds the path and the result code to SQLite's errors, which have neither in their messages. */
function withPath(error: unknown, path: string): unknown {
  const code = sqliteCodeOf(error)
  if (code === undefined) return error
  const message = `Cannot open the ledger file ${path} (${code}). Check its path and its disk.`
  return new StoreError(message, code, { cause: error })
}

/**
 * Switches a new file to WAL. SQLite does not wait for locks in this statement, so processes that
 * open a new ledger at the same time would fail without the loop.
 */
function switchToWal(database: DatabaseSync, waitMs: number): void {
  const until = performance.now() + waitMs
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL")
      return
    } catch (error) {
      const locked = error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY
      if (!locked || performance.now() > until) throw error
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
  }
}

/** Throws if the ledger was created with another secret, or is an unfinished copy. */
export function rejectOtherSecret(database: DatabaseSync, canary: string): void {
  checkStoredSecret(database.prepare("SELECT canary FROM ledger_secret").get()?.["canary"], canary)
}

function createDatabase(database: DatabaseSync, checkFiles: () => void) {
  const statements = prepareStatements(database)
  const readRow = (intent: Intent) => {
    const columns = statements.read.get(intent.brandId, intent.userId, intent.keyHmac)
    return columns === undefined ? undefined : toLedgerRow(columns)
  }
  /** Inserts the row of a new claim. Returns undefined if its key has a row. */
  const insertRow = (intent: Intent, now: number) => {
    const row = createRow(intent, now)
    const { changes } = statements.insert.run(...valuesOf(row, columnNames))
    return changes === 0 ? undefined : row
  }
  const changeRow = (operation: RowOperation, now: number): OperationResult => {
    const row = readRow(operation.intent)
    const changed = applyOperation(row, operation, now)
    if (changed === undefined) return { kind: "unchanged", row }
    statements.update.run(...valuesOf(changed, changeableColumns), ...valuesOf(changed, keyColumns))
    return toResult(operation, changed)
  }
  const write = (operation: RowOperation, now: number): Outcome => {
    try {
      // Most claims are new. Their rows are not looked up first.
      const row = operation.kind === "claim" ? insertRow(operation.intent, now) : undefined
      return row === undefined ? changeRow(operation, now) : toResult(operation, row)
    } catch (error) {
      // A failed statement undoes only itself, unless it ended the transaction.
      if (!database.isTransaction || !(error instanceof Error)) throw error
      return { kind: "failed", error, code: sqliteCodeOf(error) }
    }
  }

  return {
    /** Commits a batch. Throws if nothing was committed, or if the outcome is unknown. */
    write(batch: readonly RowOperation[], now?: number): readonly Outcome[] {
      checkFiles()
      // Locks the file, so that no other process changes a row between its reading and writing.
      database.exec("BEGIN IMMEDIATE")
      try {
        // Read after locking. An earlier time could make a lease of another process look too long.
        const time = now ?? Date.now()
        const outcomes = batch.map((operation) => write(operation, time))
        database.exec("COMMIT")
        return outcomes
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK")
        throw error
      }
    },
    read(query: RowQuery, now = Date.now()): readonly LedgerRow[] {
      switch (query.kind) {
        case "read": {
          const row = readRow(query.intent)
          return row === undefined ? [] : [row]
        }
        case "find": {
          const { brandId, userId } = query.owner
          return statements.find.all(brandId, userId, query.orderId).map(toLedgerRow)
        }
        case "findAny":
          return statements.findAny.all({ order_id: query.orderId }).map(toLedgerRow)
        case "findPlaced":
          return statements.findPlaced
            .all({ junction_order_id: query.junctionOrderId })
            .map(toLedgerRow)
        case "unfinished": {
          const { unreconciled, ...page } = query.query
          const { settleMs = 0, reconciledBefore = 0 } = unreconciled ?? {}
          return statements.unfinished
            .all({
              ...toPageValues(page),
              now,
              lease: leaseMs,
              unreconciled: unreconciled === undefined ? 0 : 1,
              settle: settleMs,
              reconciled_before: reconciledBefore,
            })
            .map(toLedgerRow)
        }
        case "placedByLaterAttempt":
          return statements.placedByLaterAttempt.all(toPageValues(query.query)).map(toLedgerRow)
      }
    },
    readBacklog(now = Date.now()): Backlog {
      const columns = statements.backlog.get({ now, lease: leaseMs })
      const oldest = columns?.["oldest"] ?? undefined
      return {
        unfinished: Number(columns?.["unfinished"]),
        oldestCreatedAt: oldest === undefined ? undefined : Number(oldest),
      }
    },
    /** Writes a row that only this probe uses. An error shows that the file cannot be written. */
    checkWritable(now = Date.now()): void {
      checkFiles()
      statements.probe.run({ now })
    },
    close: () => database.close(),
  }
}

function toPageValues({ limit, changedBefore = Infinity, after }: PlacedQuery) {
  return {
    row_limit: limit,
    changed_before: Math.min(changedBefore, Number.MAX_SAFE_INTEGER),
    after_time: after?.updatedAt ?? Number.MIN_SAFE_INTEGER,
    after_id: after?.orderId ?? "",
  }
}

const changeableColumns = columnNames.filter(
  (name) => !(keyColumns as readonly string[]).includes(name),
)

/** Returns values to bind by position. SQLite searches the name of each named parameter. */
function valuesOf(row: LedgerRow, names: readonly ColumnName[]) {
  const columns = toColumns(row)
  return names.map((name) => columns[name])
}

function prepareStatements(database: DatabaseSync) {
  const thisKey = keyColumns.map((name) => `${name} = ?`).join(" AND ")
  return {
    insert: database.prepare(
      `INSERT INTO lab_orders (${columnNames.join(", ")})
       VALUES (${columnNames.map(() => "?").join(", ")})
       ON CONFLICT (${keyColumns.join(", ")}) DO NOTHING`,
    ),
    update: database.prepare(
      `UPDATE lab_orders SET ${changeableColumns.map((name) => `${name} = ?`).join(", ")}
       WHERE ${thisKey}`,
    ),
    read: database.prepare(`SELECT * FROM lab_orders WHERE ${thisKey}`),
    find: database.prepare(
      "SELECT * FROM lab_orders WHERE brand_id = ? AND user_id = ? AND order_id = ?",
    ),
    findAny: database.prepare("SELECT * FROM lab_orders WHERE order_id = $order_id"),
    findPlaced: database.prepare(
      "SELECT * FROM lab_orders WHERE junction_order_id = $junction_order_id",
    ),
    unfinished: database.prepare(unfinished),
    placedByLaterAttempt: database.prepare(placedByLaterAttempt),
    backlog: database.prepare(backlog),
    probe: database.prepare(
      `INSERT INTO ledger_probe VALUES (1, $now)
       ON CONFLICT (one) DO UPDATE SET checked_at = excluded.checked_at`,
    ),
  }
}

const isUnfinished = `state IN ('started', 'unfinished')
    AND (state = 'unfinished' OR lease_until <= $now OR lease_until > $now + $lease)`

// The index is named, so that the statement fails instead of becoming slow if the index does not
// fit it.
const backlog = `
  SELECT count(*) AS unfinished, min(created_at) AS oldest
  FROM lab_orders INDEXED BY lab_orders_unfinished
  WHERE ${isUnfinished}`

const page = `
    AND updated_at < $changed_before
    AND (updated_at, order_id) > ($after_time, $after_id)
  ORDER BY updated_at, order_id
  LIMIT $row_limit`

const settledAt = `
  $settle + CASE state WHEN 'started' THEN updated_at + $lease ELSE max(last_sent_before, updated_at) END`

const unfinished = `
  SELECT * FROM lab_orders
  WHERE ${isUnfinished}
    AND NOT ($unreconciled AND reconciled_at IS NOT NULL AND reconciled_at >= updated_at
             AND reconciled_at >= min(${settledAt}, $reconciled_before))
    ${page}`

const placedByLaterAttempt = `
  SELECT * FROM lab_orders INDEXED BY lab_orders_placed_by_later_attempt
  WHERE state = 'placed' AND attempt > 1 AND (reconciled_at IS NULL OR reconciled_at < updated_at)
    ${page}`
