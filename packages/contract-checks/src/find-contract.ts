import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { InputError } from "./input-error.ts"

/** Where a project keeps its contract. */
export const contractPath = "spec/openapi.yaml"

/**
 * The contract to check: `given`, from the working directory, or else `spec/openapi.yaml` of the nearest folder that
 * has one, from the working directory upwards. Throws {@link InputError} when there is none.
 */
export function findContract(given: string | undefined, workingDirectory: string): string {
  if (given !== undefined) return resolve(workingDirectory, given)
  const found = findUpwards(workingDirectory, contractPath)
  if (found === undefined) {
    throw new InputError(
      `no ${contractPath} in ${workingDirectory} or above: name the file to check`,
    )
  }
  return found
}

/** The nearest `path`, from `folder` upwards. */
export function findUpwards(folder: string, path: string): string | undefined {
  const candidate = join(folder, path)
  if (existsSync(candidate)) return candidate
  return dirname(folder) === folder ? undefined : findUpwards(dirname(folder), path)
}
