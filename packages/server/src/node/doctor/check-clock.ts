import { maxClockSkewMs } from "../../junction/client.ts"
import { findingsOf, type Finding } from "./finding.ts"

/**
 * Compares the clock of another host with this machine's clock. A difference of more than two
 * minutes is an error.
 */
export function checkClock(
  check: string,
  host: string,
  skewMs: number | undefined,
  /** Difference above which the finding is a warning, in milliseconds, and its effect. */
  warning: { readonly fromMs: number; readonly effect: string },
): Finding {
  const found = findingsOf(check)
  if (skewMs === undefined) {
    return found.skipped(
      `The response of ${host} has no date header.`,
      "Compare this machine's clock with another source.",
    )
  }
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  if (Math.abs(skewMs) <= warning.fromMs) return found.ok(`This clock agrees with ${host}'s.`)
  const message = `This clock is ${seconds} s ${skewMs > 0 ? "behind" : "ahead of"} ${host}'s.`
  const remedy = `Synchronize this machine's clock with NTP. ${warning.effect}`
  return Math.abs(skewMs) > maxClockSkewMs
    ? found.error(message, remedy)
    : found.warning(message, remedy)
}
