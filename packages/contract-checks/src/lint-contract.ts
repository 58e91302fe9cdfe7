import { resolve } from "node:path"
import { findBeside, findContract } from "./find-contract.ts"
import { byPosition, type Finding } from "./finding.ts"
import { errorCodeRules } from "./lint/error-code-rules.ts"
import { errorRules } from "./lint/error-rules.ts"
import { operationRules } from "./lint/operation-rules.ts"
import { lintWithRedocly } from "./lint/redocly-rules.ts"
import { securityRules } from "./lint/security-rules.ts"
import { readUpstream } from "./lint/read-upstream.ts"
import { widerThanUpstream } from "./lint/wider-than-upstream.ts"
import { operationsOf } from "./document/operations.ts"
import { rejectOutsideReferences } from "./document/references.ts"
import { readSource } from "./document/source.ts"

/** Options for `lintContract`. Paths are relative to the working directory. */
export interface LintOptions {
  /**
   * Path of the contract. Default: the nearest `spec/openapi.yaml`, from the working directory
   * upwards.
   */
  readonly contract?: string | undefined
  /**
   * The file that maps fields of the contract to fields of its upstream. Default:
   * `upstream-fields.yaml` beside the contract. Without such a file, the rule `wider-than-upstream`
   * is off.
   */
  readonly upstream?: string | undefined
  /** The working directory. Default: `process.cwd()`. */
  readonly workingDirectory?: string | undefined
}

/** Result of `lintContract`. */
export interface LintReport {
  /** The contract's absolute path. */
  readonly contract: string
  /** The findings, in the order of the file. */
  readonly findings: readonly Finding[]
}

/**
 * Checks a contract against Redocly's recommended rules and the rules of this package. Throws
 * {@link InputError} if a file cannot be read or is not an OpenAPI document.
 */
export async function lintContract(options: LintOptions = {}): Promise<LintReport> {
  const { workingDirectory = process.cwd() } = options
  const contract = findContract(options.contract, workingDirectory)
  const source = await readSource(contract)
  rejectOutsideReferences(source)
  const { root, locate } = source
  const rules = [...operationRules, ...securityRules, ...errorRules, ...errorCodeRules]
  const upstream =
    options.upstream === undefined
      ? findBeside(contract, "upstream-fields.yaml")
      : resolve(workingDirectory, options.upstream)
  if (upstream !== undefined) rules.push(widerThanUpstream(await readUpstream(upstream, source)))
  const findings = operationsOf(root).flatMap((operation) =>
    rules.flatMap(({ id: rule, severity, check }) =>
      [...check(operation, root)].map(({ pointer, message }): Finding => {
        const position = locate(pointer)
        return { file: contract, ...position, location: operation.name, message, rule, severity }
      }),
    ),
  )
  findings.push(...(await lintWithRedocly(contract)))
  return { contract, findings: findings.toSorted(byPosition) }
}
