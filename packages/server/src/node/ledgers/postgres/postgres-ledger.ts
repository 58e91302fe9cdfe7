import { randomUUID } from "node:crypto"
import type { Pool, QueryResultRow } from "pg"
import type { Hashing } from "../../../orders/derive-ids.ts"
import type { RowQuery } from "../../../orders/create-ledger.ts"
import {
  toClaim,
  toRowKey,
  type Claim,
  type LedgerRow,
  type OrderLedger,
  type PlacedQuery,
} from "../../../orders/ledger.ts"
import type { RowOperation } from "../../../orders/row-operations.ts"
import { toCanary } from "../../hashing.ts"
import { toLedgerRow } from "../ledger-columns.ts"
import { checkStoredSecret } from "../ledger-secret.ts"
import { copyError, StoreError } from "../store-error.ts"
import { createStoredLedger, type LedgerStore, type Outcome } from "../ledger-store.ts"
import { rejectOtherSchema, throwConnectionError, type Queryable } from "./postgres-schema.ts"
import {
  backlogStatement,
  findPlacedStatement,
  findStatement,
  lockShared,
  placedByLaterAttemptStatement,
  probeStatement,
  quickWriteStatement,
  readStatement,
  sessionSettings,
  toJsonRecord,
  unfinishedStatement,
  writeStatement,
} from "./postgres-statements.ts"

/** Options for `openPostgresLedger`. */
export interface PostgresLedgerOptions {
  /** `postgres://…` URL of a database with the current schema. */
  readonly connectionString: string
  /** Hashing with the ledger secret. It must be the secret with which the ledger was created. */
  readonly hashing: Hashing
  /** If true, binds a ledger that has no secret yet to the secret of `hashing`. Default: true. */
  readonly bindSecret?: boolean
  /**
   * Maximum number of connections. Batches use two connections, and reads use the others. Default:
   * 4.
   */
  readonly maxConnections?: number
  /** Clock in epoch milliseconds, the same as the handler's. Default: `Date.now`. */
  readonly now?: () => number
}

/**
 * Opens the ledger in a PostgreSQL database, which any number of processes may share. Leases and
 * times use the database's clock, and the times of a claim are converted to this process's clock.
 * Commits are durable (`synchronous_commit` is never off). Operations that arrive together share
 * one commit. If the database becomes unavailable, operations reject within seconds.
 *
 * Rejects if the database cannot be reached, if the ledger was created with another secret or is
 * being copied, or if the schema is older or newer than this code. Run
 * {@link migratePostgresLedger} first.
 */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<OrderLedger> {
  const { connectionString, hashing, bindSecret = true, maxConnections = 4 } = options
  const { now = Date.now } = options
  // Imported here, so that other ledgers do not load the driver.
  const { Pool } = await import("pg")
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    application_name: "integrations-ledger",
    keepAlive: true,
    allowExitOnIdle: true,
    connectionTimeoutMillis: 3_000,
    // Longer than the server's own timeout, for a server that does not respond.
    query_timeout: 5_000,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for the promise, but its types do not say so
    onConnect: async (client) => {
      await client.query(sessionSettings)
      const { rows } = await client.query<{ locked: boolean | null }>(lockShared)
      if (rows[0]?.locked === false) {
        throw new Error("The ledger is being copied. Start the server after the copy.")
      }
    },
    // A connection stays open, so that a copy notices the server.
    min: 1,
  })
  // The pool replaces an idle connection that broke, so the event is ignored.
  pool.on("error", () => {})
  try {
    await pool.query("SELECT").catch(throwConnectionError)
    await rejectOtherSchema(pool)
    await checkSecret(pool, hashing, bindSecret)
  } catch (error) {
    await pool.end()
    throw error
  }
  return createStoredLedger(createStore(pool, now))
}

async function checkSecret(
  database: Queryable,
  hashing: Hashing,
  bindSecret: boolean,
): Promise<void> {
  const canary = toCanary(hashing)
  if (bindSecret) {
    const insert = "INSERT INTO ledger_secret VALUES (1, $1) ON CONFLICT DO NOTHING"
    await database.query(insert, [canary])
  }
  await rejectOtherSecret(database, canary)
}

