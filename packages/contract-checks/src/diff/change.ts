import type { Finding } from "../finding.ts"

/** What a change asks of the next version (semver.org); in the order of their weight. */
export const levels = ["patch", "minor", "major"] as const

/** What a change asks of the next version: `major` breaks clients that work today. */
export type Level = (typeof levels)[number]

/** One difference between a base and the contract. Its location is a JSON Pointer; an error unless harmless or approved. */
export interface Change extends Finding {
  readonly level: Level
  /** The base's name: `seed`, `released`, or the path as given. */
  readonly base: string
  /** Whether only words for people differ: descriptions, summaries. */
  readonly wordingOnly: boolean
  /** The reason that the approvals file gives for a breaking change. */
  readonly approval?: string
}

/** Returns the highest level among the changes, or undefined without changes. */
export function highestLevel(changes: readonly Change[]): Level | undefined {
  return levels.findLast((level) => changes.some((change) => change.level === level))
}

/** Whether a level is enough for what is needed. */
export function covers(level: Level, needed: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(needed)
}
