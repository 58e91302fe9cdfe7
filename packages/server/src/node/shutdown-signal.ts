import { constants } from "node:os"

/** Time in which a second signal is ignored, in milliseconds. npm forwards the first one. */
const ignoreRepeatedMs = 500

/**
 * Resolves at the first SIGTERM, SIGINT, or SIGHUP (sent when a terminal closes). Another signal
 * more than half a second later exits the process with 128 plus the number of the signal.
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
