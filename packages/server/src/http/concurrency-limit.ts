import { overloadedError } from "./request-errors.ts"

/** Default maximum number of requests that are processed at a time. */
export const defaultMaxConcurrent = 1_000

/**
 * Returns a function that runs at most `maxConcurrent` tasks at a time. It rejects further tasks
 * with the `ServiceError` `overloaded` and never queues them. A task counts until it settles, even
 * if its caller has stopped waiting. Throws a RangeError if `maxConcurrent` is below 1.
 */
export function limitConcurrency(
  maxConcurrent: number,
): <Value>(work: () => Promise<Value>) => Promise<Value> {
  if (!(maxConcurrent >= 1)) throw new RangeError("maxConcurrent must be at least 1.")
  let running = 0
  const free = () => {
    running -= 1
  }
  return (work) => {
    if (running >= maxConcurrent) return Promise.reject(overloadedError())
    running += 1
    const result = work()
    result.then(free, free)
    return result
  }
}
