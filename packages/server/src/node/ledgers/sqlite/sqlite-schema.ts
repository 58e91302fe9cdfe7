import type { DatabaseSync } from "node:sqlite"

/** The migrations of the schema, in order. Never change a released one. */
const migrations = [
  `
  CREATE TABLE ledger_secret (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    canary TEXT NOT NULL
  ) STRICT;

  CREATE TABLE lab_orders (
    brand_id          TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    key_hmac          TEXT NOT NULL,
    order_id          TEXT NOT NULL UNIQUE,
    body_hmac         TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('started', 'unfinished', 'refused', 'placed')),
    fence             INTEGER NOT NULL,
    attempt           INTEGER NOT NULL,
    dirty             INTEGER NOT NULL CHECK (dirty IN (0, 1)),
    first_sent_at     INTEGER NOT NULL,
    lease_until       INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    patient_id        TEXT,
    panel_slug        TEXT NOT NULL,
    total_cents       INTEGER,
    currency          TEXT,
    junction_order_id TEXT,
    status            TEXT,
    PRIMARY KEY (brand_id, user_id, key_hmac),
    CHECK ((state = 'placed') = (junction_order_id IS NOT NULL AND status IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  `,
  // Adds the columns for lookups and reconciling. Fields that are only returned become one JSON
  // text. A table with rowids commits faster.
  `
  ALTER TABLE lab_orders RENAME TO lab_orders_1;

  CREATE TABLE lab_orders (
    brand_id          TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    key_hmac          TEXT NOT NULL,
    order_id          TEXT NOT NULL UNIQUE,
    body_hmac         TEXT NOT NULL,
    kept              TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('started', 'unfinished', 'refused', 'placed')),
    fence             INTEGER NOT NULL,
    attempt           INTEGER NOT NULL,
    dirty             INTEGER NOT NULL CHECK (dirty IN (0, 1)),
    first_sent_at     INTEGER NOT NULL,
    last_sent_by      INTEGER NOT NULL,
    lease_until       INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    junction_order_id TEXT,
    status            TEXT,
    last_code         TEXT,
    swept_at          INTEGER,
    PRIMARY KEY (brand_id, user_id, key_hmac),
    CHECK ((state = 'placed') = (junction_order_id IS NOT NULL AND status IS NOT NULL))
  ) STRICT;

  -- No send of a row was later than the end of its lease.
  INSERT INTO lab_orders
  SELECT brand_id, user_id, key_hmac, order_id, body_hmac,
         json_object('patient_id', patient_id, 'panel_slug', panel_slug,
                     'total_cents', total_cents, 'currency', currency),
         state, fence, attempt, dirty, first_sent_at, lease_until, lease_until, created_at, updated_at,
         junction_order_id, status, NULL, NULL
  FROM lab_orders_1;

  DROP TABLE lab_orders_1;

  CREATE INDEX lab_orders_unfinished ON lab_orders (updated_at, order_id)
  WHERE state IN ('started', 'unfinished');
  `,
  `
  ALTER TABLE lab_orders RENAME COLUMN kept TO order_fields;
  ALTER TABLE lab_orders RENAME COLUMN dirty TO indeterminate;
  ALTER TABLE lab_orders RENAME COLUMN last_sent_by TO last_sent_before;
  ALTER TABLE lab_orders RENAME COLUMN swept_at TO reconciled_at;
  `,
  // Renames a state, which a CHECK lists, and counts the error responses of an attempt.
  `
  DROP INDEX lab_orders_unfinished;
  ALTER TABLE lab_orders RENAME TO lab_orders_3;

  CREATE TABLE lab_orders (
    brand_id          TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    key_hmac          TEXT NOT NULL,
    order_id          TEXT NOT NULL UNIQUE,
    body_hmac         TEXT NOT NULL,
    order_fields      TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('started', 'unfinished', 'rejected', 'placed')),
    fence             INTEGER NOT NULL,
    attempt           INTEGER NOT NULL,
    indeterminate     INTEGER NOT NULL CHECK (indeterminate IN (0, 1)),
    junction_errors   INTEGER NOT NULL,
    gateway_errors    INTEGER NOT NULL,
    first_sent_at     INTEGER NOT NULL,
    last_sent_before  INTEGER NOT NULL,
    lease_until       INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    junction_order_id TEXT,
    status            TEXT,
    last_code         TEXT,
    reconciled_at     INTEGER,
    PRIMARY KEY (brand_id, user_id, key_hmac),
    CHECK ((state = 'placed') = (junction_order_id IS NOT NULL AND status IS NOT NULL))
  ) STRICT;

  INSERT INTO lab_orders
  SELECT brand_id, user_id, key_hmac, order_id, body_hmac, order_fields,
         CASE state WHEN 'refused' THEN 'rejected' ELSE state END,
         fence, attempt, indeterminate, 0, 0, first_sent_at, last_sent_before, lease_until, created_at, updated_at,
         junction_order_id, status, last_code, reconciled_at
  FROM lab_orders_3;

  DROP TABLE lab_orders_3;

  CREATE INDEX lab_orders_unfinished ON lab_orders (updated_at, order_id)
  WHERE state IN ('started', 'unfinished');

  CREATE TABLE ledger_probe (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    checked_at INTEGER NOT NULL
  ) STRICT;

  CREATE INDEX lab_orders_placed_by_later_attempt ON lab_orders (updated_at, order_id)
  WHERE state = 'placed' AND attempt > 1;
  `,
  // Only operators look orders up by ID, so each order need not pay for an index.
  `
  DROP INDEX lab_orders_unfinished;
  DROP INDEX lab_orders_placed_by_later_attempt;
  ALTER TABLE lab_orders RENAME TO lab_orders_4;

  CREATE TABLE lab_orders (
    brand_id          TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    key_hmac          TEXT NOT NULL,
    order_id          TEXT NOT NULL,
    body_hmac         TEXT NOT NULL,
    order_fields      TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('started', 'unfinished', 'rejected', 'placed')),
    fence             INTEGER NOT NULL,
    attempt           INTEGER NOT NULL,
    indeterminate     INTEGER NOT NULL CHECK (indeterminate IN (0, 1)),
    junction_errors   INTEGER NOT NULL,
    gateway_errors    INTEGER NOT NULL,
    first_sent_at     INTEGER NOT NULL,
    last_sent_before  INTEGER NOT NULL,
    lease_until       INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    junction_order_id TEXT,
    status            TEXT,
    last_code         TEXT,
    reconciled_at     INTEGER,
    PRIMARY KEY (brand_id, user_id, key_hmac),
    CHECK ((state = 'placed') = (junction_order_id IS NOT NULL AND status IS NOT NULL))
  ) STRICT;

  INSERT INTO lab_orders SELECT * FROM lab_orders_4;

  DROP TABLE lab_orders_4;

  CREATE INDEX lab_orders_unfinished ON lab_orders (updated_at)
  WHERE state IN ('started', 'unfinished');

  CREATE INDEX lab_orders_placed_by_later_attempt ON lab_orders (updated_at)
  WHERE state = 'placed' AND attempt > 1;
  `,
]

