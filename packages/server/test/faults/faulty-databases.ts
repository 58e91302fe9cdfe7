import { mkdtempSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Client, DatabaseError } from "pg"
import type { OrderLedger } from "../../src/index.ts"
import {
  createHashing,
  migratePostgresLedger,
  openPostgresLedger,
  openSqliteLedger,
} from "../../src/node/index.ts"
import { startPostgres, type PostgresServer } from "../support/postgres-server.ts"
import { speed } from "./fast-clock.ts"
import { ledgerSecret } from "./ledger-secret.ts"
import { cleanup } from "./cleanup.ts"
import type { ControlledProcess } from "./controlled-process.ts"
import { pause, type SharedTime } from "./shared-time.ts"

/** A fault of a database. Only PostgreSQL can be `killed`. */
export type DatabaseFault = "full" | "read-only" | "locked" | "killed"

/** A database that the processes of a round share. */
export interface FaultyDatabase {
  readonly url: string
  /** The test's own connection. */
  readonly ledger: OrderLedger
  /** Sets the database's clock ahead of the shared time, in milliseconds. */
  setClock(aheadMs: number): Promise<void>
  /** Injects a fault for `forMs` real milliseconds. Resolves when it has ended. */
  injectFault(
    fault: DatabaseFault,
    processes: readonly ControlledProcess[],
    forMs: number,
  ): Promise<void>
  close(): Promise<void>
}

const hashing = createHashing(ledgerSecret)

/** Creates a SQLite file. It has no clock of its own. */
export async function createSqlite(time: SharedTime): Promise<FaultyDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "fault-tests-"))
  cleanup.addFolder(folder)
  const path = join(folder, "ledger.sqlite")
  const ledger = await openSqliteLedger({ path, hashing, now: () => time.now() })
  return {
    url: path,
    ledger,
    setClock: async () => {},
    async injectFault(fault, processes, forMs) {
      if (fault === "locked") return lockSqlite(path, forMs)
      const sqlite = fault === "full" ? "full" : "read-only"
      await Promise.all(processes.map((process) => process.set({ sqlite })))
      await pause(forMs)
      await Promise.all(processes.map((process) => process.set({ sqlite: "normal" })))
    },
    async close() {
      await ledger.close()
      cleanup.removeFolder(folder)
    },
  }
}

async function lockSqlite(path: string, forMs: number): Promise<void> {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    while (!isLocked(database)) await pause(3)
    await pause(forMs)
    database.exec("ROLLBACK")
  } finally {
    database.close()
  }
}

/**
 * Tries to lock the database. Does not wait, because the process with the lock may wait for this
 * thread.
 */
function isLocked(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN IMMEDIATE")
  } catch (error) {
    if (!String(error).includes("locked")) throw error
  }
  return database.isTransaction
}

/** Starts a PostgreSQL server that does not outlive the test process. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const server = await startPostgres()
  const { query } = await server.createSchema()
  const [row] = await query(`SELECT current_setting('data_directory') AS folder,
                                    split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid`)
  const pid = Number(row?.["pid"])
  const folder = dirname(String(row?.["folder"]))
  cleanup.addProcess(pid)
  cleanup.addFolder(folder)
  return {
    ...server,
    async remove() {
      await server.remove()
      cleanup.removeProcess(pid)
      cleanup.removeFolder(folder)
    },
  }
}

/** Creates a schema in a PostgreSQL server, with a clock that shows the shared time. */
export async function createPostgres(
  server: PostgresServer,
  time: SharedTime,
): Promise<FaultyDatabase> {
  const { connectionString } = await server.createSchema()
  await execute(connectionString, [
    "CREATE TABLE fast_clock (ahead float8 NOT NULL)",
    "INSERT INTO fast_clock VALUES (0)",
    `CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
     'SELECT to_timestamp((${time.origin} + ahead
        + (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000 - ${time.origin}) * ${speed}
      ) / 1000.0) FROM fast_clock'`,
  ])
  await migratePostgresLedger({ connectionString })
  await execute(
    connectionString,
    (["53100", "25006"] as const).map(
      (code) =>
        `CREATE FUNCTION fail_${code}() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'cannot write' USING ERRCODE = '${code}'; END $$`,
    ),
  )
  const ledger = await openPostgresLedger({ connectionString, hashing, now: () => time.now() })

  const failWrites = async (code: string, forMs: number) => {
    const trigger = `CREATE OR REPLACE TRIGGER fail BEFORE INSERT OR UPDATE ON lab_orders EXECUTE FUNCTION fail_${code}()`
    await execute(connectionString, [trigger])
    await pause(forMs)
    await execute(connectionString, ["DROP TRIGGER IF EXISTS fail ON lab_orders"])
  }
  return {
    url: connectionString,
    ledger,
    setClock: (aheadMs) =>
      execute(connectionString, [`UPDATE fast_clock SET ahead = ${time.offset + aheadMs}`]),
    async injectFault(fault, _processes, forMs) {
      switch (fault) {
        // PostgreSQL's codes for a full disk and for a server that has become a standby.
        case "full":
          return failWrites("53100", forMs)
        case "read-only":
          return failWrites("25006", forMs)
        case "locked":
          // Reads wait too, so that a pool has no connection left.
          return execute(connectionString, [
            "BEGIN",
            "LOCK TABLE lab_orders IN ACCESS EXCLUSIVE MODE",
            `SELECT pg_sleep(${forMs / 1000})`,
            "ROLLBACK",
          ])
        case "killed":
          return killPostgres(connectionString)
      }
    },
    close: () => ledger.close(),
  }
}

/** Kills one backend. PostgreSQL then closes all others and recovers as after a crash. */
async function killPostgres(connectionString: string): Promise<void> {
  const client = new Client({ connectionString })
  client.on("error", () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")
  const pid = rows[0]?.pid
  if (pid === undefined) throw new Error("PostgreSQL returned no process ID.")
  process.kill(pid, "SIGKILL")
  await client.end().catch(() => undefined)
  await execute(connectionString, ["SELECT 1"])
}

/** Executes statements, and retries while the server is unavailable. */
async function execute(connectionString: string, statements: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client({ connectionString })
    client.on("error", () => undefined)
    try {
      await client.connect()
      for (const statement of statements) await client.query(statement)
      return
    } catch (error) {
      // A code comes from a server that runs. Codes of class 57 come from one that starts or stops.
      const code = error instanceof DatabaseError ? error.code : undefined
      if ((code !== undefined && !code.startsWith("57")) || tries > 500) throw error
      await pause(20)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}
