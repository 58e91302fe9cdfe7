import { readFileSync } from "node:fs"

/** Descriptors reserved for files, the event loop, and calls to the issuer and the database. */
const reserved = 32

/**
 * Returns the maximum number of connections: almost half of the process's file descriptors. The
 * others remain for files, and for one call to Junction per connection. Without free descriptors,
 * no order could be placed. Returns Infinity if the system does not show the limit.
 */
export function findMaxConnections(): number {
  try {
    return toMaxConnections(readFileSync("/proc/self/limits", "utf8"))
  } catch {
    // Only Linux has this file.
    return Infinity
  }
}

/** Reads the maximum from the text of `/proc/self/limits`. */
export function toMaxConnections(limits: string): number {
  const descriptors = /^Max open files +(\d+)/m.exec(limits)?.[1]
  return descriptors === undefined
    ? Infinity
    : Math.max(1, Math.floor((Number(descriptors) - reserved) / 2))
}
