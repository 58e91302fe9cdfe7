import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { findContract } from "./find-contract.ts"
import { byPosition, type Finding } from "./finding.ts"
import { errorCodeRules } from "./lint/error-code-rules.ts"
import { errorRules } from "./lint/error-rules.ts"
import { operationRules } from "./lint/operation-rules.ts"
import { lintWithRedocly } from "./lint/redocly-rules.ts"
import type { OperationRule } from "./lint/rule.ts"
import { securityRules } from "./lint/security-rules.ts"
import { readUpstream } from "./lint/read-upstream.ts"
import { widerThanUpstream } from "./lint/wider-than-upstream.ts"
import { operationsOf } from "./document/operations.ts"
import { readSource, type Source } from "./document/source.ts"

/** What to lint. Paths are taken from the working directory. */
export interface LintOptions {
  /** The contract; absent, the nearest `spec/openapi.yaml` from the working directory upwards. */
  readonly contract?: string
  /**
   * The file that maps fields of the contract to fields of its upstream. Default: `upstream-fields.yaml` beside the
   * contract. Without the file, the rule `wider-than-upstream` is off.
   */
  readonly upstream?: string
  /** Default: `process.cwd()`. */
  readonly workingDirectory?: string
}

/** What {@link lintContract} found. */
export interface LintReport {
  /** The contract's absolute path. */
  readonly contract: string
  /** In the order of the file. */
  readonly findings: readonly Finding[]
}

const rules: readonly OperationRule[] = [
  ...operationRules,
  ...securityRules,
  ...errorRules,
  ...errorCodeRules,
]

/**
 * Holds a contract to Redocly's recommended rules and to ours. Throws {@link InputError} when a file cannot be read
 * or is no OpenAPI document.
 */
export async function lintContract(options: LintOptions = {}): Promise<LintReport> {
  const { workingDirectory = process.cwd() } = options
  const contract = findContract(options.contract, workingDirectory)
  const source = await readSource(contract)
  const file = upstreamFile(options.upstream, contract, workingDirectory)
  const upstreamRules =
    file === undefined ? [] : [widerThanUpstream(await readUpstream(file, source))]
  const findings = ownFindings(source, [...rules, ...upstreamRules])
  findings.push(...(await lintWithRedocly(contract)))
  return { contract, findings: findings.toSorted(byPosition) }
}

function upstreamFile(
  given: string | undefined,
  contract: string,
  workingDirectory: string,
): string | undefined {
  if (given !== undefined) return resolve(workingDirectory, given)
  const beside = join(dirname(contract), "upstream-fields.yaml")
  return existsSync(beside) ? beside : undefined
}

function ownFindings({ root, file, locate }: Source, rules: readonly OperationRule[]): Finding[] {
  return operationsOf(root).flatMap((operation) =>
    rules.flatMap(({ id: rule, severity, check }) =>
      [...check(operation, root)].map(({ pointer, message }) => {
        return { file, ...locate(pointer), location: operation.name, message, rule, severity }
      }),
    ),
  )
}
