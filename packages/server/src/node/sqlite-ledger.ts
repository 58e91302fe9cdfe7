import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync, type SQLOutputValue } from "node:sqlite"
import type { Digest } from "../identifiers.ts"
import {
  leaseMs,
  toHold,
  toLabOrder,
  toObstacle,
  type Intent,
  type LedgerRow,
  type OrderLedger,
} from "../ledger.ts"

/** Where a SQLite ledger is, and the secret it goes with. */
export interface SqliteLedgerOptions {
  /** The database file; it and its folder are made when they are missing. */
  readonly path: string
  /** The digest over the ledger secret, checked against what the ledger was made with. */
  readonly digest: Digest
  /** Epoch milliseconds; the process's clock unless told. */
  readonly now?: () => number
}

/**
 * Opens the ledger in a SQLite file, brings its schema up to date, and checks that the ledger secret is the one it
 * was made with. Commits are durable (WAL with `synchronous=FULL`).
 *
 * Throws when the file cannot be opened, when the secret is another one, or when the schema is newer than this code.
 */
export function openSqliteLedger(options: SqliteLedgerOptions): OrderLedger {
  const { path, digest, now = Date.now } = options
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  try {
    // First of all: the other statements already wait for locks.
    database.exec("PRAGMA busy_timeout = 5000")
    database.exec("PRAGMA journal_mode = WAL")
    database.exec("PRAGMA synchronous = FULL")
    migrate(database)
    refuseOtherSecret(database, digest)
  } catch (error) {
    database.close()
    throw error
  }
  return createLedger(database, now)
}

/** The schema's history. Forward only: a step that was released never changes. */
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
]

function migrate(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE")
  try {
    const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"])
    if (version > migrations.length) {
      throw new Error(
        `the ledger has schema ${version}, and this version knows ${migrations.length}: deploy the newer one`,
      )
    }
    for (const migration of migrations.slice(version)) database.exec(migration)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
    database.exec("COMMIT")
  } catch (error) {
    database.exec("ROLLBACK")
    throw error
  }
}

function refuseOtherSecret(database: DatabaseSync, digest: Digest): void {
  const canary = digest.hmac('["canary"]')
  database.prepare("INSERT OR IGNORE INTO ledger_secret VALUES (1, ?)").run(canary)
  const standing = database.prepare("SELECT canary FROM ledger_secret").get()?.["canary"]
  if (standing !== canary) {
    throw new Error(
      "the ledger was made with another ledger secret: with this one it would recognise no repeated request",
    )
  }
}

/** Makes a row, takes over one whose lease has lapsed or that was left unfinished, or starts over a refused one. */
const claimStatement = `
  INSERT INTO lab_orders AS standing (
    brand_id, user_id, key_hmac, order_id, body_hmac, state, fence, attempt, dirty,
    first_sent_at, lease_until, created_at, updated_at, patient_id, panel_slug, total_cents, currency
  ) VALUES (
    $brand_id, $user_id, $key_hmac, $order_id, $body_hmac, 'started', 1, 1, 0,
    $now, $now + $lease, $now, $now, $patient_id, $panel_slug, $total_cents, $currency
  )
  ON CONFLICT (brand_id, user_id, key_hmac) DO UPDATE SET
    order_id      = excluded.order_id,
    body_hmac     = excluded.body_hmac,
    state         = 'started',
    fence         = standing.fence + 1,
    attempt       = CASE WHEN standing.order_id <> excluded.order_id THEN 1
                         WHEN standing.state = 'refused' THEN standing.attempt + 1
                         ELSE standing.attempt END,
    dirty         = CASE standing.state WHEN 'refused' THEN 0 WHEN 'started' THEN 1 ELSE standing.dirty END,
    -- Moves only while nothing can have been sent under the upstream key.
    first_sent_at = CASE WHEN standing.state = 'refused' THEN excluded.first_sent_at
                         WHEN standing.state = 'unfinished' AND standing.dirty = 0 THEN excluded.first_sent_at
                         ELSE standing.first_sent_at END,
    lease_until   = excluded.lease_until,
    created_at    = CASE WHEN standing.order_id <> excluded.order_id THEN excluded.created_at
                         ELSE standing.created_at END,
    updated_at    = excluded.updated_at,
    patient_id    = excluded.patient_id,
    panel_slug    = excluded.panel_slug,
    total_cents   = excluded.total_cents,
    currency      = excluded.currency
  WHERE standing.state = 'refused'
     OR (standing.order_id = excluded.order_id
         AND (standing.state = 'unfinished'
              OR (standing.state = 'started'
                  -- A lease that ends later than any lease can was written by a clock that was wrong.
                  AND (standing.lease_until <= $now OR standing.lease_until > $now + $lease))))
  RETURNING *`

