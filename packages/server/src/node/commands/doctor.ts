import { InvalidValueError, parseBaseUrl } from "../config/parsers.ts"
import { diagnose } from "../doctor/diagnose.ts"
import type { Finding } from "../doctor/finding.ts"
import { escapeControls, UsageError, writeResult, type Command } from "./command.ts"

/** Time for open connections to close after the result, in milliseconds. */
const closeMs = 1_000

/** `doctor`: checks the deployment without changing it. */
export const runDoctor: Command = async (invocation) => {
  const { environment, url } = invocation
  const findings = await diagnose({ environment, url: parseUrl(url) })
  const [errors, warnings] = (["error", "warning"] as const).map(
    (status) => findings.filter((finding) => finding.status === status).length,
  )
  const summary = `${errors} error${errors === 1 ? "" : "s"}, ${warnings} warning${warnings === 1 ? "" : "s"}`
  writeResult(
    invocation,
    { findings, errors, warnings },
    [...findings.map(toText), summary].join("\n"),
  )
  // A host that does not respond can keep its connection open.
  setTimeout(() => process.exit(), closeMs).unref()
  return errors === 0 ? 0 : 1
}

function parseUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  try {
    return parseBaseUrl(url)
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error
    throw new UsageError(`--url${error.rules.join("; ")}.`)
  }
}

function toText({ check, status, message, remedy }: Finding): string {
  const line = `${status.padEnd(9)}${check.padEnd(25)}${escapeControls(message)}`
  return remedy === undefined ? line : `${line}\n${" ".repeat(34)}${escapeControls(remedy)}`
}
