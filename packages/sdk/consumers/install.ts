import { existsSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { runCommand } from "./run-command.ts"

const cache = fileURLToPath(new URL("../../../node_modules/.cache/consumers", import.meta.url))

const installations = new Map<string, Promise<string>>()

/**
 * The folder of a package that consumers are run with, installed once for each version and kept in
 * `node_modules/.cache/consumers`. @throws when npm cannot install it
 */
export function installTool(name: string, version: string): Promise<string> {
  const key = `${name}@${version}-${process.platform}-${process.arch}`
  const installation = installations.get(key) ?? installInto(join(cache, key), name, version)
  installations.set(key, installation)
  return installation
}

async function installInto(folder: string, name: string, version: string): Promise<string> {
  const complete = join(folder, ".complete")
  if (!existsSync(complete)) {
    await rm(folder, { recursive: true, force: true })
    await installProject(folder, { [name]: version })
    await writeFile(complete, "")
  }
  return join(folder, "node_modules", name)
}

/** Makes a project with nothing but these dependencies. @throws when npm cannot install them */
export async function installProject(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }))
  const { exitCode, output } = await runCommand(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"],
    { cwd: folder, limitMs: 300_000 },
  )
  if (exitCode !== 0) {
    const packages = Object.entries(dependencies).map((entry) => entry.join("@"))
    throw new Error(
      `npm could not install ${packages.join(", ")}. The consumers need the npm registry, on the first run at least.\n${output}`,
    )
  }
}
