import { authRules } from "./auth-rules.ts"
import { corsRules } from "./cors-rules.ts"
import type { Group } from "./groups.ts"
import { intentRules } from "./intent-rules.ts"
import { boundaryRules, exampleRules, framingRules, parameterRules } from "./request-rules.ts"
import { leakRules, responseRules } from "./response-rules.ts"
import type { VerifyRule } from "./rule.ts"

/** Stable ID of a rule. */
export type RuleId = keyof typeof verifyRules

/** The rules by the group that they are about. `fuzz` has none of its own. */
export const rulesByGroup = {
  examples: exampleRules,
  boundaries: boundaryRules,
  headers: parameterRules,
  fuzz: {},
  framing: framingRules,
  auth: authRules,
  cors: corsRules,
  responses: responseRules,
  intents: intentRules,
  leaks: leakRules,
} as const satisfies Readonly<Record<Group, Readonly<Record<string, VerifyRule>>>>

/** All rules by ID. */
export const verifyRules = {
  ...rulesByGroup.examples,
  ...rulesByGroup.boundaries,
  ...rulesByGroup.headers,
  ...rulesByGroup.framing,
  ...rulesByGroup.auth,
  ...rulesByGroup.cors,
  ...rulesByGroup.responses,
  ...rulesByGroup.intents,
  ...rulesByGroup.leaks,
}
