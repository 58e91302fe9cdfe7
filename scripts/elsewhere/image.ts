import assert from "node:assert/strict"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { findFreePort } from "../../packages/server/test/support/free-port.ts"
import { startPostgres } from "../../packages/server/test/support/postgres-server.ts"
import { runOrThrow } from "../run-or-throw.ts"
import { startCommand } from "../start-command.ts"
import { useBuildahImage } from "./buildah.ts"
import type { Image } from "./container-engine.ts"
import { isDockerRunning, useDockerImage } from "./docker.ts"
import { findMissingCommands } from "./find-command.ts"
import type { Part, PartTools } from "./run-parts.ts"
import { orderPanel, startSimulator, type Simulator } from "./simulator.ts"

/** The container image: it builds, and serves on both ledgers. */
export const image: Part = {
  name: "image",
  async findMissing() {
    const missing = findMissingCommands({ buildah: "buildah", mmdebstrap: "mmdebstrap" })
    const isRoot = process.getuid?.() === 0
    if ((isRoot && missing.length === 0) || (await isDockerRunning())) return []
    return [
      "a running docker (apt-get install docker.io), or, as root, " +
        "buildah and mmdebstrap (apt-get install buildah mmdebstrap)",
    ]
  },
  async run({ check, note }) {
    const useImage = (await isDockerRunning()) ? useDockerImage : useBuildahImage
    await useImage(async (built) => {
      note(`${built.engine} built an image of ${Math.round(built.megabytes)} MB`)
      await using simulator = await startSimulator()
      await check("serve on SQLite", () => checkServe(built, simulator, check, {}))
      await check("serve on PostgreSQL", async () => {
        const postgres = await startPostgres()
        try {
          const { connectionString } = await postgres.createSchema()
          await checkServe(built, simulator, check, { DATABASE_URL: connectionString })
        } finally {
          await postgres.remove()
        }
      })
    })
  },
}

/** Migrates, serves, and checks what the image promises to its operator. */
async function checkServe(
  { command, execute, signal, healthcheck }: Image,
  simulator: Simulator,
  check: PartTools["check"],
  ledger: Readonly<Record<string, string>>,
): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), "image-data-"))
  chmodSync(dataFolder, 0o777)
  try {
    const port = await findFreePort()
    const environment = { ...simulator.environment, ...ledger, PORT: String(port) }
    const start = (...args: string[]) => command({ args, environment, dataFolder })
    const [migrate = "", ...migrateArgs] = start("migrate")
    await check("  migrate creates the ledger", () => runOrThrow(migrate, migrateArgs))

    const [serve = "", ...serveArgs] = start("serve")
    const running = await startCommand(serve, serveArgs, /"event":"listening".*?"url":"([^"]+)"/)
    const url = running.match[1] ?? ""
    const runNode = (program: string) => execute(running, ["node", "-e", program])
    await check("  process 1 is the server, of user 1000", async () => {
      const status = await runNode(`process.stdout.write(fs.readFileSync("/proc/1/status"))`)
      assert.deepEqual(/^Uid:\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1), ["1000", "1000"])
      const args = await runNode(`process.stdout.write(fs.readFileSync("/proc/1/cmdline"))`)
      assert.match(args, /\0serve\0$/)
    })
    await check("  the root file system is read-only", async () => {
      const program = `
        try { fs.writeFileSync("/app/x", "") } catch ({ code }) { console.log(code) }`
      assert.equal(await runNode(program), "EROFS\n")
    })
    await check("  an order is placed once", () => orderPanel(simulator, url))
    await check("  the health check passes", () => execute(running, healthcheck))
    await check("  SIGTERM completes the active order, and exits with 0", async () => {
      const waitForOrder = await simulator.delayNextOrder()
      const ordered = orderPanel(simulator, url)
      await waitForOrder()
      await signal(running, "SIGTERM")
      await ordered
      const late = setTimeout(60_000, "running after 60 seconds", { ref: false })
      assert.equal(await Promise.race([running.exited, late]), 0)
      await assert.rejects(fetch(url), "the server still listens")
    })
    // After a failed check, the container still runs.
    await signal(running, "SIGKILL").catch(() => undefined)
    await running.exited
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
}
