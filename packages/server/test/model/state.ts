import { noErrors, type Body, type Errors, type Row } from "./ledger.ts"

/**
 * The rules that the model can omit, numbered as on the page "Guarantees". Rules 3 and 5 have three
 * parts each, rule 1 has two. The other rules are about batches, waiting, and time limits, which
 * the model does not have.
 */
export type Rule =
  | "1: the claim is committed before the first send"
  | "1: a 201 is returned after the commit"
  | "2: reject, release, and the next attempt require the fence"
  | "3: an order is recorded at any fence"
  | "3: another passthrough is not accepted"
  | "3: a duplicate order is cancelled"
  | "4: a rejection does not resolve an indeterminate attempt"
  | "5: no new key before SETTLE"
  | "5: no new key after one lookup"
  | "5: no key is sent after its saved errors"
  | "6: no key is sent 20 h after its first send"
  | "7: after a failed list, no order counts as absent"
  | "8: nothing is sent after the lease"

/** The configuration of a model. */
export interface Setting {
  readonly workers: number
  readonly reconciler: boolean
  /** The rule that the model omits. */
  readonly without?: Rule | undefined
  /**
   * `usual`: every fault that the assumptions allow. `frozen`: no crashes and no lost responses,
   * but a send may reach Junction at any time after its last check, which breaks an assumption.
   */
  readonly faults: "usual" | "frozen"
  /** When Junction forgets a saved response. */
  readonly forgets: "after 24 h" | "never"
  /**
   * `always`: never a second order. `in the end`: no active order without a row once all workers
   * are idle. `progress`: as `always`, and after the last fault, a caller who retries gets the
   * order or a definite rejection. Only this setting counts error responses, because the count only
   * removes sends.
   */
  readonly promise: "always" | "in the end" | "progress"
  /**
   * The responses that Junction saves. `orders`: only those of requests that created an order. This
   * covers all behavior of `all`, because Junction can also return an unsaved rejection or error
   * twice.
   */
  readonly saves: "all" | "orders"
  /** Merges states that differ only in steps without effect. See {@link encode}. */
  readonly merges: boolean
  /** Maximum number of upstream keys per body. */
  readonly attempts: number
  /** Maximum number of concurrent requests to Junction. */
  readonly requests: number
}

/** Number of error responses that Junction itself wrote after which a key is not resent. */
const maxJunctionErrors = 2
/** Number of error responses of any kind. Six in the server, which only takes more retries. */
const maxErrors = 3

/** Returns whether the key of an indeterminate attempt is not resent. */
export function areResendsPointless({ junction, gateway }: Errors): boolean {
  return junction >= maxJunctionErrors || junction + gateway >= maxErrors
}

// The thresholds in leases. Only their order and distance matter: a request that is sent within 20
// hours and takes less than SETTLE arrives before Junction forgets its key.
/** SETTLE: time after a send until Junction lists its order. */
export const settle = 2
/** The 20 hours of rule 6. */
export const resendWindow = 3
/** The 24 hours after which Junction forgets a key. */
export const forgotten = 4

/**
 * A step of `placeClaimedOrder` in place-claimed-order.ts. Between any two steps, a process may
 * pause or crash.
 */
export type WorkerStep =
  | "idle"
  | "claimed"
  /** The first of two lookups found no order. */
  | "looked"
  /** The second lookup found no order. */
  | "absent"
  | "placing"
  /** A request to Junction is in progress. */
  | "waiting"
  /** A send has no known outcome. The worker may resend or look the order up. */
  | "unsure"
  | "rejecting"
  | "releasing"
  | "recording"
  /** The worker has to cancel duplicate orders. */
  | "cancelling"

/** A process that handles a request, with its claim. */
export interface Worker {
  readonly at: WorkerStep
  readonly body: Body
  readonly fence: number
  readonly attempt: number
  readonly indeterminate: boolean
  /** Error responses to the sends of earlier claims of the attempt. */
  readonly errorsBefore: Errors
  /** Error responses to its own sends. */
  readonly errors: Errors
  readonly firstSentAt: number
  readonly lastSentBefore: number
  readonly leaseUntil: number
  readonly sent: boolean
  /** Orders at Junction that the worker has to record or cancel. */
  readonly orders: readonly number[]
}

/** The reconciliation of one row. */
export interface Reconciliation {
  readonly at: "looking" | "recording" | "cancelling"
  readonly seen: Pick<Row, "body" | "fence" | "state">
  readonly orders: readonly number[]
}

/** A `POST /v3/order` that has not reached Junction. */
export interface Request {
  readonly body: Body
  readonly attempt: number
  readonly sentAt: number
  /** The worker that waits for the response. */
  readonly by: number | undefined
  /** A caller has received a rejection since. */
  readonly disowned: boolean
}

/** A response that Junction saved under an upstream key, which is the pair of body and attempt. */
export interface SavedResponse {
  readonly body: Body
  readonly attempt: number
  readonly response: "order" | "rejection" | "error" | "gateway error" | "foreign"
  readonly order: number
  readonly at: number
}

/**
 * An order at Junction. Its ID is its position in the list, from 1. ID 0 is an order of another
 * caller.
 */
export interface Order {
  /** The passthrough. */
  readonly body: Body
  /** When the request that made it was sent. */
  readonly sentAt: number
  readonly cancelled: boolean
}

/** A state of the model. */
export interface State {
  readonly now: number
  /** All faults have ended. The caller retries. */
  readonly calm: boolean
  readonly row: Row | undefined
  readonly workers: readonly Worker[]
  readonly reconcile: Reconciliation | undefined
  readonly requests: readonly Request[]
  readonly saved: readonly SavedResponse[]
  readonly orders: readonly Order[]
}

/** A process without work. */
export const idle: Worker = {
  at: "idle",
  body: "A",
  fence: 0,
  attempt: 0,
  indeterminate: false,
  errorsBefore: noErrors,
  errors: noErrors,
  firstSentAt: 0,
  lastSentBefore: 0,
  leaseUntil: 0,
  sent: false,
  orders: [],
}
