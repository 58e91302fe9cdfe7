// Measures the orders per second of each ledger: `npm run bench -- ledger`. `--rounds` sets the
// number of rounds. Default: 3. Each order has two durable steps: claim and record. In each round,
// the contenders alternate, so that other load affects all of them.
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { open, type FileHandle } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Pool } from "pg"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import {
  saveResults,
  summarise,
  summariseRatios,
  type ResultTable,
} from "../../../scripts/bench/results.ts"
import type { Intent, OrderLedger } from "../src/orders/ledger.ts"
import { createHashing } from "../src/node/hashing.ts"
import { openPostgresLedger } from "../src/node/ledgers/postgres/postgres-ledger.ts"
import { openSqliteDatabase } from "../src/node/ledgers/sqlite/sqlite-database.ts"
import { openSqliteLedger } from "../src/node/ledgers/sqlite/sqlite-ledger.ts"
import { startPostgres } from "./start-postgres.ts"

const { rounds } = readOptions({ rounds: 3 })
const measuredMs = 2_000
const callers = [1, 16, 128] as const
const sizes = [1_000, 1_000_000] as const
const hashing = createHashing(new Uint8Array(32).fill(7))
const placed = { junctionOrderId: "junction", status: "received" }

/** The columns of a placed order, as SQL. `{id}` is an expression for an ID. */
const placedRow = `'brand', 'filled', {id}, {id}, 'body', '{}', 'placed', 1, 1, {false}, 1, 1, 1, 1, 1, 'junction', 'received'`
const placedColumns = `brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt, indeterminate,
  first_sent_at, last_sent_before, lease_until, created_at, updated_at, junction_order_id, status`

/** A way to make the two steps of an order durable. */
interface Contender {
  readonly name: string
  readonly own: boolean
  order(intent: Intent): Promise<unknown>
  /** Adds rows, so that the table has this number. */
  fill?(size: number): Promise<void>
}

const folder = mkdtempSync(join(tmpdir(), "ledger-bench-"))
const cleanUps: (() => Promise<unknown>)[] = [
  async () => rmSync(folder, { recursive: true, force: true }),
]
try {
  const log = await openLog()
  const sqlite = [commitPerStepOnSqlite(), await sqliteLedger(), log]
  const postgres = [...(await postgresContenders()), log]
  saveResults("ledger", [
    await compare("SQLite ledger, orders/s", sqlite, "WAL and synchronous=FULL"),
    await compare("PostgreSQL ledger, orders/s", postgres, "fsync=on and synchronous_commit=on"),
    await compareSizes([...sqlite, ...postgres].filter(({ own }) => own)),
  ])
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
}

async function compare(
  title: string,
  contenders: readonly Contender[],
  durability: string,
): Promise<ResultTable> {
  const samples = contenders.map(() => callers.map((): number[] => []))
  for (const contender of contenders) await measure(contender, 16, 500)
  for (let round = 0; round < rounds; round += 1) {
    for (const [column, count] of callers.entries()) {
      for (const [row, contender] of contenders.entries()) {
        samples[row]?.[column]?.push(await measure(contender, count))
      }
    }
  }
  const mostCallers = (row: number) => samples[row]?.at(-1) ?? []
  return {
    title,
    description: `Orders per second with ${durability}. Each order is two durable steps, and each caller waits for its order before the next one. The append-only log only flushes orders to a file in groups. It cannot find an order by its key, so it is an upper limit and no alternative. ${rounds} rounds of ${measuredMs / 1_000} seconds.`,
    columns: [
      ...callers.map((count) => (count === 1 ? "1 caller" : `${count} callers`)),
      "ratio at 128 callers",
    ],
    rows: contenders.map(({ name, own }, row) => ({
      name,
      own,
      cells: [
        ...(samples[row] ?? []).map(summarise),
        summariseRatios(mostCallers(row), mostCallers(0)),
      ],
    })),
    plot: { column: 2, better: "higher" },
  }
}

async function compareSizes(ledgers: readonly Contender[]): Promise<ResultTable> {
  const rows: ResultTable["rows"][number][] = []
  for (const ledger of ledgers) {
    const cells = []
    for (const size of sizes) {
      await ledger.fill?.(size)
      const samples: number[] = []
      for (let round = 0; round < rounds; round += 1) samples.push(await measure(ledger, 128))
      cells.push(summarise(samples))
    }
    rows.push({ name: ledger.name, own: true, cells })
  }
  return {
    title: "Ledger size, orders/s",
    description:
      "Orders per second of 128 callers, in a ledger that already contains this number of orders.",
    columns: sizes.map((size) => `${size.toLocaleString("en-US")} rows or more`),
    rows,
  }
}

