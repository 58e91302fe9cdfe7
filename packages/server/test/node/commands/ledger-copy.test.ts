import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, expect, test } from "vitest"
import { migratePostgresLedger, openLedger } from "../../../src/node/index.ts"
import { runCli, startCli, startServer, type Variables } from "../../support/cli-process.ts"
import { createDeployment, validVariables } from "../../support/deployment.ts"
import { anIntent, claimIntent, hashing } from "../../support/ledgers.ts"
import { startPostgres, type PostgresServer } from "../../support/postgres-server.ts"
import { temporaryFolder } from "../../support/temporary-folder.ts"

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

/** The variables of a ledger that the helpers of `ledgers.ts` open. */
const variables: Variables = { LEDGER_SECRET: Buffer.alloc(32, 7).toString("base64") }

const sqliteUrl = () => `sqlite:${join(temporaryFolder(), "ledger.sqlite")}`
const toPath = (url: string) => url.slice("sqlite:".length)

async function createSchema() {
  const schema = await server.createSchema()
  await migratePostgresLedger(schema)
  return schema
}

const createUrl = {
  SQLite: async () => sqliteUrl(),
  PostgreSQL: async () => (await createSchema()).connectionString,
}

/** Binds a new ledger to the secret, as serve does. */
async function bind(url: string): Promise<string> {
  await (await openLedger(url, hashing)).close()
  return url
}

/** Creates a SQLite ledger with rows of every state, and returns its URL. */
async function createRows(count: number): Promise<string> {
  const url = await bind(sqliteUrl())
  const database = new DatabaseSync(toPath(url))
  database
    .prepare(
      `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
       INSERT INTO lab_orders
       SELECT 'brand ' || (n % 7), 'üser 😀 ' || (n % 11), 'key-' || n, 'order-' || n, 'body-' || n,
              json_object('patient_id', iif(n % 3, 'pat "' || n, NULL), 'panel_slug', 'pcos',
                          'total_cents', 9007199254740991 - n, 'currency', iif(n % 2, '€€€', NULL)),
              CASE n % 4 WHEN 0 THEN 'started' WHEN 1 THEN 'unfinished' WHEN 2 THEN 'rejected'
                         ELSE 'placed' END,
              n, 1 + n % 5, n % 2, n % 3, n % 6, 1000 + n, 2000 + n, 3000 + n, 500 + n, 4000 + n,
              iif(n % 4 = 3, 'junction-' || n, NULL), iif(n % 4 = 3, 'received', NULL),
              iif(n % 4 = 2, 'junction_rejected', NULL), iif(n % 5, NULL, 5000 + n)
       FROM number`,
    )
    .run(count)
  database.close()
  return url
}

function readRows(url: string) {
  const database = new DatabaseSync(toPath(url))
  const rows = database.prepare("SELECT * FROM lab_orders ORDER BY order_id").all()
  const secret = database.prepare("SELECT * FROM ledger_secret").all()
  database.close()
  return { rows, secret }
}

const copy = (from: string, to: string, more = variables) =>
  runCli(["ledger", "copy", from, to], more)

test("after copies to PostgreSQL and back, a key returns its order", async () => {
  const deployment = await createDeployment()
  const first = deployment.variables["DATABASE_URL"] ?? ""
  const second = await createUrl.PostgreSQL()
  const third = sqliteUrl()
  const runOn = async (url: string) => {
    const process = await deployment.start({ DATABASE_URL: url })
    const response = await deployment.send(process.url, "key")
    process.signal("SIGTERM")
    expect(await process.exited).toBe(0)
    return response
  }
  const placed = await runOn(first)
  expect(placed.status).toBe(201)
  for (const [from, to] of [
    [first, second],
    [second, third],
  ] as const) {
    expect(await copy(from, to, deployment.variables)).toMatchObject({ code: 0 })
    const { status, body, headers } = await runOn(to)
    expect({ status, body }).toEqual({ status: placed.status, body: placed.body })
    expect(headers["idempotent-replayed"]).toBe("true")
  }
  expect(deployment.simulator.orders()).toHaveLength(1)
})

test("ledger copy copies every row exactly and prints the counts", async () => {
  const source = await createRows(2_503)
  const postgres = await createUrl.PostgreSQL()
  const target = sqliteUrl()
  expect(await copy(source, postgres)).toEqual({
    code: 0,
    stdout:
      "Copied 2503 orders: 626 placed, 626 rejected, 625 started, 626 unfinished.\nSet DATABASE_URL to the target, and start the servers.\n",
    stderr: "",
  })
  const { code, stdout } = await runCli(["ledger", "copy", "--json", postgres, target], variables)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    copied: 2_503,
    states: { placed: 626, rejected: 626, started: 625, unfinished: 626 },
  })
  expect(readRows(target)).toEqual(readRows(source))
})

