import type { SimulatorStore } from "../store.ts"

/** A request with its body. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** The parsed body, or its text if it is not JSON. Undefined without a body. */
  readonly body: unknown
  readonly isMalformed: boolean
}

/** State that a route reads and changes. */
export interface RouteContext {
  readonly store: SimulatorStore
  /** The idempotency keys whose first request is still being executed. */
  readonly keysInFlight: ReadonlySet<string>
  /** Minimum age of an order in the list, in milliseconds. The list omits younger orders. */
  readonly lagMs: number
}
