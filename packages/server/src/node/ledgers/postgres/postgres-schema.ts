import type { Client } from "pg"
import { systemCode } from "../../../telemetry/safe-error.ts"

/** The migrations of the schema, in order. Never change a released one. */
const migrations = [
  `
  CREATE TABLE ledger_secret (
    one    integer PRIMARY KEY CHECK (one = 1),
    canary text NOT NULL
  );

  CREATE TABLE lab_orders (
    brand_id          text COLLATE "C" NOT NULL,
    user_id           text COLLATE "C" NOT NULL,
    key_hmac          text COLLATE "C" NOT NULL,
    order_id          text COLLATE "C" NOT NULL UNIQUE,
    body_hmac         text NOT NULL,
    kept              text NOT NULL,
    state             text NOT NULL CHECK (state IN ('started', 'unfinished', 'refused', 'placed')),
    fence             bigint NOT NULL,
    attempt           bigint NOT NULL,
    dirty             boolean NOT NULL,
    first_sent_at     bigint NOT NULL,
    last_sent_by      bigint NOT NULL,
    lease_until       bigint NOT NULL,
    created_at        bigint NOT NULL,
    updated_at        bigint NOT NULL,
    junction_order_id text,
    status            text,
    last_code         text,
    swept_at          bigint,
    -- Token of the last operation on the row, so that an operation without a response can be resent.
    written_by        text NOT NULL,
    PRIMARY KEY (brand_id, user_id, key_hmac),
    CHECK ((state = 'placed') = (junction_order_id IS NOT NULL AND status IS NOT NULL))
  );

  CREATE INDEX lab_orders_unfinished ON lab_orders (updated_at, order_id)
  WHERE state IN ('started', 'unfinished');
  `,
  `
  ALTER TABLE lab_orders RENAME COLUMN kept TO order_fields;
  ALTER TABLE lab_orders RENAME COLUMN dirty TO indeterminate;
  ALTER TABLE lab_orders RENAME COLUMN last_sent_by TO last_sent_before;
  ALTER TABLE lab_orders RENAME COLUMN swept_at TO reconciled_at;
  `,
  `
  ALTER TABLE lab_orders DROP CONSTRAINT lab_orders_state_check;
  UPDATE lab_orders SET state = 'rejected' WHERE state = 'refused';
  ALTER TABLE lab_orders
    ADD CONSTRAINT lab_orders_state_check CHECK (state IN ('started', 'unfinished', 'rejected', 'placed')),
    ADD COLUMN junction_errors bigint NOT NULL DEFAULT 0,
    ADD COLUMN gateway_errors bigint NOT NULL DEFAULT 0;

  CREATE TABLE ledger_probe (
    one        integer PRIMARY KEY CHECK (one = 1),
    checked_at bigint NOT NULL
  );

  CREATE INDEX lab_orders_placed_by_later_attempt ON lab_orders (updated_at, order_id)
  WHERE state = 'placed' AND attempt > 1;
  `,
  // Only operators look orders up by ID, so each order need not pay for an index.
  `
  ALTER TABLE lab_orders DROP CONSTRAINT lab_orders_order_id_key;

  DROP INDEX lab_orders_unfinished;
  CREATE INDEX lab_orders_unfinished ON lab_orders (updated_at)
  WHERE state IN ('started', 'unfinished');
  `,
]

/** Key of the advisory lock for migrations. */
const migrationLock = 5_318_008_117

/** A connection or pool. */
export type Queryable = Pick<Client, "query">

/**
 * Migrates the schema of a PostgreSQL ledger in one transaction. Concurrent calls are safe.
 * Rejects without a change if the database cannot be reached, if its schema is newer than this
 * code, or if a statement fails.
 */
export async function migratePostgresLedger({
  connectionString,
}: {
  readonly connectionString: string
}): Promise<void> {
  const { Client } = await import("pg")
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 })
  // A broken connection also rejects its query, so the event is ignored.
  client.on("error", () => {})
  await client.connect().catch(throwConnectionError)
  try {
    await client.query("BEGIN")
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock])
    await client.query(
      "CREATE TABLE IF NOT EXISTS ledger_migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
    )
    const version = await readVersion(client)
    rejectNewer(version)
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue
      await client.query(migration)
      await client.query("INSERT INTO ledger_migrations (version) VALUES ($1)", [index + 1])
    }
    await client.query("COMMIT")
  } finally {
    // Rolls back an open transaction.
    await client.end()
  }
}

/** Throws an Error that names DATABASE_URL. Its message contains no password. */
export function throwConnectionError(error: unknown): never {
  // An error of several connections has an empty message.
  const { message } = error as Error
  const reason = message === "" ? systemCode(error) : message
  throw new Error(`Cannot connect to the database of DATABASE_URL: ${reason}`, { cause: error })
}

/** Throws if the schema is older or newer than this code. */
export async function rejectOtherSchema(database: Queryable): Promise<void> {
  const { rows } = await database.query<{ exists: boolean }>(
    "SELECT to_regclass('ledger_migrations') IS NOT NULL AS exists",
  )
  const version = rows[0]?.exists === true ? await readVersion(database) : 0
  rejectNewer(version)
  if (version < migrations.length) {
    throw new Error(
      `The ledger has schema version ${version}. This release needs version ${migrations.length}. Run "integrations-server migrate".`,
    )
  }
}

async function readVersion(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ version: number }>(
    "SELECT coalesce(max(version), 0) AS version FROM ledger_migrations",
  )
  return rows[0]?.version ?? 0
}

function rejectNewer(version: number): void {
  if (version <= migrations.length) return
  throw new Error(
    `The ledger has schema version ${version}. This release supports version ${migrations.length}. Deploy a newer release.`,
  )
}
