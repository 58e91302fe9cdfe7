import { toSafeError } from "../../telemetry/safe-error.ts"
import { settlesWithin } from "../../with-timeout.ts"

/** A result of a check. Contains no secret and no patient data. */
export interface Finding {
  /** Name of the check, such as `issuer_keys`. */
  readonly check: string
  readonly status: "ok" | "warning" | "error" | "skipped"
  readonly message: string
  /** The next step. Absent if the status is `ok`, or if the message contains the step. */
  readonly remedy?: string
}

/** Returns functions that create the findings of one check. */
export function findingsOf(check: string) {
  const withRemedy =
    (status: Finding["status"]) =>
    (message: string, remedy: string): Finding => ({ check, status, message, remedy })
  return {
    ok: (message: string): Finding => ({ check, status: "ok", message }),
    warning: withRemedy("warning"),
    error: withRemedy("error"),
    skipped: withRemedy("skipped"),
  }
}

/**
 * Creates a finding from an error whose message says what failed, then the next step. A database's
 * message may quote rows, so only the code of its error is used.
 */
export function toFinding(
  create: (message: string, remedy: string) => Finding,
  thrown: unknown,
): Finding {
  const { code } = toSafeError(thrown)
  const text = thrown instanceof Error && code === undefined ? thrown.message : ""
  const [, message, remedy] = /^(.+?\.) (.+)$/.exec(text) ?? []
  return create(message ?? `The check failed (${code ?? "unknown"}).`, remedy ?? "Retry the check.")
}

/** Time for all checks of one kind, in milliseconds. Each call has a shorter timeout of its own. */
const checkTimeoutMs = 20_000

/** Runs checks that belong together. Never rejects, and takes at most 20 seconds. */
export async function runChecks(
  check: string,
  work: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const { error } = findingsOf(check)
  let findings: readonly Finding[] = [
    error(`The check took longer than ${checkTimeoutMs / 1000} seconds.`, "Retry the check."),
  ]
  try {
    await settlesWithin(
      checkTimeoutMs,
      work().then((found) => (findings = found)),
    )
    return findings
  } catch (thrown) {
    // The message may quote a response or a row.
    const { name, code, frames } = toSafeError(thrown)
    const where = [code ?? name, ...frames.slice(0, 1)].join(" ")
    return [
      error(
        `The check stopped with an internal error: ${where}.`,
        "Retry the check. If it fails again, report this error.",
      ),
    ]
  }
}
