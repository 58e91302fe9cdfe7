// Asserts that the lockfile can be installed on a Mac, on Windows and on Linux. A native package whose build for one
// of them is not published drops out of a lockfile without a word, and is missing on a colleague's machine only.
import { readFile } from "node:fs/promises"
import { parse } from "yaml"

interface Lockfile {
  packages: Record<string, { os?: string[]; cpu?: string[] }>
  snapshots: Record<string, { optionalDependencies?: Record<string, string> }>
}

const needed = [
  ["darwin", "arm64"],
  ["linux", "x64"],
  ["win32", "x64"],
] as const

const path = new URL("../pnpm-lock.yaml", import.meta.url)
const lockfile = parse(await readFile(path, "utf8")) as Lockfile

const native = Object.entries(lockfile.snapshots)
  .map(([name, { optionalDependencies = {} }]) => ({
    name,
    builds: Object.entries(optionalDependencies)
      .map(([dependency, version]) => lockfile.packages[`${dependency}@${version}`])
      .filter((build) => build?.os !== undefined && build.cpu !== undefined),
  }))
  .filter(({ builds }) => builds.length > 1)

const missing = native.flatMap(({ name, builds }) =>
  needed
    .filter(
      ([os, cpu]) => !builds.some((build) => build?.os?.includes(os) && build.cpu?.includes(cpu)),
    )
    .map(([os, cpu]) => `${name} has no build for ${os}-${cpu}`),
)

if (native.length === 0)
  missing.push("no native package was recognised: has the lockfile's format changed?")
if (missing.length > 0) {
  console.error(missing.join("\n"))
  console.error(
    "\nPin the newest version whose builds are all published (pnpm-workspace.yaml, catalog or overrides).",
  )
  process.exitCode = 1
} else {
  console.log(
    `${native.length} native packages have builds for ${needed.map((one) => one.join("-")).join(", ")}.`,
  )
}
