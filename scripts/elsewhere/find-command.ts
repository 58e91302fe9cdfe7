import { delimiter, join } from "node:path"
import { isExecutable } from "../find-chromium.ts"

/** Returns the path of the first of these commands on PATH, or undefined. */
export function findCommand(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter)
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => isExecutable(path))
}

/** Returns each missing command with the Debian package that contains it. */
export function findMissingCommands(packages: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(packages)
    .filter(([command]) => findCommand(command) === undefined)
    .map(([command, name]) => `${command} (apt-get install ${name})`)
}
