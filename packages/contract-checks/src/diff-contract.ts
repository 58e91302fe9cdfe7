import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { applyApprovals } from "./diff/approvals.ts"
import { highestLevel, levels, type Change, type Level } from "./diff/change.ts"
import { changesetLevel, contractPackage } from "./diff/changesets.ts"
import { compare } from "./diff/compare.ts"
import { findBeside, findContract, findUpwards } from "./find-contract.ts"
import { byPosition, type Finding } from "./finding.ts"
import { readSource, type Source } from "./document/source.ts"
import { fileError } from "./input-error.ts"

/** Options for `diffContract`. Paths are relative to the working directory. */
export interface DiffOptions {
  /**
   * Path of the contract. Default: the nearest `spec/openapi.yaml`, from the working directory
   * upwards.
   */
  readonly contract?: string | undefined
  /**
   * Documents to compare with, besides the seed (`seed/openapi.json` beside the contract). Default:
   * the last released contract, `released/openapi.json` beside the contract, if it exists. If bases
   * are passed, the seed is optional.
   */
  readonly bases?: readonly string[] | undefined
  /**
   * The approvals file. Default: `approved-changes.yaml` beside the contract, or in the working
   * directory if the contract is in `node_modules`. The default file may be missing.
   */
  readonly approvals?: string | undefined
  /**
   * The folder of the changesets. Default: the nearest `.changeset`, from the contract upwards. If
   * `false`, no changeset is required. Without a seed, the default is `false`.
   */
  readonly changesets?: string | false | undefined
  /** The working directory. Default: `process.cwd()`. */
  readonly workingDirectory?: string | undefined
}

/** Result of `diffContract`. */
export interface DiffReport {
  /** The contract's absolute path. */
  readonly contract: string
  /** The absolute path of the approvals file, even if no such file exists. */
  readonly approvals: string
  /** The names of the bases: `seed`, `released`, or paths as given. */
  readonly bases: readonly string[]
  /** The changes since each base, in the order of the contract. */
  readonly changes: readonly Change[]
  /** Errors that are not changes, such as an incomplete approval or a missing changeset. */
  readonly findings: readonly Finding[]
  /**
   * The level that the changes require for the next version. Counts the changes since the last
   * release or the given bases. Without them, counts the changes since the seed. Undefined if
   * there are no changes.
   */
  readonly impact?: Level
}

/**
 * Compares a contract with the seed, and with the last release or the given bases. Lists breaking
 * and compatible changes, and checks that a changeset of the required level exists. Throws
 * {@link InputError} if a file is unreadable or invalid, or if there is no base.
 */
export async function diffContract(options: DiffOptions = {}): Promise<DiffReport> {
  const { workingDirectory = process.cwd(), bases: given = [] } = options
  const contract = await readSource(findContract(options.contract, workingDirectory))
  const folder = dirname(contract.file)
  const fromHere = (path: string) => resolve(workingDirectory, path)

  const files = filesBeside(contract.file, given.length > 0)
  for (const name of given) files.set(name, fromHere(name))
  const bases = await Promise.all(
    [...files].map(async ([name, file]) => ({ name, source: await readSource(file) })),
  )
  const compared = await Promise.all(bases.map((base) => compare(base, contract)))
  const names = bases.map(({ name }) => name)

  // An installation would replace a file in node_modules.
  const isInstalled = contract.file.split(/[\\/]/).includes("node_modules")
  const ownFolder = isInstalled ? workingDirectory : folder
  const approvals = fromHere(options.approvals ?? join(ownFolder, "approved-changes.yaml"))
  const isOptional = options.approvals === undefined
  const { changes, findings } = await applyApprovals(
    isOptional && !existsSync(approvals) ? undefined : approvals,
    compared.flatMap((changesOfBase) => changesOfBase.toSorted(byPosition)),
    (base) => given.length === 0 || names.includes(base),
  )
  // Before the first release, the seed is the only base. Without a seed, all bases are given.
  const hasSeed = files.has("seed")
  const since = (hasSeed && compared.length > 1 ? compared.slice(1) : compared).flat()
  const impact = highestLevel(since)
  const report = { contract: contract.file, approvals, bases: names, changes, findings }
  if (options.changesets !== false && (hasSeed || options.changesets !== undefined)) {
    const changesets =
      options.changesets === undefined
        ? (findUpwards(folder, ".changeset") ?? join(folder, ".changeset"))
        : fromHere(options.changesets)
    findings.push(...missingChangesets(await changesetLevel(changesets), since, impact, contract))
  }
  return impact === undefined ? report : { ...report, impact }
}

/**
 * Returns the bases beside the contract, by name. Without a seed, returns no bases if others are
 * given. Throws {@link InputError} if they are not.
 */
function filesBeside(contract: string, othersAreGiven: boolean): Map<string, string> {
  const seed = findBeside(contract, "seed/openapi.json")
  const released = findBeside(contract, "released/openapi.json")
  const files = new Map<string, string>()
  if (seed !== undefined) files.set("seed", seed)
  if (othersAreGiven) return files
  if (seed === undefined) {
    const message =
      "There is no seed/openapi.json beside this contract. Pass the document to compare with, such as `contract diff old.json --contract new.json`."
    throw fileError(contract, message)
  }
  if (released !== undefined) files.set("released", released)
  return files
}

/** Returns a finding if the changesets are below the required level. A patch requires none. */
function missingChangesets(
  available: Level | undefined,
  since: readonly Change[],
  needed: Level | undefined,
  contract: Source,
): Finding[] {
  if (needed === undefined || needed === "patch") return []
  if (available !== undefined && levels.indexOf(available) >= levels.indexOf(needed)) return []
  const cause = since.find(({ level }) => level === needed)
  const found = available === undefined ? "there is none" : `the highest level is ${available}`
  const { line, column } = cause ?? contract.locate([])
  return [
    {
      file: contract.file,
      line,
      column,
      severity: "error",
      rule: "changeset-missing",
      location: cause?.location ?? "/",
      message:
        `The changes require a ${needed} changeset for ${contractPackage}, but ${found}. ` +
        `Run \`npx changeset\`, or add .changeset/contract-${needed}.md that starts with the lines \`---\`, ` +
        `\`"${contractPackage}": ${needed}\`, and \`---\`.`,
    },
  ]
}
