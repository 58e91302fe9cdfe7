import type { VerifyReport } from "./finding.ts"
import { writeGithub } from "./github-report.ts"
import { writeJunit } from "./junit-report.ts"
import { writeText } from "./text-report.ts"

/** The formats of a report. */
export const verifyFormats = ["text", "json", "junit", "github-actions"] as const

/** A format of a report. */
export type VerifyFormat = (typeof verifyFormats)[number]

/** Returns a report in a format. Only the format `text` can have colors. */
export function writeReport(report: VerifyReport, format: VerifyFormat, hasColors = false): string {
  switch (format) {
    case "text":
      return writeText(report, hasColors)
    case "json": {
      const { exchanges: _exchanges, ...rest } = report
      return JSON.stringify(rest, null, 2)
    }
    case "junit":
      return writeJunit(report)
    case "github-actions":
      return writeGithub(report)
  }
}
