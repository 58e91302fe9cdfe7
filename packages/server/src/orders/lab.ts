import type { NormalizedOrder } from "@loop-health/integrations-contract/normalize"
import type { ServiceError } from "../service-error.ts"
import type { ErrorResponses } from "./error-responses.ts"
import type { PlacedOrder } from "./ledger.ts"

/** One attempt to place an order. */
export interface Placement {
  readonly order: NormalizedOrder
  /**
   * The server's ID of the order. The lab must store it, because lookups find the order by this ID.
   */
  readonly orderId: string
  /** Idempotency key of every send of this attempt. */
  readonly upstreamKey: string
  /** Stable ID of the patient, without personal data. */
  readonly patientHandle: string
  /**
   * Whether the outcome of an earlier send is unknown. If true, an order may exist despite a
   * rejection.
   */
  readonly indeterminate: boolean
  /** Error responses to earlier sends of this attempt. */
  readonly errorResponses: ErrorResponses
  /** Time by which the placement must end, on the clock of `performance.now()`. */
  readonly deadline: number
  /** Returns whether a send is still allowed. The lab calls this function before each send. */
  maySend(): boolean
  /**
   * Returns the current time in epoch milliseconds. The same clock records when an order was sent.
   */
  now(): number
}

/** The outcome of a placement. */
export type PlacementOutcome =
  | { readonly kind: "placed"; readonly placed: PlacedOrder }
  /** No order was created. */
  | { readonly kind: "rejected"; readonly error: ServiceError }
  /** No order is known. If `indeterminate`, one may exist. */
  | {
      readonly kind: "unfinished"
      readonly indeterminate: boolean
      /** Whether at least one request was sent with the upstream key. */
      readonly sent: boolean
      /** Error responses to the sends of this placement. Default: none. */
      readonly errorResponses?: ErrorResponses
      readonly error: ServiceError
    }

/** A lookup of orders at the lab. */
export interface Lookup {
  readonly orderIds: readonly string[]
  /** Time of the oldest order's first request, in epoch milliseconds of this process. */
  readonly since: number
  /** Current time, in epoch milliseconds of this process. */
  readonly now: number
  /** Time by which the lookup must end, on the clock of `performance.now()`. */
  readonly deadline: number
}

/** The outcome of a lookup for one order. */
export type LookupOutcome =
  /** Active orders first, then the oldest. All but the first are duplicates. */
  | { readonly kind: "found"; readonly orders: readonly [PlacedOrder, ...PlacedOrder[]] }
  /** The lab's complete list does not contain the order. */
  | { readonly kind: "absent" }
  /** The list could not be read completely. */
  | { readonly kind: "unknown"; readonly error: ServiceError }

/** Lookup and cancellation of orders at a lab. Network errors never reject its promises. */
export interface OrderLookup {
  /**
   * Looks up orders in one pass through the lab's list. Resolves to an outcome for each order ID.
   */
  lookUp(lookup: Lookup): Promise<ReadonlyMap<string, LookupOutcome>>
  /** Cancels a duplicate order. Resolves to false if the lab did not confirm the cancellation. */
  cancel(junctionOrderId: string): Promise<boolean>
}

/** A lab that places orders: Junction in production, a fake lab in the mocks. */
export interface Lab extends OrderLookup {
  /** If true, orders without a phone number are rejected before the lab is called. */
  readonly phoneRequired: boolean
  /** Places an order. Errors of the network or the lab never reject the promise. */
  place(placement: Placement): Promise<PlacementOutcome>
}
