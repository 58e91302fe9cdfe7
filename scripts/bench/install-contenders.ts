// Installs packages that only a benchmark needs, so that the project's lockfile is free of them.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"

/** Installs the packages of a folder's package.json, unless they are installed. */
export function installContenders(folder: string): void {
  if (existsSync(join(folder, "node_modules"))) return
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
  // Without scripts, because a package reports its installation to its maker.
  const options = [...quiet, "--no-package-lock", "--ignore-scripts"]
  const { status } = spawnSync("npm", ["install", ...options], { cwd: folder, stdio: "inherit" })
  if (status !== 0) throw new Error("npm cannot install the contenders. Check the npm registry.")
}