/** Throws if the ledger was created with another secret, or is an unfinished copy. */
export async function rejectOtherSecret(database: Queryable, canary: string): Promise<void> {
  const { rows } = await database.query<{ canary: string }>("SELECT canary FROM ledger_secret")
  checkStoredSecret(rows[0]?.canary, canary)
}

/** An operation with a token that identifies it if it is resent. */
interface Sent {
  readonly operation: RowOperation
  readonly token: string
  /** Time before it was sent for the first time, in epoch milliseconds. */
  readonly at: number
}

function createStore(pool: Pool, now: () => number): LedgerStore {
  const query = async (name: string, text: string, values: unknown[]) => {
    const run = () => pool.query<QueryResultRow>({ name, text, values })
    const runAgain = (error: unknown) => {
      // The statement may have succeeded. It is safe to run again, because a write recognizes its
      // tokens. It runs only once more, on another connection, because an outage lasts longer.
      if (isConnectionLost(error)) return run()
      throw error
    }
    try {
      return (await run().catch(runAgain)).rows
    } catch (error) {
      throw withoutValues(error)
    }
  }

  /** Applies operations with a statement. Returns the outcome of each, in order. */
  const apply = async (name: string, text: string, batch: readonly Sent[]) => {
    const records = batch.map(({ operation, token }) => toJsonRecord(operation, token))
    const rows = await query(name, text, [JSON.stringify(records)])
    const receivedAt = now()
    const before = new Map<string, LedgerRow>()
    const written = new Map<unknown, LedgerRow>()
    for (const columns of rows) {
      const row = toLedgerRow(columns)
      before.set(toRowKey(row), row)
      written.set(columns["written_by"], row)
    }
    return batch.map((sent): readonly [Sent, Outcome] => {
      const row = written.get(sent.token)
      return row === undefined
        ? [sent, { kind: "unchanged", row: before.get(toRowKey(sent.operation.intent)) }]
        : [sent, { kind: "written", row, claim: toLocalClaim(row, sent.at, receivedAt) }]
    })
  }

  const writeQuickly = async (batch: readonly Sent[], outcomes: Map<Sent, Outcome>) => {
    const quick = batch.filter(({ operation: { kind } }) => kind === "claim" || kind === "record")
    if (quick.length === 0) return
    for (const [sent, outcome] of await apply("ledger-quick-write", quickWriteStatement, quick)) {
      // The statement does not return the rows that it did not change.
      if (outcome.kind === "written") outcomes.set(sent, outcome)
    }
  }

  const writeOthers = async (batch: readonly Sent[], outcomes: Map<Sent, Outcome>) => {
    const others = batch.filter((sent) => !outcomes.has(sent))
    if (others.length === 0) return
    for (const [sent, outcome] of await apply("ledger-write", writeStatement, others)) {
      outcomes.set(sent, outcome)
    }
  }

  const writeAlone = async (sent: Sent, outcomes: Map<Sent, Outcome>) => {
    await writeOthers([sent], outcomes).catch((error: unknown) => {
      outcomes.set(sent, { kind: "failed", error: copyError(error) })
    })
  }

  return {
    async write(operations) {
      const at = now()
      const batch = operations.map((operation) => ({ operation, token: randomUUID(), at }))
      const outcomes = new Map<Sent, Outcome>()
      try {
        await writeQuickly(batch, outcomes)
        await writeOthers(batch, outcomes)
      } catch (error) {
        const others = batch.filter((sent) => !outcomes.has(sent))
        if (isErrorOfOperation(error)) {
          // The statement was rolled back. Written one by one, only the invalid operation fails.
          await Promise.all(others.map((sent) => writeAlone(sent, outcomes)))
        } else {
          for (const sent of others) outcomes.set(sent, { kind: "failed", error: copyError(error) })
        }
      }
      return batch.map((sent) => outcomes.get(sent) ?? { kind: "unchanged", row: undefined })
    },
    async read(wanted) {
      return (await query(...toQuery(wanted))).map(toLedgerRow)
    },
    async readBacklog() {
      const sentAt = now()
      const [columns] = await query("ledger-backlog", backlogStatement, [])
      const { unfinished, oldest, now: databaseNow } = columns ?? {}
      return {
        unfinished: Number(unfinished),
        // The age is the same on both clocks.
        oldestCreatedAt:
          Number(unfinished) === 0 ? undefined : sentAt - (Number(databaseNow) - Number(oldest)),
      }
    },
    async checkWritable() {
      await query("ledger-probe", probeStatement, [now()])
    },
    close: () => pool.end(),
  }
}

