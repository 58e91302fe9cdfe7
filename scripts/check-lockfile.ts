// Checks that the lockfile can be installed on macOS, Windows, and Linux. pnpm silently omits a
// native package whose build for a platform is not published, so the error would appear only on
// that platform. Also checks that scripts/tools pins Node and pnpm with their hashes.
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
    .map(([os, cpu]) => `${name} has no build for ${os}-${cpu}.`),
)

if (native.length === 0)
  missing.push("No native package found. Check whether the format of pnpm-lock.yaml changed.")
const tools = JSON.parse(
  await readFile(new URL("tools/package-lock.json", import.meta.url), "utf8"),
) as { packages: Record<string, { version?: string; integrity?: string }> }
const manifest = JSON.parse(
  await readFile(new URL("../package.json", import.meta.url), "utf8"),
) as { devEngines: { packageManager: { version: string } } }
const pnpm = manifest.devEngines.packageManager.version
if (tools.packages["node_modules/pnpm"]?.version !== pnpm) {
  missing.push(
    `scripts/tools must pin pnpm ${pnpm}, the version in package.json. Run \`npm install --save-exact pnpm@${pnpm}\` in scripts/tools.`,
  )
}
const unpinned = Object.entries(tools.packages).filter(
  ([path, { integrity }]) => path !== "" && !integrity?.startsWith("sha512-"),
)
missing.push(
  ...unpinned.map(
    ([path]) =>
      `scripts/tools/package-lock.json has no SHA-512 for ${path}. Create the lock file again with \`npm install\`.`,
  ),
)

if (missing.length > 0) {
  console.error(missing.join("\n"))
  console.error(
    "\nPin the newest version with all builds in pnpm-workspace.yaml (catalog or overrides).",
  )
  process.exitCode = 1
} else {
  console.log(
    `${native.length} native packages have builds for ${needed.map((one) => one.join("-")).join(", ")}.`,
  )
}