/** Schema version of this code. */
export const sqliteSchemaVersion = migrations.length

/** One statement, so that it reads one state of a file that another process is creating. */
const readVersion = `
  SELECT user_version AS version,
         (SELECT count(*) FROM sqlite_schema) AS entries,
         EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'ledger_secret') AS isLedger
  FROM pragma_user_version`

/**
 * Returns the schema version of a file. Throws if the schema is newer than this code, or if the
 * file is the database of another program.
 */
export function readSqliteVersion(database: DatabaseSync): number {
  const { version: stored, entries, isLedger } = database.prepare(readVersion).get() ?? {}
  const version = Number(stored)
  if (version === 0 ? Number(entries) > 0 : isLedger === 0) {
    throw new Error("The file is the database of another program. Check the path of the ledger.")
  }
  if (version <= migrations.length) return version
  throw new Error(
    `The ledger has schema version ${version}. This release supports version ${migrations.length}. Deploy a newer release.`,
  )
}

/** Migrates the schema. If it throws, the file is unchanged. */
export function migrateSqlite(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE")
  try {
    const version = readSqliteVersion(database)
    for (const migration of migrations.slice(version)) database.exec(migration)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
    database.exec("COMMIT")
  } catch (error) {
    // Some errors, such as a full disk, have ended the transaction already.
    if (database.isTransaction) database.exec("ROLLBACK")
    throw error
  }
}