function toQuery(wanted: RowQuery): [name: string, text: string, values: unknown[]] {
  switch (wanted.kind) {
    case "read": {
      const { brandId, userId, keyHmac } = wanted.intent
      return ["ledger-read", readStatement, [brandId, userId, keyHmac]]
    }
    case "find":
      return ["ledger-find", findStatement, [wanted.orderId]]
    case "findPlaced":
      return ["ledger-find-placed", findPlacedStatement, [wanted.junctionOrderId]]
    case "unfinished": {
      const { unreconciled, ...page } = wanted.query
      const { settleMs = 0, reconciledBefore = 0 } = unreconciled ?? {}
      const values = [...toPageValues(page), unreconciled !== undefined, settleMs, reconciledBefore]
      return ["ledger-unfinished", unfinishedStatement, values]
    }
    case "placedByLaterAttempt":
      return [
        "ledger-placed-by-later-attempt",
        placedByLaterAttemptStatement,
        toPageValues(wanted.query),
      ]
  }
}

function toPageValues({ limit, changedBefore = Infinity, after }: PlacedQuery): unknown[] {
  const before = Math.min(changedBefore, Number.MAX_SAFE_INTEGER)
  return [before, after?.updatedAt ?? -1, after?.orderId ?? "", limit]
}

/**
 * Converts a claim from the database's clock to this process's clock. The row was written between
 * the two times. Each converted time is the safer one: for example, the lease does not end too
 * late. If the clocks differ too much, the last send counts as just now.
 */
function toLocalClaim(row: LedgerRow, sentAt: number, receivedAt: number): Claim {
  const early = sentAt - row.updatedAt
  const late = receivedAt - row.updatedAt
  return {
    ...toClaim(row),
    leaseUntil: row.leaseUntil + early,
    createdAt: Math.min(row.createdAt, row.createdAt + early),
    firstSentAt: row.firstSentAt + early,
    lastSentBefore: Math.abs(early) > maxClockSkewMs ? receivedAt : row.lastSentBefore + late,
  }
}

/** Maximum difference between the clocks for comparing times, in milliseconds. */
const maxClockSkewMs = 2 * 60 * 1000

/** SQLSTATE classes of an unavailable server or connection (PostgreSQL, appendix A). */
const goneClasses = new Set(["08", "53", "57", "58"])

/** SQLSTATE of a statement that exceeded its timeout. */
const queryCanceled = "57014"

/** SQLSTATE of a write on a standby. After a failover, a new connection may reach the primary. */
const readOnlyTransaction = "25006"

function isConnectionLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state === undefined) return true
  return goneClasses.has(state.slice(0, 2))
    ? state !== queryCanceled
    : state === readOnlyTransaction
}

function isErrorOfOperation(error: unknown): boolean {
  return !isConnectionLost(error) && sqlStateOf(error) !== queryCanceled
}

/** Returns the SQLSTATE of an error that the server reported. */
function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof StoreError) return error.code
  if (!(error instanceof Error && "severity" in error && "code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

/** Removes the details of the server's error, which can quote rows, including `patient_id`. */
export function withoutValues(error: unknown): unknown {
  const state = sqlStateOf(error)
  if (state === undefined) return error
  return new StoreError(error instanceof Error ? error.message : "The statement failed.", state)
}
