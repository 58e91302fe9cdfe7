import type { FaultName } from "./faults/faults.ts"

/** One request that a simulator received. */
export interface JournalEntry {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Without the keys. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON, the text when it is not JSON, or null. */
  readonly body: unknown
  /** The fault that struck it. */
  readonly fault?: FaultName
  /** The response's status; absent as long as there is none. */
  readonly status?: number
}
