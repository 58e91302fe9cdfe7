import type { Client } from "pg"

/** The schema's history. Forward only: a step that was released never changes. */
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
    -- Which operation wrote the row last, so that one whose answer was lost can be repeated.
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
]

/** Any number that no other program is likely to lock in the same database. */
const migrationLock = 5_318_008_117

/** A connection on which something can be asked. */
export type Queryable = Pick<Client, "query">

/**
 * Brings the ledger's schema in a PostgreSQL database up to date, in one transaction. Several may try at once: one
 * does it, the others find it done. Rejects, and changes nothing, when the schema is newer than this code.
 */
export async function migratePostgresLedger({
  connectionString,
}: {
  readonly connectionString: string
}): Promise<void> {
  const { Client } = await import("pg")
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 })
  // A connection that breaks fails its query too, and nobody need hear of it twice.
  client.on("error", () => {})
  await client.connect()
  try {
    await client.query("BEGIN")
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock])
    await client.query(
      "CREATE TABLE IF NOT EXISTS ledger_migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
    )
    const version = await readVersion(client)
    refuseNewer(version)
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue
      await client.query(migration)
      await client.query("INSERT INTO ledger_migrations (version) VALUES ($1)", [index + 1])
    }
    await client.query("COMMIT")
  } finally {
    // An open transaction ends with its connection, undone.
    await client.end()
  }
}

/** Throws unless the schema is exactly the one that this code knows. */
export async function refuseOtherSchema(database: Queryable): Promise<void> {
  const { rows } = await database.query<{ made: boolean }>(
    "SELECT to_regclass('ledger_migrations') IS NOT NULL AS made",
  )
  const version = rows[0]?.made === true ? await readVersion(database) : 0
  refuseNewer(version)
  if (version < migrations.length) {
    throw new Error(
      `the ledger has schema ${version}, and this version needs ${migrations.length}: run migrate`,
    )
  }
}

async function readVersion(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ version: number }>(
    "SELECT coalesce(max(version), 0) AS version FROM ledger_migrations",
  )
  return rows[0]?.version ?? 0
}

function refuseNewer(version: number): void {
  if (version <= migrations.length) return
  throw new Error(
    `the ledger has schema ${version}, and this version knows ${migrations.length}: deploy the newer one`,
  )
}
