import type { Body, Row } from "./ledger.ts"

/**
 * The rules that the model can omit, numbered as in README.md. Rule 3 has three parts, rules 1 and
 * 5 have two each. The other rules are about batches, waiting, and time limits, which the model
 * does not have.
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
   * are idle.
   */
  readonly promise: "always" | "in the end"
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
  /** A send has no known outcome. The worker may send again or look the order up. */
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
  readonly response: "order" | "rejection" | "error" | "foreign"
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
  firstSentAt: 0,
  lastSentBefore: 0,
  leaseUntil: 0,
  sent: false,
  orders: [],
}

/**
 * Encodes a state as text. It has ages instead of times, limited by the largest threshold, and
 * fences only as current or old. It omits what is not read again, and does not depend on the order
 * of workers or the names of bodies. With `merges`, workers that can neither send nor write with
 * their fence are encoded by what they can still do: find and record an order, or nothing. This
 * requires rules 2 and 8.
 */
export function encode(state: State, merges: boolean): string {
  const { now, row, reconcile, requests, saved, orders } = state
  const swap = row?.body === "B"
  const name = (body: Body) => ((body === "B") === swap ? "a" : "b")
  const age = (time: number, limit: number) => Math.min(now - time, limit)
  const toCode = (worker: Worker, index: number): string => {
    const { at, body, fence, attempt, indeterminate, sent } = worker
    if (at === "idle") return ""
    const own = row?.fence === fence && row.body === body
    const code = `${stepCodes[at]}${name(body)}${own ? 1 : 0}`
    if (at === "recording" || at === "cancelling") return `${code}${worker.orders.join("+")}`
    const request = requests.find(({ by }) => by === index)
    if (merges && !own && now >= worker.leaseUntil) {
      if (request) return `${code}${indeterminate ? 1 : 0}:${toRequestCode(request)}`
      if (at === "releasing" || at === "rejecting" || at === "absent") return ""
      if (at === "placing" && !indeterminate) return ""
      if (at !== "claimed" || indeterminate) return `finds${name(body)}`
    }
    if (at === "rejecting") return code
    const flags = `${code}${indeterminate ? 1 : 0}${sent ? 1 : 0}`
    if (at === "releasing") return flags
    const live = now < worker.leaseUntil ? 1 : 0
    const claim = `${flags}${attempt}${live}${age(worker.firstSentAt, resendWindow)}`
    if (at === "claimed")
      return `${claim}${indeterminate ? age(worker.lastSentBefore, settle) : ""}`
    return request ? `${claim}:${toRequestCode(request)}` : claim
  }
  const toRequestCode = ({ body, attempt, sentAt, disowned }: Request) =>
    `${name(body)}${attempt}${age(sentAt, settle)}${disowned ? 1 : 0}`
  const toRowCode = (stored: Row): string => {
    const {
      state: at,
      attempt,
      indeterminate,
      firstSentAt,
      lastSentBefore,
      leaseUntil,
      order,
    } = stored
    if (at === "placed") return `p${order}`
    if (at === "rejected") return `r${attempt}`
    const first = indeterminate || at === "started" ? age(firstSentAt, resendWindow) : ""
    const last =
      at === "started" ? Math.max(-1, age(leaseUntil, settle)) : age(lastSentBefore, settle)
    return `${at === "started" ? "s" : "u"}${attempt}${indeterminate ? 1 : 0}${first},${last}`
  }
  return [
    row === undefined ? "" : toRowCode(row),
    ...state.workers.map(toCode).toSorted(),
    reconcile === undefined
      ? ""
      : `${reconcile.at}${name(reconcile.seen.body)}${reconcile.orders.join("+")}`,
    ...requests
      .filter(({ by }) => by === undefined)
      .map(toRequestCode)
      .toSorted(),
    ";",
    ...saved
      .map(
        ({ body, attempt, response, order, at }) =>
          `${name(body)}${attempt}${response}${order},${age(at, forgotten)}`,
      )
      .toSorted(),
    ";",
    ...orders.map(
      ({ body, sentAt, cancelled }) => `${name(body)}${age(sentAt, settle)}${cancelled ? 1 : 0}`,
    ),
  ].join("|")
}

const stepCodes: Readonly<Record<WorkerStep, string>> = {
  idle: "",
  claimed: "h",
  looked: "l",
  absent: "n",
  placing: "p",
  waiting: "w",
  unsure: "u",
  rejecting: "f",
  releasing: "g",
  recording: "r",
  cancelling: "c",
}
