import { relative } from "node:path"
import type { Change } from "./diff/change.ts"
import type { DiffReport } from "./diff-contract.ts"
import type { Finding } from "./finding.ts"
import type { LintReport } from "./lint-contract.ts"

/** How a report is written: for people, for programs, or as annotations on a GitHub pull request. */
export const formats = ["text", "json", "github-actions"] as const

/** How a report is written. */
export type Format = (typeof formats)[number]

/** Writes a report; files are named from `folder`. */
export function print(report: LintReport | DiffReport, format: Format, folder: string): string {
  const findings = [...("changes" in report ? report.changes : []), ...report.findings]
  const named = findings.map((finding) => ({ ...finding, file: shown(finding.file, folder) }))
  const summary = `${shown(report.contract, folder)}${summaryOf(report)}`
  switch (format) {
    case "json":
      return JSON.stringify({ summary, passed: passed(report), findings: named }, null, 2)
    case "github-actions":
      return [...named.filter((finding) => !isAddition(finding)).map(annotation), summary].join(
        "\n",
      )
    case "text":
      return [...named.filter((finding) => !isWording(finding)).map(line), summary].join("\n")
  }
}

/** Whether nothing in the report is an error. */
export function passed(report: LintReport | DiffReport): boolean {
  const changes = "changes" in report ? report.changes : []
  return [...changes, ...report.findings].every(({ severity }) => severity !== "error")
}

function shown(file: string, folder: string): string {
  return relative(folder, file).replaceAll("\\", "/")
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
  if (!("changes" in report)) {
    const count = (severity: string) =>
      report.findings.filter((finding) => finding.severity === severity).length
    return `: ${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}`
  }
  const count = (kind: string) => report.changes.filter((change) => kindOf(change) === kind).length
  const counts = ["breaking", "approved", "minor", "patch"].map((kind) => `${count(kind)} ${kind}`)
  const others = report.findings.length
  return (
    ` since ${report.bases.join(", ")}: ${counts.join(", ")}` +
    (others === 0 ? "" : `, ${plural(others, "other error")}`)
  )
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}

/** A change that nobody has to look at on every pull request. */
function isAddition(finding: Finding | Change): boolean {
  return "level" in finding && finding.level !== "major"
}

/** A change of words for people: counted in the last line of a text, and no more. */
function isWording(finding: Finding | Change): boolean {
  return "level" in finding && finding.wordingOnly && finding.level === "patch"
}

/** A workflow command of GitHub Actions; what would end a property or the line is escaped as its documentation says. */
function annotation(finding: Finding | Change): string {
  const escape = (text: string) =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
  const property = (text: string) => escape(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
  const { file, line: at, column, rule, location, severity } = finding
  const title = property(`${rule} ${location}`)
  const message = escape(formatMessage(finding))
  return `::${severity} file=${property(file)},line=${at},col=${column},title=${title}::${message}`
}
