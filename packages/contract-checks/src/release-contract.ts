import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { findContract } from "./find-contract.ts"
import { objectOf } from "./document/json.ts"
import { rejectDeadReferences } from "./document/references.ts"
import { readSource, readYaml } from "./document/source.ts"
import { fileError, InputError } from "./input-error.ts"

/** Options for `releaseContract`. Paths are relative to the working directory. */
export interface ReleaseOptions {
  /**
   * Path of the contract. Default: the nearest `spec/openapi.yaml`, from the working directory
   * upwards.
   */
  readonly contract?: string | undefined
  /** The version of the release as a semantic version, such as `1.2.0`. */
  readonly version: string
  /** The working directory. Default: `process.cwd()`. */
  readonly workingDirectory?: string | undefined
}

/**
 * Writes the released contract to `released/openapi.json` beside the contract. The file is JSON
 * with the given `info.version`. The next {@link diffContract} compares the contract with this
 * file. Returns the path of the file. Throws {@link InputError} if the contract or the version
 * is invalid, or if a reference has no target in the contract.
 */
export async function releaseContract(options: ReleaseOptions): Promise<string> {
  const { version, workingDirectory = process.cwd() } = options
  if (!/^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/.test(version)) {
    throw new InputError(`Invalid version "${version}". Use a semantic version, such as 1.2.0.`)
  }
  const source = await readSource(findContract(options.contract, workingDirectory))
  rejectDeadReferences(source)
  const info = { ...objectOf(source.root["info"]), version }
  const file = join(dirname(source.file), "released/openapi.json")
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify({ ...source.root, info }, null, 2)}\n`)
  return file
}

/**
 * Returns the version in a package's manifest. Throws {@link InputError} if the manifest is
 * unreadable or has no version.
 */
export async function versionIn(manifest: string, workingDirectory: string): Promise<string> {
  const file = resolve(workingDirectory, manifest)
  const { version } = objectOf((await readYaml(file)).value)
  if (typeof version === "string") return version
  throw fileError(
    file,
    'The field "version" must be a semantic version, such as "1.2.0". Add it to this file.',
  )
}