test("ledger copy continues after it was killed, and no server opens the unfinished copy", async () => {
  const source = await createRows(2_500)
  const { connectionString: target, query } = await createSchema()
  // The last row by key blocks the copy in its third batch.
  await query("BEGIN")
  await query(`
    INSERT INTO lab_orders (brand_id, user_id, key_hmac, order_id, body_hmac, order_fields, state, fence, attempt,
      indeterminate, first_sent_at, last_sent_before, lease_until, created_at, updated_at, written_by)
    VALUES ('brand 6', 'üser 😀 9', 'key-97', 'order-97', '', '', 'started', 1, 1, false, 0, 0, 0, 0, 0, '')`)
  const killed = startCli(["ledger", "copy", source, target], variables)
  await expect
    .poll(() => query("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))
    .toHaveLength(1)
  killed.signal("SIGKILL")
  await killed.exited
  await query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'integrations-ledger-copy'`)
  await query("ROLLBACK")
  const [{ count } = {}] = await query("SELECT count(*) FROM lab_orders")
  expect(Number(count)).toBe(2_000)

  const environment = { ...validVariables, ...variables, DATABASE_URL: target }
  for (const command of [["serve"], ["orders", "unfinished"]]) {
    const { code, stderr } = await runCli(command, environment)
    expect(code).toBe(1)
    expect(stderr).toContain("The ledger is an unfinished copy.")
  }
  const other = await createRows(1)
  expect(await copy(other, target)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("unfinished copy of another ledger"),
  })
  // The source may have changed since.
  const database = new DatabaseSync(toPath(source))
  database.exec("UPDATE lab_orders SET updated_at = updated_at + 1 WHERE state = 'unfinished'")
  database.close()
  expect(await copy(source, target)).toMatchObject({ code: 0 })
  const back = sqliteUrl()
  expect(await copy(target, back)).toMatchObject({ code: 0 })
  expect(readRows(back)).toEqual(readRows(source))
})

test.each(["SQLite", "PostgreSQL"] as const)(
  "ledger copy to %s rejects a target with orders",
  async (kind) => {
    const source = await createRows(3)
    const url = await createUrl[kind]()
    const ledger = await openLedger(url, hashing)
    await claimIntent(ledger)
    await ledger.close()
    expect(await copy(source, url)).toEqual({
      code: 1,
      stdout: "",
      stderr: "integrations-server: The target already has 1 order. Copy to an empty ledger.\n",
    })
    const after = await openLedger(url, hashing)
    expect(await after.read(anIntent())).toBeDefined()
    await after.close()
  },
)

test.each(["SQLite", "PostgreSQL"] as const)(
  "ledger copy from %s rejects ledgers in use, and claims that are active",
  async (kind) => {
    const [source, target] = [await createUrl[kind](), await createUrl[kind]()]
    await bind(target)
    const message =
      /^integrations-server: The source cannot be opened\. .+ using the ledger\. Stop /
    const ledger = await openLedger(source, hashing)
    expect(await copy(source, target)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(message),
    })
    await claimIntent(ledger)
    await ledger.close()
    expect(await copy(source, target)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "In the source, 1 order has an active claim. Stop every server that uses the source, wait 35 seconds",
      ),
    })
    const opened = await openLedger(target, hashing)
    const free = await createRows(3)
    expect(await copy(free, target)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The target cannot be opened."),
    })
    await opened.close()
  },
)

test.each(["source", "target"] as const)(
  "ledger copy rejects a %s with another secret",
  async (role) => {
    const [source, target] = [await createRows(3), await bind(sqliteUrl())]
    const database = new DatabaseSync(toPath(role === "source" ? source : target))
    database.exec("UPDATE ledger_secret SET canary = 'other'")
    database.close()
    expect(await copy(source, target)).toEqual({
      code: 1,
      stdout: "",
      stderr: `integrations-server: The ${role} cannot be copied. The ledger was created with another LEDGER_SECRET. Set that secret. With a new secret, retries would create duplicate orders.\n`,
    })
    expect(readRows(target).rows).toEqual([])
  },
)

test.each([
  [["ledger"], 'Unknown command "ledger"'],
  [["ledger", "copy"], "ledger copy <from> <to>"],
  [["ledger", "copy", "sqlite:./a"], "ledger copy <from> <to>"],
  [["ledger", "copy", "sqlite:./a", "sqlite:./b", "sqlite:./c"], "Too many arguments"],
  [["ledger", "copy", "sqlite:./a", "sqlite:./a"], "The source and the target must be different"],
  [["ledger", "copy", "sqlite:./none", "sqlite:./b"], "No ledger exists at the source"],
  [["ledger", "copy", "mysql://admin:hunter2@host/db", "sqlite:./b"], "The source must be"],
  [["ledger", "copy", "sqlite:./a", "mysql://admin:hunter2@host/db"], "The target must be"],
])("%j exits with 2 and prints the usage error", async (parameters, message) => {
  const ended = await runCli(parameters, variables)
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr).toContain(message)
  expect(ended.stderr).not.toContain("hunter2")
})

test("ledger copy creates no target for a source that cannot be copied", async () => {
  const target = sqliteUrl()
  const empty = sqliteUrl()
  await runCli(["migrate"], { DATABASE_URL: empty })
  expect(await copy(empty, target)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("The source is empty, because no server has used it."),
  })
  expect(existsSync(toPath(target))).toBe(false)
})

test("config and serve warn of an empty PostgreSQL ledger beside a SQLite ledger with orders", async () => {
  const warning = "The ledger of DATABASE_URL is empty, but ./data/ledger.sqlite has orders."
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, "data"))
  const source = await createRows(3)
  const path = join(cwd, "data/ledger.sqlite")
  copyFileSync(toPath(source), path)
  const target = await createUrl.PostgreSQL()
  const environment = { ...validVariables, ...variables, DATABASE_URL: target }
  expect((await runCli(["config"], environment, { cwd })).stderr).toContain(warning)
  const serving = await startServer(environment, { cwd })
  serving.signal("SIGTERM")
  await serving.exited
  expect(serving.stdout()).toContain(warning)
  expect(readdirSync(join(cwd, "data"))).toEqual(["ledger.sqlite"])

  expect(await copy(`sqlite:${path}`, target)).toMatchObject({ code: 0 })
  expect((await runCli(["config"], environment, { cwd })).stderr).not.toContain(warning)
})
