import { relative } from "node:path"
import { stringify } from "yaml"
import type { Change } from "./diff/change.ts"
import type { DiffReport } from "./diff-contract.ts"
import type { Finding } from "./finding.ts"
import type { LintReport } from "./lint-contract.ts"

/** The formats of a report. `github-actions` annotates a pull request. */
export const formats = ["text", "json", "github-actions"] as const

/** Options for `print`. */
export interface PrintOptions {
  readonly format: (typeof formats)[number]
  /** The folder to which file names are relative. */
  readonly folder: string
  /**
   * Whether the text format lists every change. Default: false, which omits changes of prose and
   * compatible changes since the seed.
   */
  readonly all?: boolean | undefined
}

/** Returns a report in a format. */
export function print(
  report: LintReport | DiffReport,
  { format, folder, all = false }: PrintOptions,
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
      return [...annotated.map(annotation), summary, ...approvalsFor(report, shown)].join("\n")
    }
    case "text": {
      const listed = findings.filter((item) => all || isNews(item)).toSorted(byWeight)
      const hidden = findings.length - listed.length
      const hint = hidden === 0 ? "" : ` List the other ${hidden} with --all.`
      return [...listed.map(line), `${summary}${hint}`, ...approvalsFor(report, shown)].join("\n")
    }
  }
}

/**
 * Returns whether a default report lists an item. Omits changes of prose, and compatible changes
 * since the seed.
 */
function isNews(item: Finding | Change): boolean {
  if (!("level" in item) || item.level === "major") return true
  return item.base !== "seed" && !item.wordingOnly
}

const weights = ["breaking", "error", "approved", "warning", "notice", "minor", "patch"]

/** Sorts breaking changes first, and keeps the order of the file among equals. */
function byWeight(one: Finding | Change, other: Finding | Change): number {
  if (!("level" in one || "level" in other)) return 0
  return weights.indexOf(kindOf(one)) - weights.indexOf(kindOf(other))
}

/** Returns the entries that approve the breaking changes of a report, without their reasons. */
function approvalsFor(report: LintReport | DiffReport, shown: (file: string) => string): string[] {
  if (!("changes" in report)) return []
  const breaking = report.changes.filter((change) => kindOf(change) === "breaking")
  const entries = new Set(
    breaking.map(({ base, rule, location }) =>
      stringify([{ base, rule, pointer: location, reason: "" }], { lineWidth: 0 }),
    ),
  )
  if (entries.size === 0) return []
  const file = shown(report.approvals)
  return [
    `\nRevert the breaking changes. To approve them, add this to ${file} with a reason for each:\n`,
    [...entries].join("").trimEnd(),
  ]
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
  return ` since ${report.bases.join(", ")}: ${counts.join(", ")}.`
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
