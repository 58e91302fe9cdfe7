import { execFileSync } from "node:child_process"
import { constants, existsSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { LogEntry } from "../../../src/index.ts"
import { createAudit, createServiceLog, openLineStream } from "../../../src/node/index.ts"
import { aLabOrder, patientValues } from "../../support/a-lab-order.ts"
import { runCli } from "../../support/cli-process.ts"
import { createDeployment, startTestService, validVariables } from "../../support/deployment.ts"
import { temporaryFolder } from "../../support/temporary-folder.ts"

/** Creates a stream of lines in memory. */
function createLines() {
  const lines: string[] = []
  return {
    stream: { write: (line: string) => void lines.push(line) },
    lines,
    read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

function readLines(path: string): Record<string, unknown>[] {
  const text = readFileSync(path, "utf8")
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

const entry: LogEntry = {
  level: "error",
  requestId: "the-request",
  method: "POST",
  path: "/v1/labs/orders",
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  status: 502,
  durationMs: 1.5,
  code: "junction_unavailable",
  upstream: { networkCode: "ECONNREFUSED" },
}

test("the log contains only the specified fields, at every depth", async () => {
  const { stream, lines, read } = createLines()
  const log = await createServiceLog({ stream })
  const more = { err: new Error("Quillon"), req: { headers: { a: "Quillon" } }, patient: "Quillon" }
  log.request({
    ...entry,
    ...more,
    upstream: { status: 500, ...more },
    error: { name: "Error", frames: [], ...more },
  } as LogEntry)
  log.reconcileEvent({ kind: "order_found", orderId: "order", junctionOrderId: "j", ...more })
  expect(lines.join("")).not.toContain("Quillon")
  expect(read()).toStrictEqual([
    {
      level: "error",
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      event: "request",
      requestId: "the-request",
      trace_id: "a".repeat(32),
      span_id: "b".repeat(16),
      method: "POST",
      path: "/v1/labs/orders",
      status: 502,
      durationMs: 1.5,
      code: "junction_unavailable",
      upstream: { status: 500 },
      error: { name: "Error", frames: [] },
    },
    {
      level: "info",
      time: expect.any(String) as string,
      event: "order_found",
      orderId: "order",
      junctionOrderId: "j",
    },
  ])
})

test("the log contains the class, code, and stack frames of an error, but not its message", async () => {
  const { stream, lines, read } = createLines()
  const log = await createServiceLog({ stream })
  const cause = new Error("Zephyrine")
  log.internalError(
    "reconcile",
    Object.assign(new TypeError("Quillon", { cause }), { code: "ECONNRESET" }),
  )
  log.internalError("shutdown", "Quillon")
  expect(read()).toMatchObject([
    {
      event: "internal_error",
      component: "reconcile",
      error: { name: "TypeError", code: "ECONNRESET" },
    },
    { event: "internal_error", component: "shutdown", error: { name: "string", frames: [] } },
  ])
  expect(lines.join("")).not.toMatch(/Quillon|Zephyrine/)
})

test("events that require manual review have a higher level", async () => {
  const { stream, read } = createLines()
  const log = await createServiceLog({ stream, level: "warn" })
  const ids = { orderId: "order", junctionOrderId: "j" }
  log.reconcileEvent({ kind: "order_found", ...ids })
  log.reconcileEvent({ kind: "duplicate_order", ...ids, cancelled: true })
  log.reconcileEvent({ kind: "duplicate_order", ...ids, cancelled: false })
  const missing = { attempt: 2, lastCode: undefined, ageMs: 7 }
  log.reconcileEvent({ kind: "order_missing", orderId: "order", ...missing })
  expect(read().map(({ level, event }) => [level, event])).toEqual([
    ["warn", "duplicate_order"],
    ["error", "duplicate_order"],
    ["warn", "order_missing"],
  ])
})

test("serve exits and names AUDIT_LOG if the audit file cannot be opened", async () => {
  const AUDIT_LOG = join(temporaryFolder(), "nowhere", "audit.log")
  const DATABASE_URL = `sqlite:${join(temporaryFolder(), "ledger.sqlite")}`
  const ran = await runCli(["serve"], { ...validVariables, PORT: "0", DATABASE_URL, AUDIT_LOG })
  expect(ran).toMatchObject({ code: 1, stdout: "" })
  expect(ran.stderr).toContain("AUDIT_LOG must be the path of a writable file (ENOENT)")
})

test.skipIf(process.platform === "win32")(
  "an audit pipe without a reader is rejected, and one with a reader is written",
  async () => {
    const to = join(temporaryFolder(), "pipe")
    execFileSync("sh", ["-c", 'mkfifo "$0"', to])
    const onError = () => {}
    await expect(openLineStream({ to, onError })).rejects.toThrow("ENXIO")
    const reader = openSync(to, constants.O_RDONLY | constants.O_NONBLOCK)
    const stream = await openLineStream({ to, onError })
    stream.write("a line\n")
    await stream.close()
    expect(readFileSync(reader, "utf8")).toBe("a line\n")
  },
)

test("each failed write of the audit is reported and does not affect orders", async () => {
  const path = join(temporaryFolder(), "audit.log")
  writeFileSync(path, "")
  const errors: unknown[] = []
  // No system can write to a file that is open for reading.
  const stream = await openLineStream({ to: openSync(path, "r"), onError: (e) => errors.push(e) })
  const { send, simulator } = await startTestService({ telemetry: [createAudit(stream)] })
  expect(await send()).toMatchObject({ status: 201 })
  await expect.poll(() => errors).toMatchObject([{ code: "EBADF" }])
  expect(await send()).toMatchObject({ status: 201 })
  await expect.poll(() => errors).toMatchObject([{ code: "EBADF" }, { code: "EBADF" }])
  expect(simulator.orders()).toHaveLength(2)
  await stream.close()
  expect(readFileSync(path, "utf8")).toBe("")
})

/** The device that is always full, on systems that have it. */
const fullDevices = ["/dev/full"].filter((path) => existsSync(path))

test.each(fullDevices)(
  "serve logs and counts errors of the audit file %s, and shuts down",
  async (AUDIT_LOG) => {
    const { start, send } = await createDeployment()
    const server = await start({ AUDIT_LOG })
    expect(await send(server.url, "one")).toMatchObject({ status: 201 })
    await expect
      .poll(() => server.logged("internal_error"))
      .toMatchObject([
        { level: "error", component: "audit", error: { name: "Error", code: "ENOSPC" } },
      ])
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'integrations_internal_errors_total{component="audit"} 1\n',
    )
    server.signal("SIGTERM")
    expect(await server.exited).toBe(0)
  },
)

test("the audit file has one line per attempt, is private, and contains no patient data", async () => {
  const { start, send, simulator, token } = await createDeployment()
  const path = join(temporaryFolder(), "audit.log")
  const server = await start({ AUDIT_LOG: path, LOG_LEVEL: "info" })
  await send(server.url, "the-key")
  await send(server.url, "the-key")
  await send(server.url, "the-key", aLabOrder({ panel_slug: "pcos" }))
  await send(server.url, "other-key", {})
  server.signal("SIGTERM")
  expect(await server.exited).toBe(0)
  const [order] = simulator.orders()
  const requests = server.logged("request")
  const common = {
    stream: "audit",
    time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    order_id: order?.passthrough,
    brand_id: "brand_a",
    user_id: "user_a",
  }
  const made = { junction_order_id: order?.id }
  expect(readLines(path)).toStrictEqual([
    {
      ...common,
      ...made,
      outcome: "created",
      replayed: false,
      attempt: 1,
      request_id: requests[0]?.["requestId"],
    },
    {
      ...common,
      ...made,
      outcome: "replayed",
      replayed: true,
      request_id: requests[1]?.["requestId"],
    },
    {
      ...common,
      order_id: expect.any(String) as string,
      outcome: "key_reused",
      code: "idempotency_key_reused",
      replayed: false,
      request_id: requests[2]?.["requestId"],
    },
  ])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(server.stdout()).not.toContain("brand_a")
  const text = readFileSync(path, "utf8")
  for (const secret of [...patientValues, "pat_0001", "wellness", "pcos", "the-key", token]) {
    expect(text).not.toContain(secret)
  }
})

test("without AUDIT_LOG, audit lines are marked lines of standard output", async () => {
  const { start, send } = await createDeployment()
  const server = await start()
  await send(server.url, "key")
  const audit = () =>
    server
      .stdout()
      .split("\n")
      .filter((line) => line.includes('"stream":"audit"'))
  await expect.poll(audit).toHaveLength(1)
  expect(JSON.parse(audit()[0] ?? "")).toMatchObject({ outcome: "created", brand_id: "brand_a" })
})

test("closing a stream writes its lines, and later lines do not throw", async () => {
  const file = join(temporaryFolder(), "lines")
  const errors: unknown[] = []
  const stream = await openLineStream({ to: file, onError: (error) => errors.push(error) })
  onTestFinished(() => stream.close())
  const audit = createAudit(stream)
  const event = { time: 0, brandId: "b", userId: "u", orderId: "o", outcome: "found" } as const
  for (let index = 0; index < 1_000; index += 1) audit.recordOrder?.({ ...event, attempt: index })
  await stream.close()
  expect(readLines(file).map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => index),
  )
  expect(errors).toEqual([])
  audit.recordOrder?.(event)
  expect(errors).toHaveLength(1)
})
