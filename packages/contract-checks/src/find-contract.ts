import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { InputError } from "./input-error.ts"

/**
 * Returns the path of the contract. Default: the nearest `spec/openapi.yaml`, from the working
 * directory upwards. Throws {@link InputError} if there is none.
 */
export function findContract(given: string | undefined, workingDirectory: string): string {
  if (given !== undefined) return resolve(workingDirectory, given)
  const found = findUpwards(workingDirectory, "spec/openapi.yaml")
  if (found !== undefined) return found
  throw new InputError(
    `Cannot find spec/openapi.yaml in ${workingDirectory} or a parent folder. Pass the path of the contract.`,
  )
}

/** Returns the nearest existing `path`, from `folder` upwards. */
export function findUpwards(folder: string, path: string): string | undefined {
  const candidate = join(folder, path)
  if (existsSync(candidate)) return candidate
  return dirname(folder) === folder ? undefined : findUpwards(dirname(folder), path)
}

/** Returns the path of a file next to the contract, if it exists. */
export function findBeside(contract: string, name: string): string | undefined {
  const file = join(dirname(contract), name)
  return existsSync(file) ? file : undefined
}
