import type { VerifyReport } from "./finding.ts"
import { writeText } from "./text-report.ts"

/** Returns a report as annotations of a GitHub workflow, followed by its text. */
export function writeGithub(report: VerifyReport): string {
  const annotations = report.findings.map(
    ({ severity, rule, operation, field, message, ...rest }) => {
      const title = escapeProperty(`${rule} ${operation} ${field ?? ""}`.trim())
      return `::${severity} title=${title}::${escape(`${message}\n${rest.curl}\n${rest.reproduce}`)}`
    },
  )
  return [...annotations, writeText(report, false)].join("\n")
}

function escape(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function escapeProperty(text: string): string {
  return escape(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
