import { resolve } from "node:path"
import type { Finding } from "../finding.ts"
import { parsePointer, printPointer } from "../document/pointer.ts"
import { runRedocly } from "../run-redocly.ts"

/** Redocly's report of one version, which package.json pins. */
interface LintReport {
  // terms: allow problem, Redocly's field name
  readonly problems: readonly {
    readonly ruleId: string
    readonly severity: "error" | "warn"
    readonly message: string
    readonly location: readonly {
      readonly source: { readonly ref: string }
      readonly pointer?: string
      readonly start: { readonly line: number; readonly col: number }
    }[]
  }[]
}

/** Redocly's recommended rules. Rules of this package replace those that are off. */
const configuration = {
  // A $ref in an example is data.
  resolve: { doNotResolveExamples: true },
  extends: ["recommended"],
  rules: {
    // operation-id
    "operation-operationId": "off",
    // security-requirement, which also rejects empty requirements
    "security-defined": "off",
    // one-success
    "operation-2xx-response": "off",
  },
}

/** Returns the findings of Redocly's recommended rules. */
export async function lintWithRedocly(file: string): Promise<Finding[]> {
  const { report, folder } = await runRedocly<LintReport>(
    // terms: allow problem, Redocly's option
    ["lint", file, "--config=redocly.yaml", "--max-problems=10000"],
    { "redocly.yaml": configuration },
  )
  // terms: allow problem, Redocly's field name
  return report.problems.flatMap(({ ruleId, severity, message, location: [location] }) => {
    if (location === undefined) return []
    const finding: Finding = {
      file: resolve(folder, location.source.ref),
      line: location.start.line,
      column: location.start.col,
      severity: severity === "error" ? "error" : "warning",
      rule: ruleId,
      location: printPointer(parsePointer(location.pointer ?? "")) || "/",
      message: message.replace(/\s+/g, " ").trim(),
    }
    return [finding]
  })
}
