import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { findContract } from "./find-contract.ts"
import { objectOf } from "./document/json.ts"
import { rejectDeadReferences } from "./document/references.ts"
import { readSource } from "./document/source.ts"
import { InputError } from "./input-error.ts"

/** What to release. Paths are taken from the working directory. */
export interface ReleaseOptions {
  /** The contract; absent, the nearest `spec/openapi.yaml` from the working directory upwards. */
  readonly contract?: string
  /** The released version, semver. */
  readonly version: string
  /** Default: `process.cwd()`. */
  readonly workingDirectory?: string
}

/**
 * Writes the contract as JSON, with this version as its `info.version`, to `released/openapi.json` beside it: the base
 * of the next {@link diffContract}. Gives the path. Throws {@link InputError} when the contract cannot be read, the
 * version is none, or the contract refers to another file.
 */
export async function releaseContract(options: ReleaseOptions): Promise<string> {
  const { version, workingDirectory = process.cwd() } = options
  if (!/^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/.test(version)) {
    throw new InputError(`${version}: is no version`)
  }
  const source = await readSource(findContract(options.contract, workingDirectory))
  rejectDeadReferences(source)
  const info = { ...objectOf(source.root["info"]), version }
  const file = join(dirname(source.file), "released/openapi.json")
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify({ ...source.root, info }, null, 2)}\n`)
  return file
}

/** The version in a package's manifest. Throws {@link InputError} when there is none. */
export async function versionIn(manifest: string, workingDirectory: string): Promise<string> {
  const { root } = await readSource(resolve(workingDirectory, manifest))
  if (typeof root["version"] !== "string") throw new InputError(`${manifest}: has no version`)
  return root["version"]
}
