import { readFile, readdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { runCommand } from "./run-command.ts"

/** The tarball or version of each package that a client or a server needs. */
export type Packages = Readonly<
  Record<"contract" | "mocks" | "sdk" | "server" | "simulator", string>
>

const root = new URL("../../../", import.meta.url)

/** Packs a package of this repository from its `dist`. Returns the path of the tarball. */
export async function pack(name: string, into: string): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as {
    devEngines: { packageManager: { version: string } }
  }
  const { version } = manifest.devEngines.packageManager
  const destination = join(into, name)
  const { exitCode, output } = await runCommand(
    "npx",
    ["--yes", `pnpm@${version}`, "pack", "--pack-destination", destination],
    { cwd: fileURLToPath(new URL(`packages/${name}/`, root)) },
  )
  const [tarball] = exitCode === 0 ? await readdir(destination) : []
  if (tarball === undefined)
    throw new Error(
      `pnpm cannot pack ${name}. npx requires the npm registry to install pnpm.\n${output}`,
    )
  return join(destination, tarball)
}
