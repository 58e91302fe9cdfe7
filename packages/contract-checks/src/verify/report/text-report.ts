import type { VerifyFinding, VerifyReport } from "./finding.ts"

/** A function that colors text. */
type Paint = (color: "red" | "yellow" | "green" | "dim", text: string) => string

const codes = { red: 31, yellow: 33, green: 32, dim: 2 } as const

/** Returns a report as text. Set `hasColors` only if the output is a terminal. */
export function writeText(report: VerifyReport, hasColors: boolean): string {
  const paint: Paint = (color, text) =>
    hasColors ? `\u001B[${codes[color]}m${text}\u001B[0m` : text
  return [
    ...report.findings.map((finding) => writeFinding(finding, paint)),
    ...writeSkipped(report, paint),
    ...writeCoverage(report, paint),
    writeSummary(report, paint),
  ].join("\n")
}

function writeFinding(finding: VerifyFinding, paint: Paint): string {
  const { severity, rule, operation, field, message, curl, response, reproduce, further } = finding
  const label = paint(severity === "error" ? "red" : "yellow", `${severity} ${rule}`)
  const location = field === undefined ? operation : `${operation} ${field}`
  const more = further === 0 ? "" : ` (and ${further} more)`
  return [
    `${label} ${location}: ${message}${more}`,
    `  Sent: ${curl}`,
    `  Received: ${response.replaceAll("\n", " ")}`,
    paint("dim", `  Reproduce: ${reproduce}`),
  ].join("\n")
}

function writeSkipped({ skipped, disputed }: VerifyReport, paint: Paint): readonly string[] {
  const lines = [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, cases]) => {
    const [first] = cases
    const more = cases.length > 1 ? ` and ${cases.length - 1} more` : ""
    return `Skipped ${first?.name}${more}: ${reason}`
  })
  if (disputed > 0) {
    lines.push(`Skipped ${plural(disputed, "case")}: The two JSON Schema validators disagree.`)
  }
  return lines.map((line) => paint("dim", line))
}

function writeCoverage({ coverage }: VerifyReport, paint: Paint): readonly string[] {
  return Object.entries(coverage).flatMap(([name, labels]) =>
    labels.length === 0
      ? []
      : [paint("dim", `Declared ${name} that no response had: ${labels.join(", ")}`)],
  )
}

function writeSummary(report: VerifyReport, paint: Paint): string {
  const count = (severity: string) =>
    report.findings.filter((finding) => finding.severity === severity).length
  const cases = Object.values(report.cases).reduce((sum, number) => sum + number, 0)
  const result = `${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}`
  return (
    `${paint(report.passed ? "green" : "red", `${report.target}: ${result}`)} ` +
    `(${plural(cases, "case")}, ${plural(report.requests, "request")}, ` +
    `${plural(report.orders, "order")}, ${(report.durationMs / 1_000).toFixed(1)} s, ` +
    `seed ${report.seed})`
  )
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}
