import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/**
 * Reads a text file of the repository by its path from the root. Throws if the file does not exist.
 */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(findRoot(), path), "utf8")
}

/** Returns the root of the repository. A copy of this package in a subfolder has the same root. */
export function findRoot(folder = import.meta.dirname): string {
  return existsSync(join(folder, "pnpm-workspace.yaml")) ? folder : findRoot(dirname(folder))
}
