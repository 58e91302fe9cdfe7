import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, existsSync, openSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { expect, onTestFinished, test } from "vitest"
import { createHashing, openLedger } from "../../src/node/index.ts"
import { createJunctionSimulator, listen } from "@loop-health/integrations-simulator"
import { cli, runCli } from "../support/cli-process.ts"
import { startPostgres } from "../support/postgres-server.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const secret = Buffer.alloc(32, 7)

function sqliteUrl(): string {
  return `sqlite:${join(temporaryFolder(), "ledger.sqlite")}`
}

/** Creates a ledger with a placed row, an unfinished row, and a row with an active claim. */
async function fill(url: string): Promise<void> {
  const ledger = await openLedger(url, createHashing(secret))
  const intent = (name: string) => ({
    brandId: "brand_a",
    userId: "user_a",
    keyHmac: `key-${name}`,
    bodyHmac: "body",
    orderId: `order-${name}`,
    orderFields: {
      patient_id: "pat_secret",
      panel_slug: "pcos",
      total_cents: null,
      currency: null,
    },
  })
  await ledger.claim(intent("placed"))
  await ledger.record(intent("placed"), { junctionOrderId: "junction-1", status: "received" })
  const claim = await ledger.claim(intent("left"))
  if (claim.kind !== "claimed") throw new Error("the row is not new")
  const release = { code: "junction_outcome_unknown", indeterminate: true, sent: true } as const
  await ledger.release(intent("left"), claim.claim.fence, release)
  await ledger.claim(intent("claimed"))
  await ledger.close()
}

const environment = (url: string) => ({
  DATABASE_URL: url,
  LEDGER_SECRET: secret.toString("base64"),
})

test.each([
  [["orders"], 'Unknown command "orders". Commands: serve, config,'],
  [["orders", "show"], "orders show <order id>"],
  [["orders", "show", "order-placed", "order-left"], 'Too many arguments for "orders show"'],
  [["orders", "unfinished", "order-left"], 'Too many arguments for "orders unfinished"'],
  [["serve", "production"], 'Too many arguments for "serve"'],
  [["orders", "unfinished", "--yaml"], "--yaml"],
  [["orders", "unfinished"], "No ledger exists at DATABASE_URL"],
])("%j exits with 2 and prints the usage error", async (parameters, message) => {
  const ended = await runCli(parameters, { LEDGER_SECRET: secret.toString("base64") })
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr).toContain(message)
})

test("orders unfinished does not create a missing ledger", async () => {
  const url = sqliteUrl()
  const ended = await runCli(["orders", "unfinished"], environment(url))
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr).toContain("No ledger exists at DATABASE_URL")
  expect(existsSync(url.slice("sqlite:".length))).toBe(false)
})

test("migrate rejects an invalid DATABASE_URL without printing it", async () => {
  const ended = await runCli(["migrate"], environment("mysql://admin:hunter2@host/db"))
  expect(ended.code).toBe(1)
  expect(ended.stderr).toContain("postgres://")
  expect(ended.stderr).not.toContain("hunter2")
})

test("orders show prints the ledger's record of an order without patient data", async () => {
  const url = sqliteUrl()
  await fill(url)
  const { stdout } = await runCli(["orders", "show", "order-left", "--json"], environment(url))
  expect(JSON.parse(stdout)).toMatchObject({
    order_id: "order-left",
    brand_id: "brand_a",
    state: "unfinished",
    attempt: 1,
    indeterminate: true,
    last_code: "junction_outcome_unknown",
    junction_order_id: null,
  })
  const placed = await runCli(["orders", "show", "order-placed"], environment(url))
  expect(placed.stdout).toMatch(/^state +placed$/m)
  expect(placed.stdout).toMatch(/^junction_order_id +junction-1$/m)
  for (const text of [stdout, placed.stdout]) expect(text).not.toMatch(/pat_secret|pcos/)
  expect(await runCli(["orders", "show", "order-none"], environment(url))).toMatchObject({
    code: 1,
  })
})

test("orders show finds an order by Junction's ID", async () => {
  const url = sqliteUrl()
  await fill(url)
  const { stdout } = await runCli(["orders", "show", "junction-1", "--json"], environment(url))
  expect(JSON.parse(stdout)).toMatchObject({
    order_id: "order-placed",
    junction_order_id: "junction-1",
  })
  const unknown = await runCli(["orders", "show", "junction-2"], environment(url))
  expect(unknown).toMatchObject({ code: 1, stdout: "" })
  expect(unknown.stderr).toContain("Check DATABASE_URL and the order ID")
})

test("orders unfinished lists unfinished orders with age, attempt, and last code", async () => {
  const url = sqliteUrl()
  await fill(url)
  const { stdout } = await runCli(["orders", "unfinished"], environment(url))
  expect(stdout).toMatch(
    /^order-left {2}age \d+ s, attempt 1, junction_outcome_unknown, may exist at Junction\n1 unfinished\n$/,
  )
  const json = await runCli(["orders", "unfinished", "--json"], environment(url))
  expect(JSON.parse(json.stdout)).toMatchObject([{ order_id: "order-left" }])
})

