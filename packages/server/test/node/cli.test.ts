import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
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

/** A ledger with a placed row, one that was left unfinished, and one that is being worked on. */
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
  const ending = { code: "junction_outcome_unknown", indeterminate: true, sent: true } as const
  await ledger.release(intent("left"), claim.claim.fence, ending)
  await ledger.claim(intent("held"))
  await ledger.close()
}

const environment = (url: string) => ({
  DATABASE_URL: url,
  LEDGER_SECRET: secret.toString("base64"),
})

test.each([
  [["orders"], 'Unknown command "orders"'],
  [["orders", "show"], "orders show <order id>"],
  [["orders", "show", "order-placed", "order-left"], 'Too many arguments for "orders show"'],
  [["orders", "unfinished", "order-left"], 'Too many arguments for "orders unfinished"'],
  [["serve", "production"], 'Too many arguments for "serve"'],
  [["orders", "unfinished", "--yaml"], "--yaml"],
  [["orders", "unfinished"], "No ledger exists at DATABASE_URL"],
])("%j without what it needs says so, and exits 2", async (parameters, message) => {
  const ended = await runCli(parameters, { LEDGER_SECRET: secret.toString("base64") })
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr).toContain(message)
})

test("a ledger that is not there is not made", async () => {
  const url = sqliteUrl()
  const ended = await runCli(["orders", "unfinished"], environment(url))
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr).toContain("No ledger exists at DATABASE_URL")
  expect(existsSync(url.slice("sqlite:".length))).toBe(false)
})

test("a URL that is none is told without what stands in it", async () => {
  const ended = await runCli(["migrate"], environment("mysql://admin:hunter2@host/db"))
  expect(ended.code).toBe(1)
  expect(ended.stderr).toContain("postgres://")
  expect(ended.stderr).not.toContain("hunter2")
})

test("orders show tells what the ledger knows of an order, and nothing of its patient", async () => {
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

test("orders unfinished lists what nobody works on, with age, attempts and last code", async () => {
  const url = sqliteUrl()
  await fill(url)
  const { stdout } = await runCli(["orders", "unfinished"], environment(url))
  expect(stdout).toMatch(
    /^order-left {2}age \d+ s, attempt 1, junction_outcome_unknown, may exist at Junction\n1 unfinished\n$/,
  )
  const json = await runCli(["orders", "unfinished", "--json"], environment(url))
  expect(JSON.parse(json.stdout)).toMatchObject([{ order_id: "order-left" }])
})

test("reconcile looks at Junction, and says what it did", async () => {
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
  // The row changed a moment ago, so it is left to whoever may come back for it.
  expect(JSON.parse(stdout)).toEqual({
    looked: 0,
    found: 0,
    missing: 0,
    open: 0,
    rechecked: 0,
    skipped: 1,
    events: [],
  })
})

test("reconcile names an order that Junction does not have, once", async () => {
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
    /^order_missing orderId=order-left attempt=1 lastCode=junction_outcome_unknown ageMs=\d+\nlooked 1, found 0, missing 1, open 0, rechecked 0\n$/,
  )
  expect((await reconcileAgain()).stdout).toBe(
    "looked 0, found 0, missing 0, open 0, rechecked 0\n" +
      "1 unresolved order was not looked up (changed within 60 seconds, or not found by an earlier lookup).\n",
  )
})

test("migrate makes a PostgreSQL ledger usable, and may be run again", async () => {
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

test("an older Node is told which one is needed", async () => {
  // The program looks at `process.version`, which this sets before it is loaded.
  const older = `data:text/javascript,Object.defineProperty(process, "version", { value: "v20.20.2" })`
  const options = `--import=${encodeURI(older)}`
  expect(await runCli(["serve"], { NODE_OPTIONS: options })).toMatchObject({
    code: 1,
    stderr: "integrations-server: Node 24 or newer is required. This is v20.20.2.\n",
  })
})

test("a reader that stops reading ends the command, and is no fault", async () => {
  const child = spawn(process.execPath, [cli, "help"], { stdio: ["ignore", "pipe", "pipe"] })
  // Before the program has written anything.
  child.stdout.destroy()
  let stderr = ""
  child.stderr.on("data", (text) => (stderr += String(text)))
  const [code] = await once(child, "close")
  expect([code, stderr]).toEqual([0, ""])
})
