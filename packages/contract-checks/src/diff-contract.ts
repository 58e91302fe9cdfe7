import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { applyApprovals } from "./diff/approvals.ts"
import { covers, highestLevel, type Change, type Level } from "./diff/change.ts"
import { changesetLevel, contractPackage } from "./diff/changesets.ts"
import { compare, type Base } from "./diff/compare.ts"
import { findContract, findUpwards } from "./find-contract.ts"
import { byPosition, type Finding } from "./finding.ts"
import { readSource, type Source } from "./document/source.ts"
import { InputError } from "./input-error.ts"

/** What to compare. Paths are taken from the working directory. */
export interface DiffOptions {
  /** The contract; absent, the nearest `spec/openapi.yaml` from the working directory upwards. */
  readonly contract?: string
  /**
   * Documents to compare with instead of the last released contract, `released/openapi.json` beside the contract. The
   * seed, `seed/openapi.json` beside it, is always one more.
   */
  readonly bases?: readonly string[]
  /** The approvals; absent, `approved-changes.yaml` beside the contract, which need not exist. */
  readonly approvals?: string
  /**
   * The folder of the changesets; absent, the nearest `.changeset` from the contract upwards. `false`: the project does
   * not use changesets, and none is asked for.
   */
  readonly changesets?: string | false
  /** Default: `process.cwd()`. */
  readonly workingDirectory?: string
}

/** What {@link diffContract} found. */
export interface DiffReport {
  /** The contract's absolute path. */
  readonly contract: string
  /** The names of the bases: `seed`, `released`, or paths as given. */
  readonly bases: readonly string[]
  /** In the order of the file, base by base. */
  readonly changes: readonly Change[]
  /** What is wrong beside the changes: stale approvals, a changeset that is missing. */
  readonly findings: readonly Finding[]
  /** What the changes since the last release ask of the next version; absent when there are none. */
  readonly impact?: Level
}

/**
 * Compares a contract with the seed and with what was last released: what breaks, what is added, whether a changeset
 * of the level is there. Throws {@link InputError} when something cannot be read or compared.
 */
export async function diffContract(options: DiffOptions = {}): Promise<DiffReport> {
  const { workingDirectory = process.cwd() } = options
  const contract = await readSource(findContract(options.contract, workingDirectory))
  const folder = dirname(contract.file)
  const explicit = options.bases ?? []
  const bases = await readBases(explicit, folder, workingDirectory)
  const compared = await Promise.all(bases.map((base) => compare(base, contract)))
  const names = bases.map(({ name }) => name)
  const approved = await applyApprovals(
    approvalsFile(options.approvals, folder, workingDirectory),
    compared.flatMap((changes) => changes.toSorted(byPosition)),
    (base) => explicit.length === 0 || names.includes(base),
  )
  // The seed stands for the last release only while there is none.
  const since = (compared.length > 1 ? compared.slice(1) : compared).flat()
  const impact = highestLevel(since)
  const changesets = changesetsFolder(options.changesets, folder, workingDirectory)
  const missing =
    changesets === false ? undefined : await missingChangeset(changesets, since, contract)
  return {
    contract: contract.file,
    bases: names,
    changes: approved.changes,
    findings: missing === undefined ? approved.findings : [...approved.findings, missing],
    ...(impact === undefined ? {} : { impact }),
  }
}

async function readBases(
  explicit: readonly string[],
  folder: string,
  workingDirectory: string,
): Promise<Base[]> {
  const seed = { name: "seed", source: await readSource(join(folder, "seed/openapi.json")) }
  const released = join(folder, "released/openapi.json")
  if (explicit.length === 0 && existsSync(released)) {
    return [seed, { name: "released", source: await readSource(released) }]
  }
  const others = explicit.map(async (name) => ({
    name,
    source: await readSource(resolve(workingDirectory, name)),
  }))
  return [seed, ...(await Promise.all(others))]
}

function approvalsFile(given: string | undefined, folder: string, workingDirectory: string) {
  if (given === undefined) return join(folder, "approved-changes.yaml")
  const file = resolve(workingDirectory, given)
  if (!existsSync(file)) throw new InputError(`${given}: cannot be read (ENOENT)`)
  return file
}

function changesetsFolder(
  given: string | false | undefined,
  folder: string,
  workingDirectory: string,
): string | false {
  if (given === false) return false
  if (given !== undefined) return resolve(workingDirectory, given)
  return findUpwards(folder, ".changeset") ?? join(folder, ".changeset")
}

/** A changeset is asked for from minor upwards: a patch of the contract changes words only, and no code. */
async function missingChangeset(
  folder: string,
  since: readonly Change[],
  contract: Source,
): Promise<Finding | undefined> {
  const needed = highestLevel(since)
  const available = await changesetLevel(folder)
  if (needed === undefined || needed === "patch") return undefined
  if (available !== undefined && covers(available, needed)) return undefined
  const cause = since.find(({ level }) => level === needed)
  const found = available === undefined ? "there is none" : `there is only a ${available} one`
  const { line, column } = cause ?? contract.locate([])
  return {
    file: contract.file,
    line,
    column,
    severity: "error",
    rule: "changeset-missing",
    location: cause?.location ?? "/",
    message:
      `these changes need a ${needed} changeset for ${contractPackage}, and ${found}: run \`npx changeset\`, ` +
      `or add .changeset/contract-${needed}.md that begins with the lines \`---\`, ` +
      `\`"${contractPackage}": ${needed}\` and \`---\` and says what changed`,
  }
}
