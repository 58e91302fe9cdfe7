import { relative } from "node:path"
import type { Change } from "./diff/change.ts"
import type { DiffReport } from "./diff-contract.ts"
import type { Finding } from "./finding.ts"
import type { LintReport } from "./lint-contract.ts"

/** The formats of a report. `github-actions` annotates a pull request. */
export const formats = ["text", "json", "github-actions"] as const

/** Returns a report as text. File names are relative to `folder`. */
export function print(
  report: LintReport | DiffReport,
  format: (typeof formats)[number],
  folder: string,
): string {
  const shown = (file: string) => relative(folder, file).replaceAll("\\", "/")
  const findings = findingsOf(report).map((item) => ({ ...item, file: shown(item.file) }))
  const summary = `${shown(report.contract)}${summaryOf(report)}`
  switch (format) {
    case "json":
      return JSON.stringify({ summary, passed: passed(report), findings }, null, 2)
    case "github-actions": {
      // Additions and changes of prose need no review, so they are not annotated.
      const annotated = findings.filter((item) => !("level" in item) || item.level === "major")
      return [...annotated.map(annotation), summary].join("\n")
    }
    case "text": {
      // The summary counts changes of descriptions. The list leaves them out.
      const isProse = (item: Finding | Change) =>
        "level" in item && item.wordingOnly && item.level === "patch"
      return [...findings.filter((item) => !isProse(item)).map(line), summary].join("\n")
    }
  }
}

/** Returns whether a report contains no error. */
export function passed(report: LintReport | DiffReport): boolean {
  return findingsOf(report).every(({ severity }) => severity !== "error")
}

function findingsOf(report: LintReport | DiffReport): readonly (Finding | Change)[] {
  return "changes" in report ? [...report.changes, ...report.findings] : report.findings
}

function line(finding: Finding | Change): string {
  const { file, line: at, column, rule, location } = finding
  return `${file}:${at}:${column} ${kindOf(finding)} ${rule} ${location}: ${formatMessage(finding)}`
}

function kindOf(finding: Finding | Change): string {
  if (!("level" in finding)) return finding.severity
  if (finding.approval !== undefined) return "approved"
  return finding.level === "major" ? "breaking" : finding.level
}

function formatMessage(finding: Finding | Change): string {
  if (!("level" in finding)) return finding.message
  const approval = finding.approval === undefined ? "" : `; approved: ${finding.approval}`
  return `${finding.message} (since ${finding.base})${approval}`
}

function summaryOf(report: LintReport | DiffReport): string {
  const kinds = findingsOf(report).map(kindOf)
  const count = (kind: string) => kinds.filter((other) => other === kind).length
  const plural = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`
  if (!("changes" in report)) {
    return `: ${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}`
  }
  const counts = ["breaking", "approved", "minor", "patch"].map((kind) => `${count(kind)} ${kind}`)
  if (report.findings.length > 0) counts.push(plural(report.findings.length, "other error"))
  const nextStep =
    count("breaking") === 0
      ? ""
      : ". Revert the breaking changes, or approve them in approved-changes.yaml."
  return ` since ${report.bases.join(", ")}: ${counts.join(", ")}${nextStep}`
}

/** Returns a workflow command of GitHub Actions. GitHub's documentation requires the escapes. */
function annotation(finding: Finding | Change): string {
  const escape = (text: string) =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
  const property = (text: string) => escape(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
  const { file, line: at, column, rule, location, severity } = finding
  const title = property(`${rule} ${location}`)
  const message = escape(formatMessage(finding))
  return `::${severity} file=${property(file)},line=${at},col=${column},title=${title}::${message}`
}