test("reconcile reports how many rows it looked up", async () => {
  const url = sqliteUrl()
  await fill(url)
  const junction = await listen(createJunctionSimulator())
  onTestFinished(() => junction.close())
  const { stdout, code } = await runCli(["reconcile", "--json"], {
    ...environment(url),
    JUNCTION_BASE_URL: junction.url,
    JUNCTION_API_KEY: "sk_us_test",
  })
  expect(code).toBe(0)
  // The row changed too recently. Its caller may still retry.
  expect(JSON.parse(stdout)).toEqual({
    lookedUp: 0,
    found: 0,
    missing: 0,
    unfinished: 0,
    rechecked: 0,
    skipped: 1,
    events: [],
  })
})

test("reconcile reports an order that Junction does not list only once", async () => {
  const url = sqliteUrl()
  await fill(url)
  const database = new DatabaseSync(url.slice("sqlite:".length))
  database.exec("UPDATE lab_orders SET updated_at = updated_at - 3600000, last_sent_before = 0")
  database.close()
  const junction = await listen(createJunctionSimulator())
  onTestFinished(() => junction.close())
  const junctionEnvironment = { JUNCTION_BASE_URL: junction.url, JUNCTION_API_KEY: "sk_us_test" }
  const reconcileAgain = () =>
    runCli(["reconcile"], { ...environment(url), ...junctionEnvironment })
  expect((await reconcileAgain()).stdout).toMatch(
    /^order_missing orderId=order-left attempt=1 lastCode=junction_outcome_unknown ageMs=\d+\nLooked up: 1\. Found: 0\. Missing: 1\. Still unfinished: 0\. Rechecked: 0\.\n$/,
  )
  expect((await reconcileAgain()).stdout).toBe(
    "Looked up: 0. Found: 0. Missing: 0. Still unfinished: 0. Rechecked: 0.\n" +
      "1 unfinished order was not looked up (changed in the last 60 seconds, or not found by an earlier lookup).\n",
  )
})

test("orders show escapes control characters of claims", async () => {
  const url = sqliteUrl()
  await fill(url)
  const database = new DatabaseSync(url.slice("sqlite:".length))
  const hostile = "a\u001b[31m\u009b2J\u202e\u2066\nstate             placed\r\u0007"
  database.prepare("UPDATE lab_orders SET user_id = ?").run(hostile)
  database.close()
  const raw = /[^\P{Cc}\n]|\p{Bidi_Control}/u
  const text = await runCli(["orders", "show", "order-left"], environment(url))
  expect(text.stdout).not.toMatch(raw)
  expect(text.stdout).toMatch(
    /^user_id +a\\u001b\[31m\\u009b2J\\u202e\\u2066\\u000astate +placed\\u000d\\u0007$/m,
  )
  const json = await runCli(["orders", "show", "order-left", "--json"], environment(url))
  expect(json.stdout).not.toMatch(raw)
  expect(JSON.parse(json.stdout)).toMatchObject({ user_id: hostile })
  const unknown = await runCli(["orders\u001b[31m"], environment(url))
  expect(unknown.stderr).not.toMatch(raw)
})

test("migrate creates the schema of a PostgreSQL ledger and can run again", async () => {
  const server = await startPostgres()
  onTestFinished(() => server.remove())
  const { connectionString: url } = await server.createSchema()
  const before = await runCli(["orders", "unfinished"], environment(url))
  expect(before.code).toBe(1)
  expect(before.stderr).toContain("migrat")
  for (let times = 0; times < 2; times += 1) {
    expect(await runCli(["migrate"], environment(url))).toMatchObject({
      code: 0,
      stdout: "The ledger's schema is up to date.\n",
    })
  }
  await fill(url)
  const { stdout } = await runCli(["orders", "unfinished"], environment(url))
  expect(stdout).toContain("order-left")
  expect(stdout).toContain("1 unfinished")
})

test("an older Node exits with the required version", async () => {
  // Sets `process.version` before the command is loaded.
  const older = `data:text/javascript,Object.defineProperty(process, "version", { value: "v20.20.2" })`
  const options = `--import=${encodeURI(older)}`
  expect(await runCli(["serve"], { NODE_OPTIONS: options })).toMatchObject({
    code: 1,
    stderr:
      "integrations-server: Node 24 or newer is required, but this is v20.20.2. Install a newer Node.\n",
  })
})

// Other systems have no device that is always full.
test.runIf(existsSync("/dev/full"))("help reports output that cannot be written", async () => {
  const full = openSync("/dev/full", "w")
  const child = spawn(process.execPath, [cli, "help"], { stdio: ["ignore", full, "pipe"] })
  let stderr = ""
  child.stderr?.on("data", (text) => (stderr += String(text)))
  const [code] = await once(child, "close")
  closeSync(full)
  expect(stderr).toBe("integrations-server: The output could not be written (ENOSPC).\n")
  expect(code).toBe(1)
})

test("help exits with 0 if its reader closes the pipe", async () => {
  const child = spawn(process.execPath, [cli, "help"], { stdio: ["ignore", "pipe", "pipe"] })
  // Closed before the command writes.
  child.stdout.destroy()
  let stderr = ""
  child.stderr.on("data", (text) => (stderr += String(text)))
  const [code] = await once(child, "close")
  expect([code, stderr]).toEqual([0, ""])
})
