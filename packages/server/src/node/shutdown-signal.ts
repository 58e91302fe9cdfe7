import { constants } from "node:os"

/** Time in which a second signal is ignored, in milliseconds. npm forwards the first one. */
const ignoreRepeatedMs = 500

/**
 * Resolves at the first SIGTERM, SIGINT, or SIGHUP, which a closed terminal sends. A second signal
 * exits the process at once, with 128 plus the number of the signal.
 */
export function waitForShutdownSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    const onSignal = (signal: NodeJS.Signals) => {
      if (firstAt === undefined) {
        firstAt = performance.now()
        resolve(signal)
      } else if (performance.now() - firstAt > ignoreRepeatedMs) {
        process.exit(128 + constants.signals[signal])
      }
    }
    process.on("SIGTERM", onSignal).on("SIGINT", onSignal).on("SIGHUP", onSignal)
  })
}
