import { readFileSync } from "node:fs"

/**
 * Returns the maximum number of connections: half of the process's file descriptors. The other half
 * remains for files and calls to Junction. Without free descriptors, no order could be placed.
 * Returns Infinity if the system does not show the limit.
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
  return descriptors === undefined ? Infinity : Math.max(1, Math.floor(Number(descriptors) / 2))
}
