import { execFile } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { operationsById } from "@loop-health/integrations-contract"
import { expect, test, vi } from "vitest"
import { parse } from "yaml"
import {
  createMemoryLedger,
  type AuditEvent,
  type LedgerRow,
  type LogEntry,
  type OrderOutcome,
} from "../../src/index.ts"
import { createAudit, createMetrics, createServiceLog } from "../../src/node/index.ts"
import { runCli } from "../support/cli-process.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { parsePrometheusText } from "../support/prometheus-text.ts"
import { createCluster } from "../support/in-process.ts"

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")

/** Returns the section of a heading. */
function sectionOf(heading: string): string {
  const [, section] = readme.split(`\n${heading}\n`)
  if (section === undefined) throw new Error(`The README has no heading "${heading}".`)
  return section.split(/\n#+ /)[0] ?? ""
}

/** Returns the rows of the tables in a section, without their heads. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const rows = sectionOf(heading)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]))
}

function isRule(row: readonly string[] | undefined): boolean {
  return row?.every((cell) => /^-+$/.test(cell)) ?? false
}

/** Returns the code spans of a text. */
function codeOf(text = ""): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code)
}

/** Returns the first code block of a language in a text. Default: the whole README. */
function blockOf(language: string, text = readme): string {
  return text.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? ""
}

const codes = Object.entries(operationsById.createLabOrder.errorCodes).flatMap(([status, names]) =>
  names.map((code) => [status, code] as const),
)

test("the first example of the README places an order once", async () => {
  const folder = temporaryFolder()
  const path = join(folder, "begin.mts")
  const sources: Readonly<Record<string, string>> = {
    "@loop-health/integrations-server/node": "../../src/node/index.ts",
    "@loop-health/integrations-simulator": "../../../simulator/src/index.ts",
  }
  writeFileSync(
    path,
    blockOf("ts").replaceAll(
      /@loop-health\/[\w/-]+/g,
      (name) => new URL(sources[name] ?? name, import.meta.url).href,
    ),
  )
  const run = () => promisify(execFile)(process.execPath, [path], { cwd: folder })
  const [first, second] = [await run(), await run()]
  expect(first.stdout).toMatch(/^201 \{\n +id: '/)
  expect(second.stdout).toBe(first.stdout)
})

test("the runbook has one row for each error code of the contract", () => {
  const rows = rowsUnder("## Runbook").filter(([status = ""]) => /^\d{3}$/.test(status))
  expect(rows.map(([status, code]) => [status, ...codeOf(code)])).toEqual(codes)
  for (const row of rows) expect(row).not.toContain("")
})

test("the diagram of a request has every error code of the contract", () => {
  const diagram = blockOf("mermaid", sectionOf("## Lifecycle of a request"))
  const drawn = [...diagram.matchAll(/\b[45]\d\d ([a-z_]+)/g)]
  // `internal_error` can occur in any step. The text below the diagram describes it.
  expect(new Set(drawn.map(([, code]) => code))).toEqual(
    new Set([
      ...codes.map(([, code]) => code).filter((code) => code !== "internal_error"),
      "bad_request",
      "request_timeout",
      "expectation_failed",
      "headers_too_large",
      "not_implemented",
      "http_version_not_supported",
      "not_found",
      "method_not_allowed",
    ]),
  )
})

test("the diagram of a row has the states of a row", () => {
  const states: Readonly<Record<LedgerRow["state"], true>> = {
    started: true,
    unfinished: true,
    rejected: true,
    placed: true,
  }
  const diagram = blockOf("mermaid", sectionOf("## One intent, one order"))
  const drawn = [...diagram.matchAll(/^ +(\S+) --> ([^\s:]+)/gm)].flatMap(([, from, to]) => [
    from,
    to,
  ])
  expect(new Set(drawn)).toEqual(new Set(["[*]", ...Object.keys(states)]))
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

test("the README lists the metrics of a scrape with their labels", async () => {
  const metrics = await scrapeMetrics()
  const rows = rowsUnder("### Metrics").map(
    ([name, labels]) => [codeOf(name)[0], new Set(codeOf(labels))] as const,
  )
  expect(rows).toHaveLength(metrics.size)
  expect(new Map(rows)).toEqual(metrics)
})

test("every alert uses existing metrics and labels", async () => {
  const metrics = await scrapeMetrics()
  const { groups } = parse(blockOf("yaml", sectionOf("### Alerts"))) as {
    groups: readonly [{ rules: readonly { alert: string; expr: string }[] }]
  }
  const used = groups[0].rules.flatMap(({ expr }) =>
    [...expr.matchAll(/\b((?:http|integrations)_\w+)(?:\{(\w+)=)?/g)].map(
      ([, name = "", label]) => {
        const labels = metrics.get(name.replace(/_count$/, ""))
        return { name, known: labels !== undefined && (label === undefined || labels.has(label)) }
      },
    ),
  )
  expect(used.length).toBeGreaterThanOrEqual(groups[0].rules.length)
  expect(used.filter(({ known }) => !known)).toEqual([])
})

/** Returns the paths of an object's fields. */
function fieldsOf(value: object): string[] {
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? fieldsOf(field).map((path) => `${name}.${path}`)
      : [name],
  )
}

test("the README lists the fields of a log line", async () => {
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
  const listed = rowsUnder("### Log").map(
    ([event, , fields]) => [codeOf(event).join(), codeOf(fields)] as const,
  )
  expect(listed).toHaveLength(written.length)
  expect(new Map(listed)).toEqual(new Map(written))
})

test("the README lists the fields of an audit line", () => {
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
  const listed = rowsUnder("### Audit").flatMap(([field]) => codeOf(field))
  expect(listed).toEqual(Object.keys(JSON.parse(line) as object))
  const documented = [...codeOf(sectionOf("### Metrics")), ...codeOf(sectionOf("### Audit"))]
  for (const outcome of Object.keys(outcomes)) expect(documented).toContain(outcome)
})

test("the README lists the commands of help", async () => {
  const { stdout } = await runCli(["help"], {})
  const shown = [...stdout.matchAll(/^ {2}([a-z][a-z <>]+?) {2,}[A-Z][a-z]+s /gm)]
  const listed = rowsUnder("## Run the server").flatMap(([command]) => codeOf(command))
  expect(listed).toEqual(shown.map(([, command = ""]) => `integrations-server ${command}`))
})

test("every link of the README has a target", () => {
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  )
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link)
  const dead = links.filter((link) => {
    const [path = "", anchor] = link.split("#")
    if (path === "") return !anchors.includes(anchor ?? "")
    return !existsSync(new URL(`../../${path}`, import.meta.url))
  })
  expect(links.length).toBeGreaterThan(10)
  expect(dead).toEqual([])
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
