import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import {
  createHashing,
  migratePostgresLedger,
  openPostgresLedger,
} from "../../../src/node/index.ts"
import { validVariables } from "../../support/deployment.ts"
import { diagnoseWith } from "../../support/doctor.ts"
import { startPostgres, type PostgresSchema } from "../../support/postgres-server.ts"

const secret = Buffer.from(validVariables["LEDGER_SECRET"] ?? "", "base64")
const hashing = createHashing(secret)

let server: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  server = await startPostgres({ fsync: true })
})
afterAll(() => server.remove())

const checks = ["connection", "durability", "role", "clock", "schema", "secret"].map(
  (name) => `ledger_${name}`,
)

/** Returns the findings of a ledger that are not `ok`. */
async function notOkOf(connectionString: string, more: Readonly<Record<string, string>> = {}) {
  const environment = { ...validVariables, DATABASE_URL: connectionString, ...more }
  const findings = await diagnoseWith(environment, checks)
  return findings
    .filter(({ status }) => status !== "ok")
    .map(({ check, status, message }) => `${check} ${status} ${message}`)
}

/** The privileges that the reference site requires for `serve`. */
const privileges = [
  "SELECT, INSERT, UPDATE ON lab_orders, ledger_secret, ledger_probe",
  "SELECT ON ledger_migrations",
]

/** Creates a role for a schema. Returns a URL with it. */
async function createRole(schema: PostgresSchema, grants: readonly string[] = privileges) {
  const url = new URL(schema.connectionString)
  const [name = ""] = /test_\d+/.exec(url.search) ?? []
  const role = `role_${name}`
  await schema.query(`CREATE ROLE ${role} LOGIN PASSWORD 'hunter2'`)
  await schema.query(`GRANT USAGE ON SCHEMA ${name} TO ${role}`)
  for (const grant of grants) await schema.query(`GRANT ${grant} TO ${role}`)
  Object.assign(url, { username: role, password: "hunter2" })
  return url.href
}

async function createMigratedSchema(options?: { clock: boolean }) {
  const schema = await server.createSchema(options)
  await migratePostgresLedger(schema)
  return schema
}

const superuser = "ledger_role warning The role is a superuser."

test("a role with the documented privileges can serve, and has no finding", async () => {
  const connectionString = await createRole(await createMigratedSchema())
  const ledger = await openPostgresLedger({ connectionString, hashing })
  onTestFinished(() => ledger.close())
  await ledger.checkWritable()
  const findings = await diagnoseWith({ ...validVariables, DATABASE_URL: connectionString }, checks)
  expect(findings.map(({ check, status }) => [check, status])).toEqual(
    checks.map((check) => [check, "ok"]),
  )
})

test("a role that lacks a privilege", async () => {
  const schema = await createMigratedSchema()
  const connectionString = await createRole(schema, [
    "SELECT, INSERT ON lab_orders, ledger_secret",
    "SELECT ON ledger_migrations",
  ])
  expect(await notOkOf(connectionString)).toEqual([
    "ledger_role error The role lacks privileges: lab_orders UPDATE, ledger_probe SELECT, ledger_probe INSERT, ledger_probe UPDATE.",
  ])
})

test("a superuser, another secret, and a newer schema", async () => {
  const schema = await createMigratedSchema()
  const { connectionString } = schema
  const ledger = await openPostgresLedger({ connectionString, hashing })
  await ledger.close()
  expect(await notOkOf(connectionString)).toEqual([superuser])
  const other = {
    LEDGER_SECRET: Buffer.from("another secret 0123456789 abcdefgh").toString("base64"),
  }
  expect(await notOkOf(connectionString, other)).toEqual([
    superuser,
    "ledger_secret error The ledger was created with another LEDGER_SECRET.",
  ])
  await schema.query("INSERT INTO ledger_migrations (version) VALUES (99)")
  expect(await notOkOf(connectionString)).toEqual([
    superuser,
    "ledger_schema error The ledger has schema version 99.",
  ])
})

test("a database without the schema, to which nothing is written", async () => {
  const schema = await server.createSchema()
  expect(await notOkOf(schema.connectionString)).toEqual([
    superuser,
    "ledger_schema error The ledger has schema version 0.",
  ])
  const tables = "SELECT * FROM pg_tables WHERE schemaname = current_schema()"
  expect(await schema.query(tables)).toEqual([])
})

test("a ledger without a secret is not bound to one", async () => {
  const schema = await createMigratedSchema()
  expect(await notOkOf(schema.connectionString)).toEqual([superuser])
  expect(await schema.query("SELECT * FROM ledger_secret")).toEqual([])
})

test("a read-only database, and one with a weaker default for commits", async () => {
  const { connectionString } = await createMigratedSchema()
  const withSetting = (setting: string) => {
    const url = new URL(connectionString)
    url.searchParams.set("options", `${url.searchParams.get("options")} -c ${setting}`)
    return url.href
  }
  expect(await notOkOf(withSetting("default_transaction_read_only=on"))).toEqual([
    "ledger_connection error The database is read-only.",
    superuser,
  ])
  // The connections of the server never use it.
  expect(await notOkOf(withSetting("synchronous_commit=off"))).toEqual([superuser])
})

test.each([
  [-10_000, "ledger_clock warning This clock is"],
  [10_000, "ledger_clock warning This clock is"],
  [-150_000, "ledger_clock error This clock is"],
])("a database whose clock differs by %d ms", async (skewMs, expected) => {
  const schema = await createMigratedSchema({ clock: true })
  await schema.setClock(Date.now() + skewMs)
  expect(await notOkOf(schema.connectionString)).toEqual([
    superuser,
    expect.stringContaining(expected),
  ])
})

test("a server without fsync", async () => {
  const fast = await startPostgres()
  onTestFinished(() => fast.remove())
  const schema = await fast.createSchema()
  await migratePostgresLedger(schema)
  expect(await notOkOf(schema.connectionString)).toEqual([
    "ledger_durability error fsync of PostgreSQL is off.",
    superuser,
  ])
})

test("a wrong password", async () => {
  const schema = await createMigratedSchema()
  const url = (await createRole(schema)).replace("hunter2", "hunter3")
  const [expected, ...others] = await notOkOf(url)
  expect(expected).toMatch(
    /^ledger_connection error Cannot connect to the database of DATABASE_URL: password auth/,
  )
  expect(expected).not.toContain("hunter")
  expect(others).toEqual([])
})
