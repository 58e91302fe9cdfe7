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
import { widerThanJunction } from "./lint/wider-than-junction.ts"
import { operationsOf } from "./operations.ts"
import { readSource, type Source } from "./source.ts"

/** What to lint. Paths are taken from the working directory. */
export interface LintOptions {
  /** The contract; absent, the nearest `spec/openapi.yaml` from the working directory upwards. */
  readonly contract?: string
  /**
   * Junction's API as this project describes it; absent, `junction.openapi.yaml` beside the contract. Without one, the
   * contract is not compared with Junction.
   */
  readonly junction?: string
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
  const junction = await readJunction(options.junction, contract, workingDirectory)
  const findings = ownFindings(source, junction)
  findings.push(...(await lintWithRedocly(contract)))
  return { contract, findings: findings.toSorted(byPosition) }
}

async function readJunction(
  given: string | undefined,
  contract: string,
  workingDirectory: string,
): Promise<Source | undefined> {
  if (given !== undefined) return readSource(resolve(workingDirectory, given))
  const beside = join(dirname(contract), "junction.openapi.yaml")
  return existsSync(beside) ? readSource(beside) : undefined
}

function ownFindings(source: Source, junction: Source | undefined): Finding[] {
  const { root, file, locate } = source
  return operationsOf(root).flatMap((operation) => {
    const violations = rules.flatMap(({ id, severity, check }) =>
      [...check(operation, root)].map((violation) => ({ ...violation, rule: id, severity })),
    )
    if (junction !== undefined) {
      const rule = { rule: "wider-than-junction", severity: "warning" } as const
      for (const violation of widerThanJunction(operation, root, junction.root)) {
        violations.push({ ...violation, ...rule })
      }
    }
    return violations.map(({ pointer, ...violation }) => ({
      file,
      ...locate(pointer),
      location: operation.name,
      ...violation,
    }))
  })
}
