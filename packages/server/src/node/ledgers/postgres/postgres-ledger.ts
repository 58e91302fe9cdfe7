import type { Hashing } from "../../../orders/derive-ids.ts"
import type { OrderLedger } from "../../../orders/ledger.ts"
import { toCanary } from "../../hashing.ts"
import { createStoredLedger } from "../ledger-store.ts"
import { checkStoredSecret } from "../ledger-secret.ts"
import { rejectOtherSchema, throwConnectionError, type Queryable } from "./postgres-schema.ts"
import { lockShared, sessionSettings } from "./postgres-statements.ts"
import { createPostgresStore } from "./postgres-store.ts"

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
  return createStoredLedger(createPostgresStore(pool, now))
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
