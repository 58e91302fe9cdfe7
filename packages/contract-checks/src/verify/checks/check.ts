import type { Violation } from "../cases/test-case.ts"
import type { ApiDocument } from "../read-document/api-document.ts"
import type { Exchange } from "../run/exchange.ts"

/** A response with what a check needs to know. */
export interface Checked {
  readonly document: ApiDocument
  readonly exchange: Exchange
  /** Text from which not even a part may be in the response. */
  readonly canary: string | undefined
  /** Whether two JSON parsers can read different values from the body. */
  readonly isAmbiguous: boolean
  /** Secrets that were sent. */
  readonly token: string | undefined
}

/** Checks one response. */
export type ResponseCheck = (checked: Checked) => readonly Omit<Violation, "exchange">[]
