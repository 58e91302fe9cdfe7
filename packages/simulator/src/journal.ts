import type { FaultName } from "./faults/faults.ts"

/** One request that a simulator received. */
export interface JournalEntry {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Request headers, without the API key and the authorization. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body, or its text if it is not JSON. Null without a body. */
  readonly body: unknown
  /** The fault that was applied to the request. Undefined if there was none. */
  readonly fault?: FaultName
  /** Status of the response. Undefined if there is no response yet, or if the connection failed. */
  readonly status?: number
}
