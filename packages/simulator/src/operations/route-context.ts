import type { SimulatorStore } from "../store.ts"

/** A request with its body. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** The parsed JSON, the text if it is not JSON, or undefined if there is no body. */
  readonly body: unknown
  readonly isMalformed: boolean
}

/** State that a route reads and changes. */
export interface RouteContext {
  readonly store: SimulatorStore
  /** The idempotency keys whose first request is not executed yet. */
  readonly keysInFlight: ReadonlySet<string>
  /** Age below which the list omits an order, in milliseconds. */
  readonly lagMs: number
}
