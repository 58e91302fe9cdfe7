import { readdirSync, readFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { once } from "node:events"
import { expect, onTestFinished, test } from "vitest"
import type { Finding } from "../../../src/node/doctor/finding.ts"
import { runCli, type Variables } from "../../support/cli-process.ts"
import { createDeployment } from "../../support/deployment.ts"
import { serveFunction } from "../../support/doctor.ts"
import { temporaryFolder } from "../../support/temporary-folder.ts"

interface Report {
  readonly findings: readonly Finding[]
  readonly errors: number
  readonly warnings: number
}

async function runDoctor(variables: Variables, ...options: readonly string[]) {
  const { code, stdout, stderr } = await runCli(["doctor", "--json", ...options], variables)
  return { code, stderr, stdout, report: JSON.parse(stdout) as Report }
}

/** Returns the worst status of each check. */
function statusesOf({ findings }: Report): Record<string, Finding["status"]> {
  const order = ["ok", "skipped", "warning", "error"]
  const ranked = findings.toSorted(
    (one, other) => order.indexOf(one.status) - order.indexOf(other.status),
  )
  return Object.fromEntries(ranked.map(({ check, status }) => [check, status]))
}

/** Returns the bytes of each file of a ledger. SQLite's `-shm` file has only locks and an index. */
function readLedger(databaseUrl: string): Record<string, string> {
  const folder = dirname(databaseUrl.slice("sqlite:".length))
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      name.endsWith("-shm") ? "" : readFileSync(join(folder, name), "hex"),
    ]),
  )
}

const allOk = {
  config: "ok",
  ledger_file: "ok",
  ledger_disk: "ok",
  ledger_durability: "ok",
  ledger_schema: "ok",
  ledger_secret: "ok",
  issuer_keys: "ok",
  issuer_clock: "ok",
  access_token: "ok",
  junction_key: "ok",
  junction_clock: "ok",
  junction_panels: "ok",
  gateway: "ok",
  gateway_authorization: "ok",
  gateway_idempotency_key: "ok",
  cors: "ok",
}

test("doctor checks a running deployment without a change to it", async () => {
  const { start, send, simulator, token, variables } = await createDeployment()
  const databaseUrl = variables["DATABASE_URL"] ?? ""
  const withOrigins = { CORS_ORIGINS: "https://app.example,http://localhost:3000" }
  const server = await start(withOrigins)
  expect((await send(server.url, "key")).status).toBe(201)
  const before = readLedger(databaseUrl)
  const requests = simulator.journal.length

  const environment = { ...variables, ...withOrigins, HOST: "127.0.0.1", ACCESS_TOKEN: token }
  const { code, report } = await runDoctor(environment, "--url", server.url)
  expect(statusesOf(report)).toEqual(allOk)
  expect([code, report.errors, report.warnings]).toEqual([0, 0, 0])
  expect(readLedger(databaseUrl)).toEqual(before)
  expect(simulator.journal.slice(requests).map(({ method, path }) => [method, path])).toEqual([
    ["GET", "/v3/lab_test"],
  ])
  expect(simulator.orders()).toHaveLength(1)

  server.signal("SIGTERM")
  await server.exited
  const stopped = readLedger(databaseUrl)
  const again = await runDoctor(environment)
  expect(statusesOf(again.report)).toMatchObject({ ledger_schema: "ok", ledger_secret: "ok" })
  // SQLite would create the files of a log.
  expect(readLedger(databaseUrl)).toEqual(stopped)
})

