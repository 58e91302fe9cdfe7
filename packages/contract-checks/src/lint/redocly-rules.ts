import { resolve } from "node:path"
import type { Finding } from "../finding.ts"
import { parsePointer, printPointer } from "../document/pointer.ts"
import { runRedocly } from "../run-redocly.ts"

interface LintReport {
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

/** Redocly's recommended rules; those that are off would say a second time what a rule of ours says as an error. */
const configuration = {
  extends: ["recommended"],
  rules: {
    // operation-id
    "operation-operationId": "off",
    // security-requirement, which also refuses what lets anybody in
    "security-defined": "off",
    // one-success
    "operation-2xx-response": "off",
  },
}

/** What Redocly's recommended rules find in a file. Throws InputError when Redocly cannot read it. */
export async function lintWithRedocly(file: string): Promise<Finding[]> {
  const { report, folder } = await runRedocly<LintReport>(
    ["lint", file, "--config=redocly.yaml", "--max-problems=10000"],
    { "redocly.yaml": configuration },
  )
  return report.problems.flatMap(({ ruleId, severity, message, location: [location] }) => {
    if (location === undefined) return []
    return [
      {
        file: resolve(folder, location.source.ref),
        line: location.start.line,
        column: location.start.col,
        severity: severity === "error" ? ("error" as const) : ("warning" as const),
        rule: ruleId,
        location: printPointer(parsePointer(location.pointer ?? "")) || "/",
        message: message.replace(/\s+/g, " ").trim(),
      },
    ]
  })
}
