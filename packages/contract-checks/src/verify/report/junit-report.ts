import { verifyRules, type RuleId } from "../rules/verify-rules.ts"
import type { VerifyReport } from "./finding.ts"

/** Returns a report as JUnit XML. Each rule is a test, which fails if the rule has errors. */
export function writeJunit(report: VerifyReport): string {
  // The keys of an object literal are its property names.
  const rules = Object.keys(verifyRules) as RuleId[]
  const errors = report.findings.filter(({ severity }) => severity === "error")
  const tests = rules.map((rule) => {
    const failures = errors
      .filter((finding) => finding.rule === rule)
      .map(({ operation, field, message, curl, response, reproduce }) => {
        const details = [curl, response, reproduce].join("\n")
        const title = `${operation} ${field ?? ""}: ${message}`
        return `      <failure message="${escape(title)}">${escape(details)}</failure>`
      })
    const opening = `    <testcase classname="contract verify" name="${rule}"`
    return failures.length === 0
      ? `${opening}/>`
      : `${opening}>\n${failures.join("\n")}\n    </testcase>`
  })
  const failed = new Set(errors.map(({ rule }) => rule)).size
  const seconds = report.durationMs / 1_000
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${rules.length}" failures="${failed}" time="${seconds}">`,
    `  <testsuite name="contract verify" tests="${rules.length}" failures="${failed}" time="${seconds}">`,
    ...tests,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n")
}

/** Escapes markup, and replaces characters that XML 1.0 forbids. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
