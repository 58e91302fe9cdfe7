import { existsSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { runCommand } from "./run-command.ts"

const cache = fileURLToPath(new URL("../../../node_modules/.cache/consumers", import.meta.url))

const installations = new Map<string, Promise<string>>()

/**
 * Installs a package that runs consumers, and returns its folder. Each version is installed once,
 * in `node_modules/.cache/consumers`. `overrides` replaces versions of its dependencies.
 *
 * @throws Error if npm cannot install the package.
 */
export function installTool(
  name: string,
  version: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<string> {
  const key = `${name}@${version}-${process.platform}-${process.arch}`
  const installation =
    installations.get(key) ?? installInto(join(cache, key), name, version, overrides)
  installations.set(key, installation)
  return installation
}

async function installInto(
  folder: string,
  name: string,
  version: string,
  overrides: Readonly<Record<string, string>>,
): Promise<string> {
  const complete = join(folder, ".complete")
  if (!existsSync(complete)) {
    await rm(folder, { recursive: true, force: true })
    await installProject(folder, { [name]: version }, overrides)
    await writeFile(complete, "")
  }
  return join(folder, "node_modules", name)
}

/**
 * Creates a project with only these dependencies.
 *
 * @throws Error if npm cannot install them.
 */
export async function installProject(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const manifest = JSON.stringify({ private: true, dependencies, overrides })
  await writeFile(join(folder, "package.json"), manifest)
  const { exitCode, output } = await runCommand(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"],
    { cwd: folder, limitMs: 300_000 },
  )
  if (exitCode !== 0) {
    const packages = Object.entries(dependencies).map((entry) => entry.join("@"))
    throw new Error(
      `npm cannot install ${packages.join(", ")}. The first run requires the npm registry.\n${output}`,
    )
  }
}
