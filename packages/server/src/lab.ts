import type { Failure } from "./failure.ts"
import type { PlacedOrder } from "./ledger.ts"
import type { OrderableOrder } from "./orderability.ts"

/** One attempt to place one order, with the rules that the ledger puts on it. */
export interface Placement {
  readonly order: OrderableOrder
  /** Our id for the order; the lab must give it back with the order, which is how an order is known as ours. */
  readonly orderId: string
  /** The idempotency key for every send of this attempt. */
  readonly upstreamKey: string
  /** A stable name for the patient that says nothing about them. */
  readonly patientHandle: string
  /** An earlier send of this attempt has no known outcome, so a refusal proves nothing. */
  readonly dirty: boolean
  /** The moment to be done by, on the scale of `performance.now()`. */
  readonly deadline: number
  /** Asked right before each send: whether the order is still ours to send. */
  maySend(): boolean
}

/** How a placement ended. */
export type PlacementOutcome =
  | { readonly kind: "placed"; readonly placed: PlacedOrder }
  /** Nothing was placed, for certain. */
  | { readonly kind: "refused"; readonly failure: Failure }
  /** Not placed as far as is known; dirty when it may be placed all the same. */
  | { readonly kind: "unfinished"; readonly dirty: boolean; readonly failure: Failure }

/** Whoever takes lab orders: Junction in production, a fake in mocks. */
export interface Lab {
  /** Whether an order without a phone number is to be refused before it is placed. */
  readonly phoneRequired: boolean
  /** Places an order. Never rejects for anything that the network or the lab does. */
  place(placement: Placement): Promise<PlacementOutcome>
}
