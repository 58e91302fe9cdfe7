import { createRequire } from "node:module"
import { join } from "node:path"
import { blocks, code, prose } from "./contract/markdown.ts"
import { link } from "./contract/links.ts"
import { findRoot } from "./repository.ts"

interface VerifyRule {
  readonly severity: "error" | "warning"
  readonly title: string
  readonly rule: string
  readonly reason: string
  readonly fix: string
}

/** Returns the page with the rules of `contract verify`, from the sources of the command. */
export function verifyRulesPage(): string {
  const path = join(findRoot(), "packages/contract-checks/src/verify/rules/verify-rules.ts")
  // An import would go through the bundler, which is closed when the pages are written.
  const { verifyRules } = createRequire(import.meta.url)(path) as {
    readonly verifyRules: Readonly<Record<string, VerifyRule>>
  }
  return blocks(
    `---\ntitle: "Rules of verify"\ndescription: "Every rule of contract verify, with its reason and fix."\n---`,
    `[contract verify](${link("guides/check-your-contract")}#verify-a-running-service) reports violations of these rules. ` +
      "`contract explain <rule>` prints the same text.",
    ...Object.entries(verifyRules).map(([id, { severity, title, rule, reason, fix }]) =>
      blocks(
        `## ${id}`,
        `${prose(title)} (${code(severity)}).`,
        [
          `- **Rule:** ${prose(rule)}`,
          `- **Reason:** ${prose(reason)}`,
          `- **Fix:** ${prose(fix)}`,
        ].join("\n"),
      ),
    ),
  )
}
