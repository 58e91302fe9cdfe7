import type { ServiceError } from "../service-error.ts"
import type { PlacedOrder } from "./ledger.ts"
import type { NormalizedOrder } from "./normalize-order.ts"

/** One attempt to place one order, with the rules that the ledger puts on it. */
export interface Placement {
  readonly order: NormalizedOrder
  /** Our id for the order; the lab must give it back with the order, which is how an order is known as ours. */
  readonly orderId: string
  /** The idempotency key for every send of this attempt. */
  readonly upstreamKey: string
  /** A stable name for the patient that says nothing about them. */
  readonly patientHandle: string
  /** An earlier send of this attempt has no known outcome, so a rejection proves nothing. */
  readonly indeterminate: boolean
  /** The moment to be done by, on the scale of `performance.now()`. */
  readonly deadline: number
  /** Asked right before each send: whether the order is still ours to send. */
  maySend(): boolean
  /** Epoch milliseconds, on the clock by which it is told later how long ago the order was sent. */
  now(): number
}

/** How a placement ended. */
export type PlacementOutcome =
  | { readonly kind: "placed"; readonly placed: PlacedOrder }
  /** Nothing was placed, for certain. */
  | { readonly kind: "rejected"; readonly error: ServiceError }
  /** Not placed as far as is known; indeterminate when it may be placed all the same. */
  | {
      readonly kind: "unfinished"
      readonly indeterminate: boolean
      /** Something was sent under the upstream key. */
      readonly sent: boolean
      readonly error: ServiceError
    }

/** Which order a lab is asked for, and where to look. */
export interface Lookup {
  readonly orderId: string
  /** Epoch milliseconds: the order was not placed before. */
  readonly since: number
  /** Epoch milliseconds, on the same clock. */
  readonly now: number
  /** The moment to be done by, on the scale of `performance.now()`. */
  readonly deadline: number
}

/** What a lab has under an order id. */
export type LookupOutcome =
  /** Oldest first; more than one means that something went wrong. */
  | { readonly kind: "found"; readonly orders: readonly [PlacedOrder, ...PlacedOrder[]] }
  /** Every order of the time was looked at, and none is it. */
  | { readonly kind: "absent" }
  /** Not everything could be looked at. */
  | { readonly kind: "unknown"; readonly error: ServiceError }

/** Who can tell which orders a lab has. None of it rejects for what a network does. */
export interface OrderSearch {
  /** Looks for an order among all that the lab lists. */
  lookUp(lookUp: Lookup): Promise<LookupOutcome>
  /** Cancels an order of ours that nobody is to have; false when the lab did not confirm it. */
  cancel(junctionOrderId: string): Promise<boolean>
}

/** Whoever takes lab orders: Junction in production, a fake in mocks. */
export interface Lab extends OrderSearch {
  /** Whether an order without a phone number is to be rejected before it is placed. */
  readonly phoneRequired: boolean
  /** Places an order. Never rejects for what a network or the lab does. */
  place(placement: Placement): Promise<PlacementOutcome>
}
