import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createClient as generateClient } from "@hey-api/openapi-ts"
import { build } from "esbuild"
// @boundaries-ignore The rehearsal of a release creates the same projects.
import type { TeamProject } from "../../../scripts/release/team-project.ts"
import type { Packages } from "./pack.ts"
import { runCommand } from "./run-command.ts"
import type { Consumer } from "./run-consumers.ts"
import { install, startMocks, startPageServer, startServer, type Target } from "./targets.ts"

type ClientName = "sdk" | "generated" | "curl"

const fromRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/**
 * Clients of an earlier version with this server and these mocks, and this SDK with earlier ones.
 * The API page is the first version. The last version on npm is the second, after a release.
 */
export async function compatibilityConsumers(
  folder: string,
  current: Packages,
): Promise<readonly Consumer[]> {
  const row = (
    name: string,
    { sdk }: Packages,
    clients: readonly ClientName[],
    start: (project: string) => Promise<Target>,
  ): Consumer => ({
    name: `Compatibility: ${name}`,
    run: async () => {
      const place = join(folder, name.replaceAll(/\W+/g, "-"))
      const project = await createClients(join(place, "clients"), sdk)
      await using target = await start(join(place, "server"))
      for (const client of clients) await orderWith(client, project, target)
    },
  })
  const server = (packages: Packages) => (project: string) => startServer(project, packages)
  const mocks = (packages: Packages) => (project: string) => startMocks(project, packages)
  const page = ["generated", "curl"] as const
  const rows = [
    row("clients of the API page, this server", current, page, server(current)),
    row("clients of the API page, these mocks", current, page, mocks(current)),
    row("this SDK, a server of the API page", current, ["sdk"], startPageServer),
  ]
  const version = await findRelease()
  if (version === undefined) return rows
  // The simulator has versions of its own.
  const released = { ...current, contract: version, mocks: version, sdk: version, server: version }
  return [
    ...rows,
    row(`SDK ${version}, this server`, released, ["sdk"], server(current)),
    row(`SDK ${version}, these mocks`, released, ["sdk"], mocks(current)),
    row(`this SDK, server ${version}`, current, ["sdk"], server(released)),
    row(`this SDK, mocks ${version}`, current, ["sdk"], mocks(released)),
  ]
}

/**
 * Returns the last version on npm, or undefined if there is none. Asks npm only after the first
 * release.
 */
async function findRelease(): Promise<string | undefined> {
  if (!existsSync(fromRoot("spec/released/openapi.json"))) return undefined
  const name = "@loop-health/integrations-sdk"
  const { exitCode, output, stdout } = await runCommand("npm", ["view", name, "version"])
  if (exitCode === 0) return stdout.trim()
  // The workflow checks the first version before it publishes it.
  if (output.includes("E404")) return undefined
  throw new Error(`npm cannot find the last version of ${name}.\n${output}`)
}

/** Creates a project with the programs, an SDK, and a client generated from the API page. */
async function createClients(folder: string, sdk: string): Promise<TeamProject> {
  const project = await install(folder, { sdk })
  await project.copy("packages/sdk/consumers/programs", ".")
  await project.copy("spec/seed/page.txt", "page.txt")
  await project.copy("spec/seed/openapi.json", "page.json")
  await generateClient({
    input: join(folder, "page.json"),
    output: join(folder, "generated"),
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent", file: false },
  })
  await build({
    absWorkingDir: folder,
    entryPoints: { generated: "generated/index.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    logLevel: "error",
  })
  return project
}

/** Runs the program with a client. Throws an Error if it fails or places another number of orders. */
async function orderWith(
  client: ClientName,
  project: TeamProject,
  { baseUrl, token, beforeError, countOrders }: Target,
): Promise<void> {
  const before = await countOrders()
  const target = JSON.stringify({ baseUrl, token, beforeError })
  await project.run("node", ["order-with-client.mjs", client, target])
  const placed = (await countOrders()) - before
  if (placed !== 1) throw new Error(`The client "${client}" placed ${placed} orders instead of 1.`)
}
