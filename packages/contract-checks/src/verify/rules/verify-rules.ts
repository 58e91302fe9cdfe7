import { authRules } from "./auth-rules.ts"
import { intentRules } from "./intent-rules.ts"
import { requestRules } from "./request-rules.ts"
import { responseRules } from "./response-rules.ts"

/** Stable ID of a rule. */
export type RuleId = keyof typeof verifyRules

/** All rules by ID. */
export const verifyRules = { ...requestRules, ...authRules, ...responseRules, ...intentRules }
