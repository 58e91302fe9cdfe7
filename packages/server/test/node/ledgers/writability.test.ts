// A ledger that can be read but not written must not receive requests.
import { rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import type { OrderLedger } from "../../../src/index.ts"
import {
  migratePostgresLedger,
  openPostgresLedger,
  openSqliteLedger,
} from "../../../src/node/index.ts"
import { createProbes } from "../../../src/node/http/probes.ts"
import { createTestHandler } from "../../support/in-process.ts"
import { hashing, temporaryFile } from "../../support/ledgers.ts"
import { startPostgres } from "../../support/postgres-server.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

async function readiness(ledger: OrderLedger) {
  const page = createProbes({ ledger, isShuttingDown: () => false })["/readyz"]
  return { status: (await page?.())?.status, body: (await page?.())?.body }
}

const ready = { status: 200, body: '{"status":"ready"}' }
const unavailable = { status: 503, body: '{"status":"store_unavailable"}' }

/** Opens a SQLite ledger, and a second connection that can lock it. */
async function openSqlite() {
  const path = temporaryFile()
  const ledger = await openSqliteLedger({ path, hashing })
  onTestFinished(() => ledger.close())
  const other = new DatabaseSync(path)
  onTestFinished(() => other.close())
  return { path, ledger, other }
}

/** Opens a PostgreSQL ledger whose connections are read-only, as on a standby. */
async function openReadOnlyPostgres() {
  const { connectionString } = await server.createSchema()
  await migratePostgresLedger({ connectionString })
  const url = new URL(connectionString)
  const options = url.searchParams.get("options") ?? ""
  url.searchParams.set("options", `${options} -c default_transaction_read_only=on`.trim())
  const ledger = await openPostgresLedger({
    connectionString: url.href,
    hashing,
    bindSecret: false,
  })
  onTestFinished(() => ledger.close())
  return ledger
}

test("a locked SQLite ledger is not ready, and is ready again after the lock", async () => {
  const { ledger, other } = await openSqlite()
  expect(await readiness(ledger)).toEqual(ready)
  other.exec("BEGIN IMMEDIATE")
  expect(await readiness(ledger)).toEqual(unavailable)
  other.exec("ROLLBACK")
  await expect.poll(() => readiness(ledger)).toEqual(ready)
})

// Windows does not remove an open file.
test.skipIf(process.platform === "win32").each(["", "-wal"])(
  "a SQLite ledger whose file%s was removed is not ready and takes no orders",
  async (ending) => {
    const { path, ledger } = await openSqlite()
    const { send, logs } = createTestHandler({ ledger })
    expect(await send()).toMatchObject({ status: 201 })
    rmSync(`${path}${ending}`)
    expect(await readiness(ledger)).toEqual(unavailable)
    expect(await send()).toMatchObject({ status: 502, error: { error: "store_unavailable" } })
    expect(logs[1]).toMatchObject({ error: { code: "FILE_REPLACED" } })
  },
)

test("a read-only PostgreSQL ledger is not ready", async () => {
  const ledger = await openReadOnlyPostgres()
  expect(await ledger.unfinished({ limit: 1 })).toEqual([])
  expect(await readiness(ledger)).toEqual(unavailable)
})

test("the log has SQLite's result code of a failed write", async () => {
  const { ledger, other } = await openSqlite()
  const { send, logs } = createTestHandler({ ledger })
  other.exec("BEGIN IMMEDIATE")
  expect((await send()).status).toBe(502)
  expect(logs).toMatchObject([{ code: "store_unavailable", error: { code: "SQLITE_BUSY" } }])
})

test("the log has the SQLSTATE of a failed write", async () => {
  const { send, logs } = createTestHandler({ ledger: await openReadOnlyPostgres() })
  expect((await send()).status).toBe(502)
  expect(logs).toMatchObject([{ code: "store_unavailable", error: { code: "25006" } }])
})

test("the error of one failed operation in a batch has its result code", async () => {
  const { ledger, other } = await openSqlite()
  other.exec("DROP TABLE lab_orders")
  other.exec("CREATE TABLE lab_orders (brand_id, user_id, key_hmac)")
  const { send, logs } = createTestHandler({ ledger })
  expect((await send()).status).toBe(502)
  expect(logs).toMatchObject([{ error: { code: "SQLITE_1" } }])
})
