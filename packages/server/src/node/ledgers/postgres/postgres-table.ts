import { setTimeout as wait } from "node:timers/promises"
import { columnNames, columnTypes, keyColumns, type Columns } from "../ledger-columns.ts"
import type { LedgerTable } from "../ledger-table.ts"
import { withoutValues } from "./postgres-store.ts"
import { rejectOtherSchema, type Queryable } from "./postgres-schema.ts"
import { activeClaimsStatement, lockExclusively } from "./postgres-statements.ts"

/** Maximum wait for a process that was just stopped, in milliseconds. */
const lockWaitMs = 1_000

/**
 * Opens the rows of a PostgreSQL ledger for a copy. Rejects if the database cannot be reached, if
 * the schema is not current, or if a server or another copy has a connection.
 */
export async function openPostgresTable(connectionString: string): Promise<LedgerTable> {
  const { Client } = await import("pg")
  const client = new Client({
    connectionString,
    application_name: "integrations-ledger-copy",
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  })
  // A broken connection also rejects its query, so the event is ignored.
  client.on("error", () => {})
  try {
    await client.connect()
    await client.query(copySettings)
    await rejectOtherSchema(client)
    await lockTable(client)
  } catch (error) {
    await client.end()
    throw error
  }
  const query = async (text: string, values: unknown[] = []) => {
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows
    } catch (error) {
      throw withoutValues(error)
    }
  }
  return {
    async readSecret() {
      const [row] = await query("SELECT canary FROM ledger_secret")
      return row?.["canary"] as string | undefined
    },
    async writeSecret(text) {
      await query(
        `INSERT INTO ledger_secret VALUES (1, $1)
         ON CONFLICT (one) DO UPDATE SET canary = excluded.canary`,
        [text],
      )
    },
    async countStates() {
      const rows = await query(
        "SELECT state, count(*) AS count FROM lab_orders GROUP BY state ORDER BY state",
      )
      return Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]))
    },
    async countActiveClaims() {
      return Number((await query(activeClaimsStatement))[0]?.["count"])
    },
    readRows: (after, limit) => query(readStatement, [...keyOf(after), limit]),
    async countExisting(rows) {
      const [counted] = await query(countExistingStatement, [JSON.stringify(rows)])
      return Number(counted?.["count"])
    },
    async writeRows(rows) {
      await query(writeStatement, [JSON.stringify(rows)])
    },
    close: () => client.end(),
  }
}

/** Settings for a copy: no statement timeout, and durable commits. */
const copySettings = `
  SET statement_timeout = 0;
  SET lock_timeout = 5000;
  SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') IN ('off', 'local');
`

/** Locks the ledger until the connection ends. */
async function lockTable(client: Queryable): Promise<void> {
  const until = performance.now() + lockWaitMs
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(lockExclusively)
    if (rows[0]?.locked === true) return
    if (performance.now() > until) {
      throw new Error(
        "A server or another copy is using the ledger. Stop every server and other copy, then copy again.",
      )
    }
    await wait(100)
  }
}

function keyOf(columns: Columns | undefined): unknown[] {
  return keyColumns.map((name) => columns?.[name] ?? "")
}

function namesOf(table: string): string {
  return columnNames.map((name) => `${table}.${name}`).join(", ")
}

const names = columnNames.join(", ")
const key = keyColumns.join(", ")
const records = `json_to_recordset($1::json) AS row (
  ${columnNames.map((name) => `${name} ${columnTypes[name]}`).join(", ")})`

const readStatement = `
  SELECT ${names} FROM lab_orders WHERE (${key}) > ($1, $2, $3) ORDER BY ${key} LIMIT $4`

const isSameRow = keyColumns.map((name) => `stored.${name} = row.${name}`).join(" AND ")

const countExistingStatement = `
  SELECT count(*) AS count FROM lab_orders AS stored JOIN ${records} ON ${isSameRow}`

const writeStatement = `
  INSERT INTO lab_orders (${names}, written_by)
  SELECT ${names}, 'copy' FROM ${records}
  -- A copy that continues does not write its rows again.
  WHERE NOT EXISTS (
    SELECT FROM lab_orders AS stored
    WHERE ${isSameRow} AND (${namesOf("stored")}) IS NOT DISTINCT FROM (${namesOf("row")})
  )
  ON CONFLICT (${key}) DO UPDATE
  SET ${columnNames.map((name) => `${name} = excluded.${name}`).join(", ")}, written_by = 'copy'`
