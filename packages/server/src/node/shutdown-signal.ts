import { constants } from "node:os"

/**
 * A key press reaches a process twice when a parent passes it on, as npm does: what comes this soon after the first, in
 * milliseconds, is the same wish.
 */
const sameWishMs = 500

/**
 * Resolves at the first SIGTERM or SIGINT, for the process to end well. A second one ends it at once, with the status
 * that shells give to a process that a signal has ended.
 */
export function waitForShutdownSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    const hear = (signal: NodeJS.Signals) => {
      if (firstAt === undefined) {
        firstAt = performance.now()
        resolve(signal)
      } else if (performance.now() - firstAt > sameWishMs) {
        process.exit(128 + constants.signals[signal])
      }
    }
    process.on("SIGTERM", hear).on("SIGINT", hear)
  })
}
