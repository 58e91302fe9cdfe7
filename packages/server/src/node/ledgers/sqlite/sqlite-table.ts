import type { DatabaseSync, SQLInputValue } from "node:sqlite"
import { leaseMs } from "../../../orders/ledger.ts"
import { columnNames, keyColumns, type Columns } from "../ledger-columns.ts"
import type { LedgerTable } from "../ledger-table.ts"
import { openSqliteExclusively, sqliteCodeOf } from "./sqlite-database.ts"
import { toStoreError } from "../store-error.ts"

/**
 * Opens the rows of a SQLite ledger for a copy. Creates the file if it is missing, and migrates its
 * schema. Throws if the file cannot be opened, or if another process has it open.
 */
export function openSqliteTable(path: string): LedgerTable {
  const database = openSqliteExclusively(path)
  const statements = prepareStatements(database)
  const run = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work()
    } catch (error) {
      throw error instanceof Error ? toStoreError(error, sqliteCodeOf(error)) : error
    }
  }
  const keyOf = (columns: Columns | undefined) =>
    keyColumns.map((name) => (columns?.[name] ?? "") as string)
  return {
    readSecret: () => run(() => statements.readSecret.get()?.["canary"] as string | undefined),
    writeSecret: (text) => run(() => void statements.writeSecret.run(text)),
    countStates: () =>
      run(() => {
        const rows = statements.countStates.all()
        return Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]))
      }),
    countActiveClaims: () =>
      run(() => {
        const now = Date.now()
        return Number(statements.countActiveClaims.get(now, now + leaseMs)?.["count"])
      }),
    readRows: (after, limit) => run(() => statements.readRows.all(...keyOf(after), limit)),
    countExisting: (rows) =>
      run(() => rows.filter((row) => statements.exists.get(...keyOf(row)) !== undefined).length),
    writeRows: (rows) =>
      run(() => {
        database.exec("BEGIN IMMEDIATE")
        try {
          for (const row of rows)
            statements.write.run(...columnNames.map((name) => bind(row[name])))
          database.exec("COMMIT")
        } catch (error) {
          if (database.isTransaction) database.exec("ROLLBACK")
          throw error
        }
      }),
    close: () => run(() => database.close()),
  }
}

function prepareStatements(database: DatabaseSync) {
  const names = columnNames.join(", ")
  const key = keyColumns.join(", ")
  const changes = columnNames.map((name) => `${name} = excluded.${name}`).join(", ")
  return {
    readSecret: database.prepare("SELECT canary FROM ledger_secret"),
    writeSecret: database.prepare(
      `INSERT INTO ledger_secret VALUES (1, ?)
       ON CONFLICT (one) DO UPDATE SET canary = excluded.canary`,
    ),
    countStates: database.prepare(
      "SELECT state, count(*) AS count FROM lab_orders GROUP BY state ORDER BY state",
    ),
    countActiveClaims: database.prepare(
      `SELECT count(*) AS count FROM lab_orders
       WHERE state = 'started' AND lease_until > ? AND lease_until <= ?`,
    ),
    readRows: database.prepare(
      `SELECT ${names} FROM lab_orders WHERE (${key}) > (?, ?, ?) ORDER BY ${key} LIMIT ?`,
    ),
    exists: database.prepare(`SELECT 1 FROM lab_orders WHERE (${key}) = (?, ?, ?)`),
    write: database.prepare(
      `INSERT INTO lab_orders (${names}) VALUES (${columnNames.map(() => "?").join(", ")})
       ON CONFLICT (${key}) DO UPDATE SET ${changes}
       -- A copy that continues does not write its rows again.
       WHERE (${names}) IS NOT (${columnNames.map((name) => `excluded.${name}`).join(", ")})`,
    ),
  }
}

/** Converts a value of PostgreSQL's driver. SQLite's STRICT tables convert text to integers. */
function bind(value: unknown): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : (value as SQLInputValue)
}
