import type { Columns } from "./ledger-columns.ts"

/** The number of rows in each state. */
export type StateCounts = Readonly<Record<string, number>>

/**
 * The stored rows of a ledger, for copies. No server can open the ledger until `close` is called.
 * Methods reject with an error that contains no values.
 */
export interface LedgerTable {
  /** Returns the stored text that identifies the secret. Undefined if none is stored. */
  readSecret(): Promise<string | undefined>
  /** Stores the text that identifies the secret. */
  writeSecret(text: string): Promise<void>
  countStates(): Promise<StateCounts>
  /** Returns the number of claims whose lease has not expired. */
  countActiveClaims(): Promise<number>
  /**
   * Returns at most `limit` rows in the order of their keys. They come after the key of `after`, or
   * from the start of the table if `after` is undefined.
   */
  readRows(after: Columns | undefined, limit: number): Promise<readonly Columns[]>
  /** Returns how many of the rows exist, compared by key. */
  countExisting(rows: readonly Columns[]): Promise<number>
  /** Inserts rows and replaces rows with the same keys, durably and in one transaction. */
  writeRows(rows: readonly Columns[]): Promise<void>
  close(): Promise<void>
}
