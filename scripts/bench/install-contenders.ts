// Installs packages that only a benchmark needs, so that the project's lockfile is free of them.
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/**
 * Installs the packages of a benchmark's contenders into their folder, if one is missing or has
 * another version. Throws an Error if npm cannot install them.
 */
export function installContenders(folder: string): void {
  const { devDependencies } = readManifest(folder)
  const isInstalled = Object.entries(devDependencies ?? {}).every(([name, version]) => {
    const installed = join(folder, "node_modules", name)
    return existsSync(installed) && readManifest(installed).version === version
  })
  if (isInstalled) return
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
  // Without scripts, because a package reports its installation to its maker.
  const options = [...quiet, "--no-package-lock", "--ignore-scripts"]
  const { status } = spawnSync("npm", ["install", ...options], {
    cwd: folder,
    stdio: "inherit",
    // On Windows, npm is a script.
    shell: process.platform === "win32",
  })
  if (status !== 0) throw new Error("npm cannot install the contenders. Check the npm registry.")
}

function readManifest(folder: string) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly version?: string
    readonly devDependencies?: Readonly<Record<string, string>>
  }
}
