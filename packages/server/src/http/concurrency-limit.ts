import type { ServiceError } from "../service-error.ts"
import { overloadedError } from "./request-errors.ts"

/**
 * Lets so many pieces of work run at a time. One more is not begun and fails at once with the {@link ServiceError}
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
