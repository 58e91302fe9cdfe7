// Runs the benchmarks, each a `packages/<package>/bench/<name>.bench.ts`:
//
//   npm run bench                       runs all of them
//   npm run bench -- sdk --rounds 3     runs one of them, with its options
//
// Each one saves its results for the site. The plot shows the results of all.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, globSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { writePlot } from "./plot.ts"

const [name, ...options] = process.argv.slice(2)
const paths = globSync("packages/*/bench/*.bench.ts")
const chosen = paths.filter((path) => name === undefined || basename(path, ".bench.ts") === name)
if (chosen.length === 0) {
  const names = paths.map((path) => basename(path, ".bench.ts"))
  console.error(`Unknown benchmark "${name}". Expected one of: ${names.join(", ")}.`)
  process.exitCode = 2
}
for (const path of chosen) process.exitCode ||= await run(path)
if (process.exitCode === undefined || process.exitCode === 0) writePlot()

/** Runs a benchmark, and removes its temporary files, also after Ctrl-C. Returns an exit code. */
async function run(path: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"))
  // PostgreSQL never runs as root, and its user must be able to enter the folder.
  chmodSync(folder, 0o755)
  const env = { ...process.env, TMPDIR: folder, TEMP: folder }
  const child = spawn(process.execPath, [path, ...options], { stdio: "inherit", env })
  const stop = () => child.kill()
  process.on("SIGINT", stop).on("SIGTERM", stop)
  const [exitCode] = (await once(child, "exit")) as [number | null]
  process.off("SIGINT", stop).off("SIGTERM", stop)
  // A database may still write while it shuts down.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  return exitCode ?? 1
}
