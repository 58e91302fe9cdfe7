import { existsSync } from "node:fs"
import { parseLedgerUrl } from "./open-ledger.ts"

/** Default paths of a SQLite ledger, without and with the container image. */
const defaultPaths = ["./data/ledger.sqlite", "/data/ledger.sqlite"]

/**
 * Finds a SQLite ledger with orders beside an empty PostgreSQL ledger. Returns a warning with the
 * path of the SQLite file, which is one of the defaults. Changes neither ledger, and ignores a file
 * that cannot be read.
 */
export async function findUncopiedLedger(databaseUrl: string): Promise<readonly string[]> {
  const location = parseLedgerUrl(databaseUrl)
  if (location.kind === "sqlite") return []
  for (const path of defaultPaths.filter((path) => existsSync(path))) {
    if (!(await hasSqliteOrders(path))) continue
    if (await hasPostgresOrders(location.connectionString)) return []
    return [
      `The ledger of DATABASE_URL is empty, but ${path} has orders. Stop every server and run "integrations-server ledger copy". Otherwise, retries create duplicate orders.`,
    ]
  }
  return []
}

async function hasSqliteOrders(path: string): Promise<boolean> {
  const { openSqliteForReading } = await import("./sqlite/sqlite-database.ts")
  try {
    const database = openSqliteForReading(path)
    try {
      return database?.prepare("SELECT 1 FROM lab_orders LIMIT 1").get() !== undefined
    } finally {
      database?.close()
    }
  } catch {
    return false
  }
}

/** Returns whether a ledger has rows. Returns true if it cannot be read. */
async function hasPostgresOrders(connectionString: string): Promise<boolean> {
  const { Client } = await import("pg")
  const timeouts = { connectionTimeoutMillis: 3_000, query_timeout: 3_000 }
  const client = new Client({ connectionString, ...timeouts })
  // A broken connection also rejects its query, so the event is ignored.
  client.on("error", () => {})
  try {
    await client.connect()
    const { rows: tables } = await client.query("SELECT to_regclass('lab_orders')::text AS name")
    if ((tables as { name: string | null }[])[0]?.name === null) return false
    return (await client.query("SELECT FROM lab_orders LIMIT 1")).rowCount !== 0
  } catch {
    return true
  } finally {
    await client.end().catch(() => {})
  }
}
