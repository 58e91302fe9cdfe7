import { overloadedError } from "./request-errors.ts"

/** How many requests of operations are processed at a time, unless the deployment sets another limit. */
export const defaultMaxConcurrent = 1_000

/**
 * Lets so many pieces of work run at a time. One more is not begun and fails at once with the `ServiceError`
 * `overloaded`; nothing queues, so nobody waits for a place that may never come. A place is free again when its work
 * has ended, whether or not anybody still waits for it.
 */
export function limitConcurrency(
  maxConcurrent: number,
): <Value>(work: () => Promise<Value>) => Promise<Value> {
  if (!(maxConcurrent >= 1)) throw new RangeError("maxConcurrent must be at least 1")
  let running = 0
  return async (work) => {
    if (running >= maxConcurrent) {
      throw overloadedError()
    }
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
    }
  }
}
