import { addErrors, type Body, type Errors, type Row } from "./ledger.ts"
import {
  areResendsPointless,
  forgotten,
  resendWindow,
  settle,
  type Request,
  type State,
  type Worker,
  type WorkerStep,
} from "./state.ts"

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
    const errors = toErrorCode(addErrors(worker.errorsBefore, worker.errors))
    const flags = `${code}${indeterminate ? 1 : 0}${sent ? 1 : 0}${errors}`
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
    const errors = toErrorCode(stored.errors)
    if (at === "placed") return `p${order}`
    if (at === "rejected") return `r${attempt}`
    const first = indeterminate || at === "started" ? age(firstSentAt, resendWindow) : ""
    // A claim that sends nothing keeps the time of the last send.
    const last = age(lastSentBefore, settle)
    const lease = at === "started" ? `s${Math.max(-1, age(leaseUntil, settle))},` : "u"
    return `${lease}${attempt}${indeterminate ? 1 : 0}${errors}${first},${last}`
  }
  return [
    state.calm ? "calm" : "",
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

function toErrorCode(errors: Errors): string {
  const { junction, gateway } = errors
  if (junction + gateway === 0) return ""
  return areResendsPointless(errors) ? "x" : `e${junction}${gateway}`
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