/** Returns the orders per second of callers that each place one order at a time. */
async function measure({ order }: Contender, count: number, ms = measuredMs): Promise<number> {
  const started = performance.now()
  const end = started + ms
  let orders = 0
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (performance.now() < end) {
        await order(toIntent())
        orders += 1
      }
    }),
  )
  return orders / ((performance.now() - started) / 1_000)
}

function toIntent(): Intent {
  const key = randomUUID()
  return {
    brandId: "brand",
    userId: "user",
    keyHmac: key,
    bodyHmac: key,
    orderId: randomUUID(),
    orderFields: { patient_id: "pat", panel_slug: "pcos", total_cents: 100, currency: "USD" },
  }
}

/** Returns the two steps of an order with a ledger. */
function orderWith(ledger: OrderLedger): Contender["order"] {
  return async (intent) => {
    await ledger.claim(intent)
    await ledger.record(intent, placed)
  }
}

async function sqliteLedger(): Promise<Contender> {
  const path = join(folder, "ledger.sqlite")
  const ledger = await openSqliteLedger({ path, hashing })
  cleanUps.push(() => ledger.close())
  return {
    name: "this server, SQLite",
    own: true,
    order: orderWith(ledger),
    async fill(size) {
      const database = new DatabaseSync(path, { timeout: 10_000 })
      const row = placedRow.replaceAll("{id}", "'fill-' || n").replace("{false}", "0")
      database.exec(`
        INSERT OR IGNORE INTO lab_orders (${placedColumns})
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${size})
        SELECT ${row} FROM numbers`)
      database.close()
    },
  }
}

/** The same statements on the same schema, without group commit. */
function commitPerStepOnSqlite(): Contender {
  const path = join(folder, "plain.sqlite")
  const database = openSqliteDatabase({ path, canary: "canary", bindSecret: true })
  cleanUps.push(async () => database.close())
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
  return {
    name: "a commit for each step",
    own: false,
    async order(intent) {
      database.write([{ kind: "claim", intent }])
      await nextTurn()
      database.write([{ kind: "record", intent, placed }])
      await nextTurn()
    },
  }
}

async function postgresContenders(): Promise<readonly Contender[]> {
  const { connectionString, stop } = await startPostgres(folder)
  cleanUps.push(stop)
  const pool = new Pool({ connectionString, max: 10 })
  cleanUps.push(() => pool.end())
  const ledger = await openPostgresLedger({ connectionString, hashing })
  cleanUps.push(() => ledger.close())
  const plainClaim = `
    INSERT INTO lab_orders (
      brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt, indeterminate,
      first_sent_at, last_sent_before, lease_until, created_at, updated_at, written_by
    ) VALUES ($1, $2, $3, $4, $5, $6, 'started', 1, 1, false, 1, 1, 1, 1, 1, '')`
  const plainRecord = `
    UPDATE lab_orders SET state = 'placed', junction_order_id = 'junction', status = 'received', updated_at = 2
    WHERE brand_id = $1 AND user_id = $2 AND key_hmac = $3`
  return [
    {
      name: "a commit for each step, pool of 10",
      own: false,
      async order({ brandId, userId, keyHmac, orderId, bodyHmac, orderFields }) {
        const row = [brandId, userId, keyHmac, orderId, bodyHmac, JSON.stringify(orderFields)]
        await pool.query({ name: "claim", text: plainClaim, values: row })
        await pool.query({ name: "record", text: plainRecord, values: [brandId, userId, keyHmac] })
      },
    },
    {
      name: "this server, PostgreSQL",
      own: true,
      order: orderWith(ledger),
      async fill(size) {
        const row = placedRow.replaceAll("{id}", "'fill-' || n").replace("{false}", "false")
        await pool.query(`
          INSERT INTO lab_orders (${placedColumns}, written_by)
          SELECT ${row}, '' FROM generate_series(1, ${size}) AS n ON CONFLICT DO NOTHING`)
        await pool.query("VACUUM ANALYZE lab_orders")
      },
    },
  ]
}

/** A log with group fsync and without an index: the least work that makes the steps durable. */
async function openLog(): Promise<Contender> {
  const file: FileHandle = await open(join(folder, "log"), "a")
  cleanUps.push(() => file.close())
  let lines: string[] = []
  let written: Promise<void> | undefined
  const append = (line: object) => {
    lines.push(`${JSON.stringify(line)}\n`)
    return (written ??= previous.then(flush))
  }
  let previous = Promise.resolve()
  const flush = () => {
    const text = lines.join("")
    lines = []
    written = undefined
    previous = file.appendFile(text).then(() => file.datasync())
    return previous
  }
  return {
    name: "an append-only log, without an index",
    own: false,
    async order(intent) {
      await append(intent)
      await append({ keyHmac: intent.keyHmac, ...placed })
    },
  }
}
