#!/usr/bin/env node
import { existsSync } from "node:fs"
import { parseArgs } from "node:util"
import { createJunctionSearch } from "../junction/order-search.ts"
import { hasLapsed, type LedgerRow, type OrderLedger } from "../ledger.ts"
import { sweep } from "../sweep.ts"
import { createDigest } from "./digest.ts"
import { openLedger, parseLedgerUrl } from "./open-ledger.ts"
import { migratePostgresLedger } from "./postgres-schema.ts"

const usage = `integrations-server migrate                brings the ledger's schema up to date
integrations-server sweep                  looks at Junction for the orders of unfinished rows
integrations-server orders show <order id> what the ledger knows of an order
integrations-server orders unfinished      every row without an order that nobody works on

  --json   for machines: one JSON document

Environment: DATABASE_URL (sqlite:<path> or postgres://…), LEDGER_SECRET (base64, 32 bytes or more), and for a sweep
JUNCTION_BASE_URL and JUNCTION_API_KEY. Nothing that is shown says anything of a patient.
Exit status: 0 done, 1 something is missing or failed, 2 it was asked for wrongly.
`

/** What was asked for wrongly: told in one line. */
class UsageError extends Error {}

interface Invocation {
  readonly words: readonly string[]
  readonly json: boolean
  readonly environment: NodeJS.ProcessEnv
}

try {
  process.exitCode = await run(process.argv.slice(2), process.env)
} catch (error) {
  process.stderr.write(
    `integrations-server: ${error instanceof Error ? error.message : "failed"}\n`,
  )
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function run(parameters: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const { positionals: words, values } = parse(parameters)
  const invocation = { words, json: values.json, environment }
  const command = words.slice(0, words[0] === "orders" ? 2 : 1).join(" ")
  switch (command) {
    case "migrate":
      return migrate(invocation)
    case "sweep":
      return withLedger(invocation, runSweep)
    case "orders show": {
      const [, , orderId, ...more] = words
      if (orderId === undefined || more.length > 0) throw new UsageError("orders show <order id>")
      return withLedger(invocation, (ledger) => showOrder(ledger, orderId, invocation))
    }
    case "orders unfinished":
      return withLedger(invocation, listUnfinished)
    case "help":
      process.stdout.write(usage)
      return 0
    default:
      throw new UsageError(
        `known are migrate, sweep, orders show <order id>, orders unfinished, help`,
      )
  }
}

function parse(parameters: string[]) {
  try {
    const options = { json: { type: "boolean", default: false } } as const
    return parseArgs({ args: parameters, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "unreadable")
  }
}

function required({ environment }: Invocation, name: string): string {
  const value = environment[name]
  if (value === undefined || value === "") throw new UsageError(`${name} is not set`)
  return value
}

async function withLedger(
  invocation: Invocation,
  work: (ledger: OrderLedger, invocation: Invocation) => Promise<number>,
): Promise<number> {
  const url = required(invocation, "DATABASE_URL")
  const location = parseLedgerUrl(url)
  // Opening would make the file, and say that nothing is unfinished in it.
  if (
    location.kind === "sqlite" &&
    invocation.words[0] !== "migrate" &&
    !existsSync(location.path)
  ) {
    throw new UsageError("there is no ledger at DATABASE_URL")
  }
  const secret = Buffer.from(required(invocation, "LEDGER_SECRET"), "base64")
  const ledger = await openLedger(url, createDigest(secret))
  try {
    return await work(ledger, invocation)
  } finally {
    await ledger.close()
  }
}

async function migrate(invocation: Invocation): Promise<number> {
  const location = parseLedgerUrl(required(invocation, "DATABASE_URL"))
  // A SQLite ledger is brought up to date whenever it is opened.
  if (location.kind === "sqlite") return withLedger(invocation, async () => sayMigrated(invocation))
  await migratePostgresLedger({ connectionString: location.connectionString })
  return sayMigrated(invocation)
}

function sayMigrated({ json }: Invocation): number {
  process.stdout.write(json ? '{"migrated":true}\n' : "The ledger's schema is up to date.\n")
  return 0
}

async function runSweep(ledger: OrderLedger, invocation: Invocation): Promise<number> {
  const events: object[] = []
  const result = await sweep({
    ledger,
    lab: createJunctionSearch({
      baseUrl: required(invocation, "JUNCTION_BASE_URL"),
      apiKey: required(invocation, "JUNCTION_API_KEY"),
    }),
    onEvent: (event) => {
      events.push(event)
      if (!invocation.json) process.stdout.write(`${toLine(event)}\n`)
    },
  })
  const { looked, found, missing, open } = result
  process.stdout.write(
    invocation.json
      ? `${JSON.stringify({ ...result, events })}\n`
      : `looked ${looked}, found ${found}, missing ${missing}, open ${open}\n`,
  )
  return 0
}

function toLine(event: object): string {
  return Object.entries(event)
    .map(([name, value]) => (name === "kind" ? String(value) : `${name}=${String(value)}`))
    .join(" ")
}

async function showOrder(
  ledger: OrderLedger,
  orderId: string,
  { json }: Invocation,
): Promise<number> {
  const row = await ledger.find(orderId)
  if (row === undefined) {
    process.stderr.write("There is no such order in the ledger.\n")
    return 1
  }
  const shown = toShown(row)
  process.stdout.write(
    json
      ? `${JSON.stringify(shown)}\n`
      : Object.entries(shown)
          .map(([name, value]) => `${name.padEnd(18)}${String(value ?? "-")}\n`)
          .join(""),
  )
  return 0
}

async function listUnfinished(ledger: OrderLedger, { json }: Invocation): Promise<number> {
  const rows: ReturnType<typeof toShown>[] = []
  let after: LedgerRow | undefined
  do {
    const page = await ledger.unfinished({ limit: 500, after })
    rows.push(...page.map(toShown))
    after = page.at(-1)
  } while (after !== undefined)
  if (json) {
    process.stdout.write(`${JSON.stringify(rows)}\n`)
    return 0
  }
  for (const { order_id, age_seconds, attempt, dirty, last_code, swept_at } of rows) {
    const facts = [`age ${age_seconds} s`, `attempt ${attempt}`, last_code ?? "no code"]
    if (dirty) facts.push("Junction may have it")
    if (swept_at !== null) facts.push(`not found ${swept_at}`)
    process.stdout.write(`${order_id}  ${facts.join(", ")}\n`)
  }
  process.stdout.write(`${rows.length} unfinished\n`)
  return 0
}

/** What an operator may see of a row: neither the patient's id nor the panel, which are the caller's business. */
function toShown(row: LedgerRow) {
  const now = Date.now()
  const time = (epochMs: number | undefined) =>
    epochMs === undefined ? null : new Date(epochMs).toISOString()
  return {
    order_id: row.orderId,
    brand_id: row.brandId,
    user_id: row.userId,
    state: row.state,
    // Held, and nobody holds it any more.
    lapsed: row.state === "started" && hasLapsed(row, now),
    attempt: row.attempt,
    dirty: row.dirty,
    last_code: row.lastCode ?? null,
    junction_order_id: row.placed?.junctionOrderId ?? null,
    status: row.placed?.status ?? null,
    age_seconds: Math.round((now - row.createdAt) / 1000),
    created_at: time(row.createdAt),
    updated_at: time(row.updatedAt),
    first_sent_at: time(row.firstSentAt),
    last_sent_by: time(row.lastSentBy),
    lease_until: time(row.leaseUntil),
    swept_at: time(row.sweptAt),
  }
}
