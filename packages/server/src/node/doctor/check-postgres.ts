import type { Client } from "pg"
import { rejectOtherSecret } from "../ledgers/postgres/postgres-ledger.ts"
import { rejectOtherSchema, throwConnectionError } from "../ledgers/postgres/postgres-schema.ts"
import { sessionSettings } from "../ledgers/postgres/postgres-statements.ts"
import { checkClock } from "./check-clock.ts"
import { findingsOf, toFinding, type Finding } from "./finding.ts"
import { measureSkew } from "./probe.ts"

const connection = findingsOf("ledger_connection")
const durability = findingsOf("ledger_durability")
const role = findingsOf("ledger_role")
const schema = findingsOf("ledger_schema")

/** Checks a PostgreSQL ledger in a read-only transaction. */
export async function checkPostgres(
  connectionString: string,
  canary: string | undefined,
): Promise<readonly Finding[]> {
  // Imported here, so that other ledgers do not load the driver.
  const { Client } = await import("pg")
  const client = new Client({
    connectionString,
    application_name: "integrations-doctor",
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
  })
  // A broken connection also rejects its query, so the event is ignored.
  client.on("error", () => {})
  try {
    await client.connect().catch(throwConnectionError)
  } catch (error) {
    const remedy = "Check DATABASE_URL, the network, and the role's password."
    return [connection.error(error instanceof Error ? error.message : "", remedy)]
  }
  try {
    // The settings of each connection of the server.
    await client.query(sessionSettings)
    await client.query("BEGIN READ ONLY")
    return await checkDatabase(client, canary)
  } finally {
    await client.end()
  }
}

async function checkDatabase(client: Client, canary: string | undefined) {
  const sentAt = Date.now()
  const { rows } = await client.query<Settings>(settingsQuery)
  const skewMs = measureSkew(Number(rows[0]?.now), sentAt, Date.now())
  const effect =
    "If clocks differ by more than two minutes, indeterminate orders get no new attempt."
  const clock = checkClock("ledger_clock", "PostgreSQL", skewMs, { fromMs: 5_000, effect })
  const general = [...rows.flatMap(checkSettings), clock]
  const missing = await findMissingPrivileges(client)
  if (missing.length > 0) {
    const message = `The role lacks privileges: ${missing.join(", ")}.`
    return [
      ...general,
      role.error(message, "Grant the privileges to the role, or fix the role's name."),
    ]
  }
  const version = await checkSchema(client)
  if (version.status === "error" || canary === undefined) return [...general, version]
  return [...general, version, await checkSecret(client, canary)]
}

interface Settings {
  readonly fsync: string
  readonly full_page_writes: string
  readonly synchronous_commit: string
  readonly read_only: boolean
  readonly superuser: boolean
  readonly now: string
}

const settingsQuery = `
  SELECT current_setting('fsync') AS fsync,
         current_setting('full_page_writes') AS full_page_writes,
         current_setting('synchronous_commit') AS synchronous_commit,
         pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS read_only,
         rolsuper AS superuser,
         floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now
  FROM pg_roles WHERE rolname = current_user`

function checkSettings(settings: Settings): readonly Finding[] {
  const off = (["fsync", "full_page_writes"] as const).filter((name) => settings[name] !== "on")
  const { synchronous_commit: commit, read_only: readOnly, superuser } = settings
  return [
    readOnly
      ? connection.error(
          "The database is read-only.",
          "If this is a replica, connect to the primary. Otherwise, set default_transaction_read_only to off.",
        )
      : connection.ok("The database accepts connections and can be written."),
    off.length > 0
      ? durability.error(
          `${off.join(" and ")} of PostgreSQL ${off.length === 1 ? "is" : "are"} off.`,
          `Turn on ${off.join(" and ")}. Otherwise, a crash of the machine loses orders.`,
        )
      : durability.ok(`fsync is on, and synchronous_commit is ${commit}.`),
    superuser
      ? role.warning(
          "The role is a superuser.",
          "Use a role that has only SELECT, INSERT, and UPDATE on the ledger's tables.",
        )
      : role.ok("The role is not a superuser."),
  ]
}

/** The privileges that the statements of `serve` need on tables that exist. */
const privileges = `
  SELECT relation || ' ' || privilege AS missing
  FROM (VALUES ('lab_orders', 'SELECT'), ('lab_orders', 'INSERT'), ('lab_orders', 'UPDATE'),
               ('ledger_secret', 'SELECT'), ('ledger_secret', 'INSERT'),
               ('ledger_probe', 'SELECT'), ('ledger_probe', 'INSERT'), ('ledger_probe', 'UPDATE'),
               ('ledger_migrations', 'SELECT')) AS needed (relation, privilege)
  WHERE NOT has_table_privilege(to_regclass(relation), privilege)`

async function findMissingPrivileges(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ missing: string }>(privileges)
  return rows.map(({ missing }) => missing)
}

async function checkSchema(client: Client): Promise<Finding> {
  try {
    await rejectOtherSchema(client)
    return schema.ok("The schema has the version of this release.")
  } catch (error) {
    return toFinding(schema.error, error)
  }
}

async function checkSecret(client: Client, canary: string): Promise<Finding> {
  const secret = findingsOf("ledger_secret")
  try {
    await rejectOtherSecret(client, canary)
    return secret.ok("LEDGER_SECRET is the ledger's secret.")
  } catch (error) {
    return toFinding(secret.error, error)
  }
}