const thisRow = "brand_id = $brand_id AND user_id = $user_id AND key_hmac = $key_hmac"
const thisHold = `${thisRow} AND order_id = $order_id AND fence = $fence AND state = 'started'`

function createLedger(database: DatabaseSync, now: () => number): OrderLedger {
  const claim = database.prepare(claimStatement)
  const read = database.prepare(`SELECT * FROM lab_orders WHERE ${thisRow}`)
  const record = database.prepare(`
    UPDATE lab_orders
    SET state = 'placed', junction_order_id = $junction_order_id, status = $status, updated_at = $now
    WHERE ${thisRow} AND order_id = $order_id AND state <> 'placed'`)
  const refuse = database.prepare(
    `UPDATE lab_orders SET state = 'refused', updated_at = $now WHERE ${thisHold}`,
  )
  const release = database.prepare(
    `UPDATE lab_orders SET state = 'unfinished', dirty = $dirty, updated_at = $now WHERE ${thisHold}`,
  )

  const rowOf = (intent: Intent): LedgerRow | undefined => {
    const record = read.get(keyOf(intent))
    return record === undefined ? undefined : toRow(record)
  }

  return {
    claim: async (intent) => {
      const taken = claim.get({
        ...keyOf(intent),
        ...intent.kept,
        order_id: intent.orderId,
        body_hmac: intent.bodyHmac,
        now: now(),
        lease: leaseMs,
      })
      if (taken !== undefined) return { kind: "held", hold: toHold(toRow(taken)) }
      const standing = rowOf(intent)
      if (standing === undefined) throw new Error("a row that stood in the way is gone")
      return toObstacle(standing, intent)
    },
    record: async (intent, { junctionOrderId, status }) => {
      record.run({
        ...keyOf(intent),
        order_id: intent.orderId,
        junction_order_id: junctionOrderId,
        status,
        now: now(),
      })
      const row = rowOf(intent)
      return row?.orderId === intent.orderId && row.placed !== undefined
        ? toLabOrder(row, row.placed)
        : undefined
    },
    refuse: async (intent, fence) => {
      refuse.run({ ...keyOf(intent), order_id: intent.orderId, fence, now: now() })
    },
    release: async (intent, fence, dirty) => {
      const values = { order_id: intent.orderId, fence, dirty: dirty ? 1 : 0, now: now() }
      release.run({ ...keyOf(intent), ...values })
    },
    close: async () => database.close(),
  }
}

function keyOf({ brandId, userId, keyHmac }: Intent) {
  return { brand_id: brandId, user_id: userId, key_hmac: keyHmac }
}

/** The columns as the schema above types them. */
function toRow(columns: Record<string, SQLOutputValue>): LedgerRow {
  const text = (name: string) => columns[name] as string
  const integer = (name: string) => columns[name] as number
  const junctionOrderId = columns["junction_order_id"] as string | null
  return {
    brandId: text("brand_id"),
    userId: text("user_id"),
    keyHmac: text("key_hmac"),
    orderId: text("order_id"),
    bodyHmac: text("body_hmac"),
    kept: {
      patient_id: columns["patient_id"] as string | null,
      panel_slug: text("panel_slug"),
      total_cents: columns["total_cents"] as number | null,
      currency: columns["currency"] as string | null,
    },
    state: text("state") as LedgerRow["state"],
    fence: integer("fence"),
    attempt: integer("attempt"),
    dirty: integer("dirty") === 1,
    firstSentAt: integer("first_sent_at"),
    leaseUntil: integer("lease_until"),
    createdAt: integer("created_at"),
    updatedAt: integer("updated_at"),
    placed: junctionOrderId === null ? undefined : { junctionOrderId, status: text("status") },
  }
}
