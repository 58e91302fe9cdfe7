import { verifyContract } from "../../../src/verify/verify-contract.ts"
import type { Group } from "../../../src/verify/rules/groups.ts"
import { readContract } from "../support/contract.ts"
import { issueToken } from "../support/tokens.ts"
import type { Fault } from "./fault.ts"

const contract = await readContract()

/** Verifies a faulty server with the fault's groups, and returns the rules of the errors and its own. */
export async function findFault(
  {
    create,
    group,
    checkedBy = group,
    rule: own,
    origins = [],
    declare = (document) => document,
  }: Fault,
  groups: readonly Group[] = [group, checkedBy],
): Promise<readonly string[]> {
  const { findings } = await verifyContract({
    contract: declare(contract),
    fetch: create(),
    seed: 1,
    groups,
    origins,
    token: issueToken(),
    otherToken: issueToken({ sub: "user_b" }),
    getToken: async (claims) => issueToken(claims),
  })
  return findings
    .filter(({ severity, rule }) => severity === "error" || rule === own)
    .map(({ rule }) => rule)
}
