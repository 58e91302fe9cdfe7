import type { Body, Row } from "./ledger.ts"

/**
 * The rules, numbered as in README.md, that the model can be without. Rule 3 is three, rules 1 and 5 are two each; the
 * others of the twelve are about batches, waiting and time limits, which the model has no notion of.
 */
export type Rule =
  | "1: the claim is committed before the first send"
  | "1: no 201 before its commit"
  | "2: fences guard reject, release and attempt + 1"
  | "3: an order is recorded at any fence"
  | "3: another passthrough is not accepted"
  | "3: an order that the row is not to have is cancelled"
  | "4: a rejection of a indeterminate attempt is none"
  | "5: no new key before SETTLE"
  | "5: no new key after one look-up"
  | "6: no key is sent 20 h after its first send"
  | "7: a list that fails is not absence"
  | "8: nothing is sent when the lease is over"

/** What is explored. */
export interface Setting {
  readonly workers: number
  readonly reconciler: boolean
  /** The rule that is taken out. */
  readonly without?: Rule | undefined
  /**
   * `usual`: everything that the assumptions allow. `frozen`: nothing dies and no answer is lost, but a send may take for
   * ever from its last check to Junction, which breaks an assumption.
   */
  readonly faults: "usual" | "frozen"
  /** When Junction forgets an answer that it saved. */
  readonly forgets: "after 24 h" | "never"
  /** `always`: no second order, ever. `in the end`: no order stands that no row names, once everybody is done. */
  readonly promise: "always" | "in the end"
  /**
   * Which answers Junction saves. `orders`: only those of requests that made an order, which allows everything that `all`
   * allows: what a saved rejection or failure says again, an unsaved one may say again.
   */
  readonly saves: "all" | "orders"
  /** Takes states together that only a step without effect tells apart, as {@link encode} says. */
  readonly merges: boolean
  /** Upstream keys per body: nobody goes beyond. */
  readonly attempts: number
  /** Requests on their way at a time: nobody sends another. */
  readonly requests: number
}

// The thresholds in leases. Only their order matters and the room between them: a request that is sent in its 20 hours
// and takes less than SETTLE has arrived before its key is forgotten.
/** SETTLE: how long after a send its order is listed, if there is one. */
export const settle = 2
/** The 20 hours of rule 6. */
export const resendWindow = 3
/** The 24 hours after which Junction forgets a key. */
export const forgotten = 4

/** A step of `placeClaimedOrder` in place-claimed-order.ts. Between any two steps a process may freeze or crash. */
export type WorkerStep =
  | "idle"
  /** Has claimed. */
  | "claimed"
  /** The first of two look-ups found nothing. */
  | "looked"
  /** The second one neither. */
  | "absent"
  | "placing"
  /** A request is on its way. */
  | "waiting"
  /** A send has no known outcome: may send again, or looks. */
  | "unsure"
  | "rejecting"
  | "releasing"
  | "recording"
  /** Has told of an order that the row is not to have. */
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
  /** What it knows to be at Junction and has to record, or to cancel. */
  readonly orders: readonly number[]
}

/** The reconciler, from its reading of a row to the end of that row. */
export interface Reconciliation {
  readonly at: "looking" | "recording" | "cancelling"
  readonly seen: Pick<Row, "body" | "fence" | "state">
  readonly orders: readonly number[]
}

/** `POST /v3/order` on its way to Junction. */
export interface Request {
  readonly body: Body
  readonly attempt: number
  readonly sentAt: number
  /** Which worker waits for the answer. */
  readonly by: number | undefined
  /** A caller has been told since that nothing was placed. */
  readonly disowned: boolean
}

/** What Junction saved under an upstream key: the pair of body and attempt. */
export interface SavedResponse {
  readonly body: Body
  readonly attempt: number
  readonly response: "order" | "rejection" | "failure" | "foreign"
  readonly order: number
  readonly at: number
}

/** An order at Junction; its id is its place in the list, from 1. 0 stands for somebody else's. */
export interface Order {
  /** The passthrough. */
  readonly body: Body
  /** When the request that made it was sent. */
  readonly sentAt: number
  readonly cancelled: boolean
}

/** Everything there is, at one moment. */
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
 * A state as text: ages for times, cut where no threshold is beyond; fences as old or not; nothing that is not read
 * again; workers in any order, and bodies by any name. With `merges`, a worker that can neither send nor write under its
 * fence is what it can still do: find and record an order, or nothing. That takes rules 2 and 8.
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
