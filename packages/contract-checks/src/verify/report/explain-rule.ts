import { InputError } from "../../input-error.ts"
import type { VerifyRule } from "../rules/rule.ts"
import { verifyRules } from "../rules/verify-rules.ts"

/** Returns the description of a rule as Markdown. Throws {@link InputError} for an unknown rule. */
export function explainRule(id: string): string {
  const known: Readonly<Record<string, VerifyRule>> = verifyRules
  const rule = Object.hasOwn(known, id) ? known[id] : undefined
  if (rule === undefined) {
    throw new InputError(`Unknown rule "${id}". Expected one of: ${Object.keys(known).join(", ")}.`)
  }
  return [
    `# ${id}`,
    `${rule.title} (${rule.severity}).`,
    `**Rule:** ${rule.rule}`,
    `**Reason:** ${rule.reason}`,
    `**Fix:** ${rule.fix}`,
  ].join("\n\n")
}
