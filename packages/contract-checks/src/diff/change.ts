import type { Finding } from "../finding.ts"

/** The levels of a version (semver.org), from the lowest to the highest. */
export const levels = ["patch", "minor", "major"] as const

/**
 * The level that a change requires of the next version. A `major` change breaks existing clients.
 */
export type Level = (typeof levels)[number]

/**
 * A difference between a base and the contract. A breaking change is an error until it is approved.
 */
export interface Change extends Finding {
  readonly level: Level
  /** The name of the base: `seed`, `released`, or the path as given. */
  readonly base: string
  /** Whether only a description or a summary differs. */
  readonly wordingOnly: boolean
  /** The reason for approving a breaking change, from the approvals file. */
  readonly approval?: string
}

/** Returns the highest level among the changes, or undefined if there are no changes. */
export function highestLevel(changes: readonly Change[]): Level | undefined {
  return levels.findLast((level) => changes.some((change) => change.level === level))
}
