import type { Violation } from "../cases/test-case.ts"
import type { ApiDocument } from "../read-document/api-document.ts"
import type { Exchange } from "../run/exchange.ts"

/** A response with its request and the data that the checks need. */
export interface Checked {
  readonly document: ApiDocument
  readonly exchange: Exchange
  /** Text that the response must not contain, in whole or in part. */
  readonly canary: string | undefined
  /** Whether two JSON parsers can read different values from the body. */
  readonly isAmbiguous: boolean
  /** The caller's token, which the response must not contain. */
  readonly token: string | undefined
}

/** A check of one response. */
export type ResponseCheck = (checked: Checked) => readonly Omit<Violation, "exchange">[]
