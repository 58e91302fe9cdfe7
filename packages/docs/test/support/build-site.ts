import { execFile } from "node:child_process"
import { cp, mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const packageFolder = join(import.meta.dirname, "../..")
const copies = join(packageFolder, ".test-sites")
const sources = ["src", "public", "astro.config.ts", "package.json"]

/**
 * Builds a copy of the site, with the dependencies of this package. Returns its `dist` folder.
 * `contract` is the path of the document. Default: the project's.
 */
export async function buildSite(name: string, contract?: string): Promise<string> {
  const folder = join(copies, name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const source of sources) {
    await cp(join(packageFolder, source), join(folder, source), { recursive: true })
  }
  // The script that pnpm wrote. It sets NODE_PATH, by which Astro finds its native modules.
  await promisify(execFile)(join(packageFolder, "node_modules/.bin/astro"), ["build", "--force"], {
    cwd: folder,
    // Vitest's variables would make a development build.
    env: {
      PATH: process.env["PATH"],
      ASTRO_TELEMETRY_DISABLED: "1",
      ...(contract === undefined ? {} : { CONTRACT: contract }),
    },
  })
  return join(folder, "dist")
}

/** Removes the copies. */
export async function removeSites(): Promise<void> {
  await rm(copies, { recursive: true, force: true })
}
