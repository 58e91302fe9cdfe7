import { randomUUID } from "node:crypto"
import type { Pool, QueryResultRow } from "pg"
import type { Hashing } from "../../../orders/derive-ids.ts"
import { toClaim, type Claim, type LedgerRow, type OrderLedger } from "../../../orders/ledger.ts"
import { toLedgerRow } from "../ledger-columns.ts"
import {
  createStoredLedger,
  toRowKey,
  type LedgerStore,
  type Outcome,
  type RowOperation,
  type RowQuery,
} from "../ledger-store.ts"
import { refuseOtherSchema, type Queryable } from "./postgres-schema.ts"
import {
  backlogStatement,
  findStatement,
  readStatement,
  sessionSettings,
  toJsonRecord,
  unfinishedStatement,
  writeStatement,
} from "./postgres-statements.ts"

/** Where a PostgreSQL ledger is, and the secret it goes with. */
export interface PostgresLedgerOptions {
  /** `postgres://…`, to a database whose schema is up to date. */
  readonly connectionString: string
  /** The hashing over the ledger secret, checked against what the ledger was made with. */
  readonly hashing: Hashing
  /** How many connections this process has at most; 4 unless told: batches share one, the others are for reads. */
  readonly maxConnections?: number
  /** Epoch milliseconds, the clock that the handler compares a hold with; the process's clock unless told. */
  readonly now?: () => number
}

/**
 * Opens the ledger in a PostgreSQL database, which any number of processes may share: leases and times are the
 * database's clock's, and a hold's times are told on this process's clock. Commits are durable
 * (`synchronous_commit` is never off) and shared by what arrives together. A database that is gone is an error within
 * seconds, and one that is back is used again.
 *
 * Rejects when the database cannot be reached, when the secret is another one, when the schema is newer than this code,
 * and when it is older: then {@link migratePostgresLedger} has to run first.
 */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<OrderLedger> {
  const { connectionString, hashing, maxConnections = 4, now = Date.now } = options
  // Whoever keeps the ledger elsewhere does not load the driver.
  const { Pool } = await import("pg")
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    application_name: "integrations-ledger",
    keepAlive: true,
    allowExitOnIdle: true,
    connectionTimeoutMillis: 3_000,
    // Longer than the server's own limit: for a server that does not even say that it gives up.
    query_timeout: 5_000,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, which its types do not say
    onConnect: async (client) => {
      await client.query(sessionSettings)
    },
  })
  // A connection that breaks while nobody uses it is replaced when somebody wants one.
  pool.on("error", () => {})
  try {
    await refuseOtherSchema(pool)
    await refuseOtherSecret(pool, hashing)
  } catch (error) {
    await pool.end()
    throw error
  }
  return createStoredLedger(createStore(pool, now))
}

async function refuseOtherSecret(database: Queryable, hashing: Hashing): Promise<void> {
  const canary = hashing.hmac('["canary"]')
  await database.query("INSERT INTO ledger_secret VALUES (1, $1) ON CONFLICT DO NOTHING", [canary])
  const { rows } = await database.query<{ canary: string }>("SELECT canary FROM ledger_secret")
  if (rows[0]?.canary !== canary) {
    throw new Error(
      "the ledger was made with another ledger secret: with this one it would recognise no repeated request",
    )
  }
}

/** An operation on its way, and what it is recognised by when it has to be repeated. */
interface Sent {
  readonly operation: RowOperation
  readonly key: string
  readonly token: string
}

