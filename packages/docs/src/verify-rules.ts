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

/** What each group of cases sends or checks. */
const introductions: Readonly<Record<string, string>> = {
  examples: "Each documented request is sent first. If one fails, nothing else is sent.",
  boundaries:
    "Each request changes one field, on both sides of each rule of its schema. Every group reports `server-error`.",
  headers: "Each request changes one header, query, or path parameter.",
  fuzz: "Random values and bytes are checked by the rules of `boundaries` and `framing`.",
  framing:
    "Requests vary the form of the message: JSON, media types, encodings, methods, and paths.",
  auth: "Requests have missing, changed, and misplaced credentials, and tokens with other claims.",
  cors: "Preflights and requests of pages from unknown, stated, and similar origins. `--origin` states an origin.",
  responses: "Each response of every group must match the document.",
  intents:
    "Requests with idempotency keys are repeated, changed, aborted, and sent at the same time.",
  leaks: "No response of any group may contain data of the request or of the server's code.",
}

/** Returns the page with the rules of `contract verify`, from the sources of the command. */
export function verifyRulesPage(): string {
  const path = join(findRoot(), "packages/contract-checks/src/verify/rules/verify-rules.ts")
  // An import would go through the bundler, which is closed when the pages are written.
  const { rulesByGroup } = createRequire(import.meta.url)(path) as {
    readonly rulesByGroup: Readonly<Record<string, Readonly<Record<string, VerifyRule>>>>
  }
  return blocks(
    `---\ntitle: "Rules of verify"\ndescription: "Every rule of contract verify, with its reason and fix."\n---`,
    `[contract verify](${link("guides/check-your-contract")}#verify-a-running-service) reports violations of these rules. ` +
      "The sections are the groups of its cases, in their order: `--group auth` runs one group. " +
      "`contract explain <rule>` prints a rule.",
    ...Object.entries(rulesByGroup).map(([group, rules]) =>
      blocks(`## ${group}`, introductions[group] ?? "", ...Object.entries(rules).map(ruleSection)),
    ),
  )
}

function ruleSection([id, { severity, title, rule, reason, fix }]: [string, VerifyRule]): string {
  return blocks(
    `### ${id}`,
    `${prose(title)} (${code(severity)}).`,
    [
      `- **Rule:** ${prose(rule)}`,
      `- **Reason:** ${prose(reason)}`,
      `- **Fix:** ${prose(fix)}`,
    ].join("\n"),
  )
}
