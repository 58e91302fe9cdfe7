// Runs what the README and the pages of the reference site show, and checks their tables.
import { execFile } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { promisify } from "node:util"
import { expect, onTestFinished, test, vi } from "vitest"
import { parse } from "yaml"
import {
  createMemoryLedger,
  type AuditEvent,
  type LogEntry,
  type OrderOutcome,
} from "../../src/index.ts"
import {
  createAudit,
  createMetrics,
  createServiceLog,
  migratePostgresLedger,
  openPostgresLedger,
  openSqliteLedger,
} from "../../src/node/index.ts"
import { runCli } from "../support/cli-process.ts"
import { codeSpans, readSitePage } from "../support/site-page.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { parsePrometheusText } from "../support/prometheus-text.ts"
import { createCluster, createTestHandler } from "../support/in-process.ts"
import { hashing } from "../support/ledgers.ts"
import { startPostgres } from "../support/postgres-server.ts"

const configurePage = readSitePage("operate/configure")
const monitorPage = readSitePage("operate/monitor")

test("the first example of the README places an order once", async () => {
  const folder = temporaryFolder()
  const path = join(folder, "begin.mts")
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")
  const firstBlock = readme.split("```ts\n")[1]?.split("\n```")[0] ?? ""
  const sources: Readonly<Record<string, string>> = {
    "@loop-health/integrations-server/node": "../../src/node/index.ts",
    "@loop-health/integrations-simulator": "../../../simulator/src/index.ts",
  }
  writeFileSync(
    path,
    firstBlock.replaceAll(
      /@loop-health\/[\w/-]+/g,
      (name) => new URL(sources[name] ?? name, import.meta.url).href,
    ),
  )
  const run = () => promisify(execFile)(process.execPath, [path], { cwd: folder })
  const [first, second] = [await run(), await run()]
  expect(first.stdout).toMatch(/^201 \{\n +id: '/)
  expect(second.stdout).toBe(first.stdout)
})

const outcomes: Readonly<Record<OrderOutcome, true>> = {
  created: true,
  replayed: true,
  rejected: true,
  unknown: true,
  in_progress: true,
  key_reused: true,
  found: true,
  missing: true,
  duplicate_cancelled: true,
  duplicate_active: true,
}

/** Returns the service's metrics with their labels, after each event has occurred once. */
async function scrapeMetrics(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { telemetry, scrape } = await createMetrics({ ledger: createMemoryLedger() })
  const request = {
    requestId: "r",
    method: "POST",
    path: "/v1/labs/orders",
    time: 0,
    traceHeader: () => undefined,
  }
  const ended = { durationMs: 1, status: 502, code: "internal_error", replayed: false }
  telemetry.startRequest?.(request)?.end?.(ended)
  const call = { operation: "createOrder", method: "POST", path: "/v3/order" } as const
  telemetry
    .startCall?.({ ...call, server: undefined, resends: 1 })
    ?.end?.({ kind: "response", status: 200, networkCode: undefined, durationMs: 1 })
  for (const outcome of Object.keys(outcomes) as OrderOutcome[]) {
    telemetry.recordOrder?.({ time: 0, outcome, brandId: "b", userId: "u", orderId: "o" })
  }
  telemetry.recordLookup?.("found")
  telemetry.recordReconciliation?.({
    time: 0,
    durationMs: 1,
    rows: { found: 0, missing: 0, unfinished: 0 },
  })
  telemetry.recordLedgerOperation?.({ operation: "claim", failed: false, durationMs: 1 })

  const text = await scrape()
  const types = [...text.matchAll(/^# TYPE ((?:http|integrations)_\S+) (\S+)$/gm)]
  const samples = parsePrometheusText(text)
  return new Map(
    types.map(([, name = "", type]) => {
      const found = samples.get(type === "histogram" ? `${name}_count` : name) ?? []
      return [name, new Set(found.flatMap(({ labels }) => Object.keys(labels)))]
    }),
  )
}

test("the site lists the metrics of a scrape with their labels", async () => {
  const metrics = await scrapeMetrics()
  const items =
    monitorPage.section("## Metrics").split("\n</div>")[0]?.split("\n- **").slice(1) ?? []
  const listed = items.map((item) => {
    const [, labels] = item.split("\n  - Labels: ")
    return [codeSpans(item)[0], new Set(codeSpans(labels))] as const
  })
  expect(listed).toHaveLength(metrics.size)
  expect(new Map(listed)).toEqual(metrics)
})

test("every alert uses existing metrics and labels", async () => {
  const metrics = await scrapeMetrics()
  const rules = readAlertRules()
  const { tests } = readYaml("../alerts.test.yaml") as AlertTests
  const series = tests.flatMap(({ input_series }) => input_series.map((one) => one.series))
  const used = [...rules.map(({ expr }) => expr), ...series].flatMap((text) =>
    [...text.matchAll(/\b((?:http|integrations)_\w+)(?:\{([^}]*)\})?/g)].map(
      ([, name = "", selector = ""]) => {
        const labels = metrics.get(name.replace(/_count$/, ""))
        const selected = [...selector.matchAll(/(\w+)=/g)].map(([, label = ""]) => label)
        // Prometheus adds the label `instance`.
        const known = selected.every((label) => label === "instance" || labels?.has(label))
        return { text, known: labels !== undefined && known }
      },
    ),
  )
  expect(used.length).toBeGreaterThanOrEqual(rules.length + series.length)
  expect(used.filter(({ known }) => !known)).toEqual([])
})

// `npm run test:elsewhere` runs these tests with promtool.
test("every alert has a test in which it fires, and one in which it does not", () => {
  const { tests } = readYaml("../alerts.test.yaml") as AlertTests
  const named = tests.map(({ name }) =>
    /^(\w+) (fires|does not fire) /.exec(name)?.slice(1).join(" "),
  )
  const alerts = readAlertRules().map(({ alert }) => alert)
  expect(alerts.length).toBeGreaterThan(0)
  expect(new Set(named)).toEqual(
    new Set(alerts.flatMap((alert) => [`${alert} fires`, `${alert} does not fire`])),
  )
  for (const { name, promql_expr_test } of tests.filter(({ name }) => name.includes(" fires "))) {
    const expected = promql_expr_test.flatMap(({ exp_samples }) => exp_samples)
    const [alert] = name.split(" ")
    expect(expected.map(({ labels }) => labels)).toContainEqual(
      expect.stringContaining(`alertname="${alert}"`),
    )
  }
})

interface AlertTests {
  readonly tests: readonly {
    readonly name: string
    readonly input_series: readonly { readonly series: string }[]
    readonly promql_expr_test: readonly {
      readonly exp_samples: readonly { readonly labels: string }[]
    }[]
  }[]
}

function readAlertRules(): readonly { readonly alert: string; readonly expr: string }[] {
  const { groups } = readYaml("../../alerts.yaml") as {
    groups: readonly [{ rules: readonly { alert: string; expr: string }[] }]
  }
  return groups[0].rules
}

function readYaml(path: string): unknown {
  return parse(readFileSync(new URL(path, import.meta.url), "utf8"))
}

/** Returns the paths of an object's fields. */
function fieldsOf(value: object): string[] {
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? fieldsOf(field).map((path) => `${name}.${path}`)
      : [name],
  )
}

test("the site lists the fields of a log line", async () => {
  const lines: string[] = []
  const log = await createServiceLog({ stream: { write: (line) => void lines.push(line) } })
  const error = { name: "Error", code: "EIO", frames: ["at"] }
  const entry: Required<LogEntry> = {
    level: "error",
    requestId: "r",
    traceId: "t",
    spanId: "s",
    method: "POST",
    path: "/",
    status: 502,
    durationMs: 1,
    code: "internal_error",
    replayed: true,
    upstream: { status: 500, fields: ["/patient"], networkCode: "EPIPE" },
    error,
  }
  log.request(entry)
  const ids = { orderId: "o", junctionOrderId: "j" }
  log.reconcileEvent({ kind: "order_found", ...ids })
  log.reconcileEvent({ kind: "duplicate_order", ...ids, cancelled: true })
  const missing = { attempt: 1, lastCode: "internal_error", ageMs: 1 } as const
  log.reconcileEvent({ kind: "order_missing", orderId: "o", ...missing })
  log.internalError("reconcile", Object.assign(new Error("no"), { code: "EIO" }))
  log.warning("a warning")
  log.listening({ url: "u", operationsUrl: "u" })
  log.shuttingDown("SIGTERM")
  log.shutDown()

  const written = lines.map((line) => {
    const { level: _, time: __, event, ...fields } = JSON.parse(line) as Record<string, unknown>
    return [String(event), fieldsOf(fields)] as const
  })
  const listed = monitorPage
    .rows("## Log")
    .map(([event, , fields]) => [codeSpans(event).join(), codeSpans(fields)] as const)
  expect(listed).toHaveLength(written.length)
  expect(new Map(listed)).toEqual(new Map(written))
})

test("the site lists the fields of an audit line", () => {
  const lines: string[] = []
  const event: Required<AuditEvent> = {
    time: 0,
    outcome: "created",
    brandId: "b",
    userId: "u",
    orderId: "o",
    attempt: 1,
    code: "internal_error",
    junctionOrderId: "j",
    requestId: "r",
    traceId: "t",
  }
  createAudit({ write: (line) => void lines.push(line) }).recordOrder?.(event)
  const [line = "{}"] = lines
  const listed = monitorPage.rows("## Audit").flatMap(([field]) => codeSpans(field))
  expect(listed).toEqual(Object.keys(JSON.parse(line) as object))
  const documented = ["## Metrics", "## Audit"].flatMap((heading) =>
    codeSpans(monitorPage.section(heading)),
  )
  for (const outcome of Object.keys(outcomes)) expect(documented).toContain(outcome)
})

test("the site lists the commands of help", async () => {
  const { stdout } = await runCli(["help"], {})
  const shown = [...stdout.matchAll(/^ {2}([a-z][a-z <>]+?) {2,}[A-Z][a-z]+s /gm)]
  const listed = configurePage.rows("## Commands").flatMap(([command]) => codeSpans(command))
  expect(listed).toEqual(shown.map(([, command = ""]) => `integrations-server ${command}`))
})

test("the site describes every check of doctor", () => {
  const folder = new URL("../../src/node/doctor/", import.meta.url)
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"))
  const names = /"(config|cors|access_token|(?:ledger|issuer|junction|gateway)_[a-z_]+|gateway)"/g
  const checks = sources.flatMap((source) => [...source.matchAll(names)].map(([, name]) => name))
  const rows = readSitePage("operate/deploy").rows("## Check a deployment")
  const described = rows.flatMap(([name]) => codeSpans(name))
  expect(new Set(described)).toEqual(new Set(checks))
  expect(described).toHaveLength(new Set(checks).size)
})

test("the statements that remove a patient ID keep the order", async () => {
  const sql = readSitePage("stored-data").section("## Remove a patient ID")
  const statementFor = (name: string, orderId = "") =>
    new RegExp(`^(UPDATE .*;) -- ${name}$`, "m").exec(sql)?.[1]?.replace("…", orderId) ?? ""
  const path = join(temporaryFolder(), "ledger.sqlite")
  const server = await startPostgres()
  onTestFinished(() => server.remove())
  const schema = await server.createSchema()
  await migratePostgresLedger(schema)
  const { simulator } = createTestHandler()
  const databases = [
    {
      ledger: await openSqliteLedger({ path, hashing }),
      remove: async (id?: string) => new DatabaseSync(path).exec(statementFor("SQLite", id)),
    },
    {
      ledger: await openPostgresLedger({ ...schema, hashing }),
      remove: async (id?: string) => schema.query(statementFor("PostgreSQL", id)),
    },
  ]
  for (const { ledger, remove } of databases) {
    onTestFinished(() => ledger.close())
    const { send } = createTestHandler({ ledger, simulator })
    const request = { headers: { "idempotency-key": "key" } }
    const { order } = await send(request)
    expect(order.patient_id).toBe("pat_0001")
    await remove(order.id)
    expect((await send(request)).order).toEqual({ ...order, patient_id: null })
  }
})

test("a restored ledger places a second order only after one day", async () => {
  const { startInstance, simulator } = createCluster()
  const first = await startInstance().send()
  const restored = () => startInstance({ ledger: createMemoryLedger() })

  await vi.advanceTimersByTimeAsync(23 * 60 * 60 * 1000)
  const within = await restored().send()
  expect(within).toMatchObject({ status: 201, id: first.id })
  expect(within.junctionOrderId).toBe(first.junctionOrderId)
  expect(simulator.orders()).toHaveLength(1)

  await vi.advanceTimersByTimeAsync(2 * 60 * 60 * 1000)
  const after = await restored().send()
  expect(after).toMatchObject({ status: 201, id: first.id })
  expect(after.junctionOrderId).not.toBe(first.junctionOrderId)
  expect(simulator.orders()).toHaveLength(2)
})
