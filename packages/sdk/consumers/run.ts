// Tests the published package: packs it, installs the tarball into new projects, runs one program
// on every platform against the mocks over HTTP, and compiles a program that uses every type.
//
//   node consumers/run.ts            runs all consumers
//   node consumers/run.ts deno 5.4   runs those whose name contains one of the arguments
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { compatibilityConsumers } from "./compatibility.ts"
import { installProject } from "./install.ts"
import { pack, type Packages } from "./pack.ts"
import { proxyConsumers } from "./proxies.ts"
import { reactConsumers } from "./react.ts"
import { recipeConsumers } from "./recipes.ts"
import { bundlePrograms, runtimeConsumers } from "./runtimes.ts"
import { esmTypeConsumers, typeConsumers } from "./types.ts"
import { runConsumers, type ConsumerResult } from "./run-consumers.ts"

const programs = fileURLToPath(new URL("programs", import.meta.url))
const resultsFolder = fileURLToPath(new URL("../.consumers", import.meta.url))
const filters = process.argv.slice(2).map((filter) => filter.toLowerCase())

const startedAt = performance.now()
const folder = await mkdtemp(join(tmpdir(), "sdk-consumers-"))
try {
  const names = ["contract", "mocks", "sdk", "server", "simulator"] as const
  const tarballs = await Promise.all(names.map(async (name) => [name, await pack(name, folder)]))
  const packages = Object.fromEntries(tarballs) as Packages
  const { sdk, mocks } = packages
  const project = join(folder, "app")
  const api = join(folder, "api")
  await installProject(project, { "@loop-health/integrations-sdk": sdk })
  if (existsSync(join(project, "node_modules/react"))) {
    throw new Error("The SDK installs React. Its peer dependencies must be optional.")
  }
  await installProject(api, { "@loop-health/integrations-mocks": mocks })
  await Promise.all([project, api].map((into) => cp(programs, into, { recursive: true })))
  await bundlePrograms(project)

  const server = spawn(process.execPath, ["serve-mocks.mjs", join(project, "bundled/page.js")], {
    cwd: api,
    stdio: ["ignore", "pipe", "inherit"],
  })
  try {
    const baseUrl = await Promise.race([
      once(createInterface(server.stdout), "line").then(([line]) => String(line)),
      once(server, "exit").then(() => Promise.reject(new Error("The API did not start."))),
    ])
    const consumers = [
      ...runtimeConsumers({ project, baseUrl }),
      ...proxyConsumers({ project, baseUrl }),
      ...reactConsumers(folder, programs, sdk, baseUrl),
      ...(await typeConsumers(folder, sdk)),
      ...(await esmTypeConsumers(folder, packages)),
      ...(await recipeConsumers(folder, packages)),
      ...(await compatibilityConsumers(folder, packages)),
    ].filter(
      ({ name }) =>
        filters.length === 0 || filters.some((filter) => name.toLowerCase().includes(filter)),
    )
    const concurrency = Math.min(availableParallelism(), 4)
    await report(await runConsumers(consumers, concurrency, Boolean(process.env["CI"])))
  } finally {
    server.kill()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Prints the results and writes the summary for the end of `npm test`. Sets the exit code. */
async function report(results: readonly ConsumerResult[]): Promise<void> {
  const named = (state: ConsumerResult["state"]) =>
    results.filter((result) => result.state === state)
  for (const { name, state, reason } of results) {
    process.stdout.write(
      `${state.padEnd(7)} ${name}${reason && `\n${reason.replaceAll(/^/gm, "          ")}`}\n`,
    )
  }
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  const summary = [
    `Consumers of the SDK's tarball: ${named("passed").length} passed, ${named("failed").length} failed, ${named("not run").length} not run.`,
    ...named("not run").map(({ name, reason }) => `Not run: ${name} (${reason}).`),
  ].join("\n")
  await mkdir(resultsFolder, { recursive: true })
  await writeFile(join(resultsFolder, "summary.txt"), `${summary}\n`)
  process.stdout.write(`\n${summary} (${seconds} s)\n`)
  if (named("failed").length > 0 || results.length === 0) process.exitCode = 1
}
