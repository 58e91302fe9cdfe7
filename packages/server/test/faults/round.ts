import type { ClientRequest } from "./client-requests.ts"
import type { ControlledProcess } from "./controlled-process.ts"
import type { Environment } from "./environment.ts"
import type { Evidence } from "./invariants.ts"

/** A round in progress. */
export interface Round extends Evidence {
  readonly environment: Environment
  /** Every request so far, in the order in which they were sent. */
  readonly requests: ClientRequest[]
  /** The requests that a process may still handle, by their ids. */
  readonly open: Map<
    string,
    { readonly request: ClientRequest; readonly process: ControlledProcess }
  >
  /** The violations found so far. */
  readonly violations: string[]
  /** Adds a line to the journal. */
  note(line: string): void
}
