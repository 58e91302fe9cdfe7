import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import {
  leaseMs,
  toClaim,
  type Backlog,
  type Intent,
  type LedgerRow,
} from "../../../orders/ledger.ts"
import { toLedgerRow } from "../ledger-columns.ts"
import type { Outcome, RowOperation, RowQuery } from "../ledger-store.ts"
import { migrateSqlite } from "./sqlite-schema.ts"

/** The ledger's rows in a SQLite file. Every method blocks its thread until the disk has answered. */
export interface SqliteDatabase {
  /** Commits a batch; throws when nothing of it was committed, or when that is not known. */
  write(batch: readonly RowOperation[], now?: number): readonly Outcome[]
  read(query: RowQuery, now?: number): readonly LedgerRow[]
  readBacklog(now?: number): Backlog
  close(): void
}

/** SQLite's result code for a lock that somebody else has. */
const SQLITE_BUSY = 5

/** How long a lock of another process is waited for, in milliseconds. */
const lockWaitMs = 5_000

/**
 * Opens the file, brings its schema up to date and compares the canary. Throws when it is no database, when its
 * schema is newer than this code, or when another secret made it.
 */
export function openSqliteDatabase(path: string, canary: string): SqliteDatabase {
  const database = new DatabaseSync(path)
  try {
    // First of all: the other statements already wait for locks.
    database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`)
    switchToWal(database)
    database.exec("PRAGMA synchronous = FULL")
    // 40 MB of log, for pages that change often to be copied into the file once for many commits.
    database.exec("PRAGMA wal_autocheckpoint = 10000")
    migrateSqlite(database)
    refuseOtherSecret(database, canary)
    return createDatabase(database)
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * The change from a new file's journal to the log is the one statement for which SQLite waits for nobody: processes that
 * open a new ledger together would refuse each other.
 */
function switchToWal(database: DatabaseSync): void {
  const until = performance.now() + lockWaitMs
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

function refuseOtherSecret(database: DatabaseSync, canary: string): void {
  database.prepare("INSERT OR IGNORE INTO ledger_secret VALUES (1, ?)").run(canary)
  const standing = database.prepare("SELECT canary FROM ledger_secret").get()?.["canary"]
  if (standing !== canary) {
    throw new Error(
      "the ledger was made with another ledger secret: with this one it would recognise no repeated request",
    )
  }
}

function createDatabase(database: DatabaseSync): SqliteDatabase {
  const statements = prepareStatements(database)
  const rowOf = (intent: Intent): LedgerRow | undefined => {
    const columns = statements.read.get(keyColumns(intent))
    return columns === undefined ? undefined : toLedgerRow(columns)
  }
  const write = (operation: RowOperation, now: number): Outcome => {
    try {
      const { intent } = operation
      const [statement, values] = bind(statements, operation, now)
      const columns = statement.get({
        ...keyColumns(intent),
        order_id: intent.orderId,
        ...values,
      })
      if (columns === undefined) return { kind: "kept", row: rowOf(intent) }
      const row = toLedgerRow(columns)
      return { kind: "written", row, hold: toClaim(row) }
    } catch (error) {
      // A statement that fails takes back what it did and nothing else; unless the whole transaction is gone.
      if (!database.isTransaction || !(error instanceof Error)) throw error
      return { kind: "failed", error }
    }
  }

  return {
    write(batch, now) {
      database.exec("BEGIN IMMEDIATE")
      try {
        // Not before the lock is had: a time from before another process's commit would make its lease look too long.
        const time = now ?? Date.now()
        const outcomes = batch.map((operation) => write(operation, time))
        database.exec("COMMIT")
        return outcomes
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK")
        throw error
      }
    },
    read(query, now = Date.now()) {
      switch (query.kind) {
        case "read": {
          const row = rowOf(query.intent)
          return row === undefined ? [] : [row]
        }
        case "find":
          return statements.find.all({ order_id: query.orderId }).map(toLedgerRow)
        case "unfinished": {
          const { limit, changedBefore = Infinity, unreconciled = false, after } = query.query
          return statements.unfinished
            .all({
              now,
              lease: leaseMs,
              row_limit: limit,
              changed_before: Math.min(changedBefore, Number.MAX_SAFE_INTEGER),
              unreconciled: unreconciled ? 1 : 0,
              after_time: after?.updatedAt ?? Number.MIN_SAFE_INTEGER,
              after_id: after?.orderId ?? "",
            })
            .map(toLedgerRow)
        }
      }
    },
    readBacklog(now = Date.now()) {
      const columns = statements.backlog.get({ now, lease: leaseMs })
      const oldest = columns?.["oldest"] ?? undefined
      return {
        unfinished: Number(columns?.["unfinished"]),
        oldestCreatedAt: oldest === undefined ? undefined : Number(oldest),
      }
    },
    close: () => database.close(),
  }
}

function keyColumns({ brandId, userId, keyHmac }: Intent) {
  return { brand_id: brandId, user_id: userId, key_hmac: keyHmac }
}

function bind(
  statements: ReturnType<typeof prepareStatements>,
  operation: RowOperation,
  now: number,
): readonly [StatementSync, Record<string, SQLInputValue>] {
  switch (operation.kind) {
    case "claim": {
      const { bodyHmac, orderFields } = operation.intent
      const values = {
        body_hmac: bodyHmac,
        order_fields: JSON.stringify(orderFields),
        now,
        lease: leaseMs,
      }
      return [statements.claim, values]
    }
    case "record": {
      const { junctionOrderId, status } = operation.placed
      return [statements.record, { junction_order_id: junctionOrderId, status, now }]
    }
    case "refuse":
      return [statements.refuse, { fence: operation.fence, code: operation.code, now }]
    case "release": {
      const { code, indeterminate, sent } = operation.ending
      const values = {
        fence: operation.fence,
        code,
        indeterminate: indeterminate ? 1 : 0,
        sent: sent ? 1 : 0,
        now,
      }
      return [statements.release, values]
    }
    case "startNextAttempt":
      return [statements.startNextAttempt, { fence: operation.fence, now }]
    case "markReconciled": {
      const { fence, state } = operation.intent
      return [statements.markReconciled, { fence, state, now }]
    }
  }
}

/** Each change is one statement that holds its guard, and gives the row back if the guard let it. */
function prepareStatements(database: DatabaseSync) {
  const thisKey = "brand_id = $brand_id AND user_id = $user_id AND key_hmac = $key_hmac"
  const thisOrder = `${thisKey} AND order_id = $order_id`
  const thisHold = `${thisOrder} AND fence = $fence AND state = 'started'`
  const update = (changes: string, guard: string) =>
    database.prepare(`UPDATE lab_orders SET ${changes} WHERE ${guard} RETURNING *`)
  return {
    claim: database.prepare(claim),
    record: update(
      "state = 'placed', junction_order_id = $junction_order_id, status = $status, updated_at = $now",
      `${thisOrder} AND state <> 'placed'`,
    ),
    refuse: update("state = 'refused', last_code = $code, updated_at = $now", thisHold),
    release: update(
      `state = 'unfinished', indeterminate = $indeterminate, last_code = $code, updated_at = $now,
       last_sent_before = CASE WHEN $sent THEN $now ELSE last_sent_before END`,
      thisHold,
    ),
    startNextAttempt: update(
      "attempt = attempt + 1, indeterminate = 0, first_sent_at = $now, updated_at = $now",
      thisHold,
    ),
    markReconciled: update(
      "reconciled_at = $now",
      `${thisOrder} AND fence = $fence AND state = $state`,
    ),
    read: database.prepare(`SELECT * FROM lab_orders WHERE ${thisKey}`),
    find: database.prepare("SELECT * FROM lab_orders WHERE order_id = $order_id"),
    unfinished: database.prepare(unfinished),
    backlog: database.prepare(backlog),
  }
}

/** Makes a row, takes over one whose lease has lapsed or that was left unfinished, or starts over a refused one. */
const claim = `
  INSERT INTO lab_orders AS standing (
    brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt, indeterminate,
    first_sent_at, last_sent_before, lease_until, created_at, updated_at
  ) VALUES (
    $brand_id, $user_id, $key_hmac, $order_id, $body_hmac, $order_fields, 'started', 1, 1, 0,
    $now, $now, $now + $lease, $now, $now
  )
  ON CONFLICT (brand_id, user_id, key_hmac) DO UPDATE SET
    order_id      = excluded.order_id,
    body_hmac     = excluded.body_hmac,
    order_fields  = excluded.order_fields,
    state         = 'started',
    fence         = standing.fence + 1,
    attempt       = CASE WHEN standing.order_id <> excluded.order_id THEN 1
                         WHEN standing.state = 'refused' THEN standing.attempt + 1
                         ELSE standing.attempt END,
    indeterminate         = CASE standing.state WHEN 'refused' THEN 0
                                        WHEN 'started' THEN 1
                                        ELSE standing.indeterminate END,
    -- Moves only while nothing can have been sent under the upstream key.
    first_sent_at = CASE WHEN standing.state = 'refused' THEN $now
                         WHEN standing.state = 'unfinished' AND standing.indeterminate = 0 THEN $now
                         ELSE standing.first_sent_at END,
    -- Whoever let the lease lapse sends nothing after it, nor longer than a lease from now if its clock was wrong.
    last_sent_before  = CASE standing.state WHEN 'refused' THEN $now
                                        WHEN 'started' THEN min(standing.lease_until, $now + $lease)
                                        ELSE standing.last_sent_before END,
    lease_until   = excluded.lease_until,
    created_at    = CASE WHEN standing.order_id <> excluded.order_id THEN $now
                         ELSE standing.created_at END,
    updated_at    = $now,
    last_code     = CASE standing.state WHEN 'refused' THEN NULL ELSE standing.last_code END,
    reconciled_at      = CASE standing.state WHEN 'refused' THEN NULL ELSE standing.reconciled_at END
  WHERE standing.state = 'refused'
     OR (standing.order_id = excluded.order_id
         AND (standing.state = 'unfinished'
              OR (standing.state = 'started'
                  -- A lease that ends later than any lease can was written by a clock that was wrong.
                  AND (standing.lease_until <= $now OR standing.lease_until > $now + $lease))))
  RETURNING *`

const isUnfinished = `state IN ('started', 'unfinished')
    AND (state = 'unfinished' OR lease_until <= $now OR lease_until > $now + $lease)`

// Named, so that the statement is refused rather than slow if the index should ever not do for it.
const backlog = `
  SELECT count(*) AS unfinished, min(created_at) AS oldest
  FROM lab_orders INDEXED BY lab_orders_unfinished
  WHERE ${isUnfinished}`

const unfinished = `
  SELECT * FROM lab_orders
  WHERE ${isUnfinished}
    AND updated_at < $changed_before
    AND NOT ($unreconciled AND reconciled_at IS NOT NULL AND reconciled_at >= updated_at)
    AND (updated_at, order_id) > ($after_time, $after_id)
  ORDER BY updated_at, order_id
  LIMIT $row_limit`
