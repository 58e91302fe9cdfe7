// Runs the benchmarks, each a `packages/<package>/bench/<name>.bench.ts`:
//
//   npm run bench                       runs all of them
//   npm run bench -- sdk --rounds 3     runs one of them, with its options
//
// Each one saves its results for the site. The plot shows the results of all.
import { spawnSync } from "node:child_process"
import { globSync } from "node:fs"
import { basename } from "node:path"
import { writePlot } from "./plot.ts"

const [name, ...options] = process.argv.slice(2)
const paths = globSync("packages/*/bench/*.bench.ts")
const chosen = paths.filter((path) => name === undefined || basename(path, ".bench.ts") === name)
if (chosen.length === 0) {
  const names = paths.map((path) => basename(path, ".bench.ts"))
  console.error(`Unknown benchmark "${name}". Expected one of: ${names.join(", ")}.`)
  process.exitCode = 2
}
for (const path of chosen) {
  process.exitCode ||=
    spawnSync(process.execPath, [path, ...options], { stdio: "inherit" }).status ?? 1
}
if (process.exitCode === undefined || process.exitCode === 0) writePlot()