function createStore(pool: Pool, now: () => number): LedgerStore {
  const query = async (name: string, text: string, values: unknown[]) => {
    const statement = { name, text, values }
    try {
      return (await pool.query<QueryResultRow>(statement)).rows
    } catch (error) {
      // The answer is lost, and perhaps only that. Every statement can be repeated: reads change nothing, and a write
      // finds by its tokens what it has done. Once, on another connection: what is down stays down for longer.
      if (!isConnectionLost(error)) throw withoutValues(error)
      return (await pool.query<QueryResultRow>(statement).catch(throwWithoutValues)).rows
    }
  }

  const writeTogether = async (batch: readonly Sent[]): Promise<readonly Outcome[]> => {
    const sentAt = now()
    const records = batch.map(({ operation, token }) => toJsonRecord(operation, token))
    const rows = await query("ledger-write", writeStatement, [JSON.stringify(records)])
    const answeredAt = now()
    const stood = new Map<string, LedgerRow>()
    const written = new Map<unknown, LedgerRow>()
    for (const columns of rows) {
      const row = toLedgerRow(columns)
      stood.set(toRowKey(row), row)
      written.set(columns["written_by"], row)
    }
    return batch.map(({ key, token }) => {
      const row = written.get(token)
      return row === undefined
        ? { kind: "kept", row: stood.get(key) }
        : { kind: "written", row, hold: toHoldHere(row, sentAt, answeredAt) }
    })
  }

  const writeAlone = async (sent: Sent): Promise<Outcome> => {
    try {
      const [outcome] = await writeTogether([sent])
      return outcome ?? { kind: "kept", row: undefined }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      return { kind: "failed", error }
    }
  }

  return {
    async write(operations) {
      const batch = operations.map((operation) => {
        return { operation, key: toRowKey(operation.intent), token: randomUUID() }
      })
      const sorted = batch.toSorted((one, other) => (one.key < other.key ? -1 : 1))
      let outcomes: readonly Outcome[]
      try {
        outcomes = await writeTogether(sorted)
      } catch (error) {
        if (!isOneOperationsFault(error)) throw error
        // Nothing of the batch was done: whoever is at fault is to fail alone.
        outcomes = await Promise.all(sorted.map(writeAlone))
      }
      const byToken = new Map(sorted.map(({ token }, index) => [token, outcomes[index]]))
      return batch.map(({ token }) => byToken.get(token) ?? { kind: "kept", row: undefined })
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
        // How long ago it was is the same on both clocks.
        oldestCreatedAt:
          Number(unfinished) === 0 ? undefined : sentAt - (Number(databaseNow) - Number(oldest)),
      }
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
    case "unfinished": {
      const { limit, changedBefore = Infinity, unreconciled = false, after } = wanted.query
      const before = Math.min(changedBefore, Number.MAX_SAFE_INTEGER)
      const values = [before, unreconciled, after?.updatedAt ?? -1, after?.orderId ?? "", limit]
      return ["ledger-unfinished", unfinishedStatement, values]
    }
  }
}

/**
 * A hold on this process's clock, which may differ from the database's. The row was written between the two times, so
 * each time is told for the worse of both: the lease ends no later than it says, and nothing was sent before
 * `firstSentAt` or, by others, after `lastSentBefore`; the order was not asked for before `createdAt`. When the clocks are far
 * apart, how long ago the last send was cannot be told, and it counts as just now.
 */
function toHoldHere(row: LedgerRow, sentAt: number, answeredAt: number): Claim {
  const early = sentAt - row.updatedAt
  const late = answeredAt - row.updatedAt
  return {
    ...toClaim(row),
    leaseUntil: row.leaseUntil + early,
    createdAt: Math.min(row.createdAt, row.createdAt + early),
    firstSentAt: row.firstSentAt + early,
    lastSentBefore: Math.abs(early) > maxClockSkewMs ? answeredAt : row.lastSentBefore + late,
  }
}

/** How far the database's clock may be from ours for its times to tell how long ago something was, in milliseconds. */
const maxClockSkewMs = 2 * 60 * 1000

/** SQLSTATE classes (PostgreSQL, appendix A) that say that the server or the connection is going, and not why a row cannot be. */
const goneClasses = new Set(["08", "53", "57", "58"])

/** The server gave up on the statement as a whole, which took too long. */
const queryCanceled = "57014"

/** A standby, or a primary no more: the next connection may lead to the new one. */
const readOnlyTransaction = "25006"

function isConnectionLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state === undefined) return true
  return goneClasses.has(state.slice(0, 2))
    ? state !== queryCanceled
    : state === readOnlyTransaction
}

function isOneOperationsFault(error: unknown): boolean {
  return !isConnectionLost(error) && sqlStateOf(error) !== queryCanceled
}

/** What the server said, when it was the server that failed the statement. */
function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof StatementError) return error.sqlState
  if (!(error instanceof Error && "severity" in error && "code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

/** A statement that the server failed. */
class StatementError extends Error {
  override readonly name = "StatementError"
  readonly sqlState: string

  constructor(message: string, sqlState: string) {
    super(message)
    this.sqlState = sqlState
  }
}

/** The server's own error quotes rows and statements in its details, and so a patient's id. */
function withoutValues(error: unknown): unknown {
  const state = sqlStateOf(error)
  if (state === undefined) return error
  return new StatementError(error instanceof Error ? error.message : "the statement failed", state)
}

function throwWithoutValues(error: unknown): never {
  throw withoutValues(error)
}
