import type { Asked } from "./client-requests.ts"
import type { Evidence } from "./invariants.ts"
import type { Lane } from "./environment.ts"
import type { ServingProcess } from "./server-process.ts"

/** A round while it is played. */
export interface Round extends Evidence {
  readonly lane: Lane
  /** Every request so far, in the order of their beginnings. */
  readonly asked: Asked[]
  /** The requests that a process may still be working on, by their ids. */
  readonly open: Map<string, { readonly asked: Asked; readonly process: ServingProcess }>
  /** What was found broken. */
  readonly violations: string[]
  /** Adds a line to the journal. */
  note(line: string): void
}