test("doctor runs every check if all of them fail, and prints no secret", async () => {
  const { variables, token } = await createDeployment()
  const nothing = await serveFunction(() => new Response("secret page", { status: 503 }))
  const environment = {
    ...variables,
    DATABASE_URL: "postgres://app:hunter2@127.0.0.1:9/orders?application_name=hunter2",
    AUTH_JWKS_URL: `${nothing}/keys?key=hunter2`,
    JUNCTION_BASE_URL: nothing,
    CORS_ORIGINS: "https://hunter2.example",
    OPERATIONS_PORT: "hunter2",
    ACCESS_TOKEN: token,
  }
  const { code, report, stdout, stderr } = await runDoctor(environment, "--url", nothing)
  expect(statusesOf(report)).toEqual({
    config: "error",
    ledger_connection: "error",
    issuer_keys: "error",
    issuer_clock: "ok",
    access_token: "error",
    junction_key: "error",
    junction_clock: "ok",
    junction_panels: "skipped",
    gateway: "error",
    gateway_authorization: "skipped",
    gateway_idempotency_key: "skipped",
    cors: "error",
  })
  expect(code).toBe(1)
  // The warnings of the configuration contain their remedies.
  const withRemedy = report.findings.filter(
    ({ check, status }) => status !== "ok" && check !== "config",
  )
  for (const { remedy } of withRemedy) expect(remedy).toMatch(/\.$/)
  const { LEDGER_SECRET = "", JUNCTION_API_KEY = "" } = variables
  for (const secret of ["hunter2", "secret page", token, LEDGER_SECRET, JUNCTION_API_KEY]) {
    expect(stdout + stderr).not.toContain(secret)
  }
})

test("doctor without variables reports each one, and skips the checks that need them", async () => {
  const databaseUrl = `sqlite:${join(temporaryFolder(), "ledger.sqlite")}`
  const { code, report } = await runDoctor({ DATABASE_URL: databaseUrl })
  expect(code).toBe(1)
  expect(statusesOf(report)).toEqual({
    config: "error",
    ledger_file: "warning",
    ledger_secret: "skipped",
    issuer_keys: "skipped",
    access_token: "skipped",
    junction_key: "skipped",
    gateway: "skipped",
    cors: "skipped",
  })
  const messages = report.findings.map(({ message }) => message)
  for (const name of ["LEDGER_SECRET", "AUTH_ISSUER", "JUNCTION_API_KEY", "JUNCTION_PANELS"]) {
    expect(messages).toContainEqual(expect.stringContaining(`${name} is not set.`))
  }
})

test("doctor ends if the ledger, the issuer, Junction, and the API never respond", async () => {
  const silent = createServer().listen(0, "127.0.0.1")
  await once(silent, "listening")
  onTestFinished(() => void silent.close())
  const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`
  const { variables } = await createDeployment()
  const { code, report } = await runDoctor(
    {
      ...variables,
      DATABASE_URL: `postgres://app@${host}/orders`,
      AUTH_JWKS_URL: `http://${host}/keys`,
      JUNCTION_BASE_URL: `http://${host}`,
    },
    "--url",
    `http://${host}`,
  )
  expect(code).toBe(1)
  expect(statusesOf(report)).toMatchObject({
    ledger_connection: "error",
    issuer_keys: "error",
    junction_key: "error",
    gateway: "error",
  })
  const timeouts = report.findings.filter(({ message }) => message.includes("(TIMEOUT)"))
  expect(timeouts.map(({ check }) => check)).toEqual(["issuer_keys", "junction_key", "gateway"])
})

test("doctor prints one line per finding and its remedy", async () => {
  const { variables } = await createDeployment()
  const { code, stdout } = await runCli(["doctor"], { ...variables, HOST: "127.0.0.1" })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ok +junction_key +Junction accepts JUNCTION_API_KEY\.$/m)
  expect(stdout).toMatch(/^warning +ledger_file +No ledger exists at DATABASE_URL\.\n +Check the/m)
  expect(stdout).toMatch(/\n0 errors, 1 warning\n$/)
})

test.each([
  [["doctor", "--url", "ftp://api.example"], "--url must be an http or https URL"],
  [["doctor", "--url", "https://admin:hunter2@api.example"], "--url must be an http or https URL"],
  [["doctor", "--url", "https://api.example/?key=hunter2"], "--url must be a URL without a query"],
  [["doctor", "https://api.example"], 'Too many arguments for "doctor"'],
  [["config", "--url", "https://api.example"], 'The option --url is only for "doctor"'],
])("%j exits with 2 and prints the usage error", async (parameters, message) => {
  const ended = await runCli(parameters, {})
  expect(ended).toMatchObject({ code: 2, stdout: "" })
  expect(ended.stderr).toContain(message)
  expect(ended.stderr).not.toContain("hunter2")
})
