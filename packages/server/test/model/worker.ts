import type { Transition } from "./explore.ts"
import { look, toKey } from "./junction.ts"
import {
  claim,
  lease,
  record,
  reject,
  release,
  startNextAttempt,
  type Body,
  type Row,
} from "./ledger.ts"
import { idle, settle, resendWindow, type Setting, type State, type Worker } from "./state.ts"

/** Returns everything that a worker may do next, in the steps of `placeClaimedOrder` in place-claimed-order.ts. */
export function stepsOf(
  state: State,
  index: number,
  setting: Setting,
): readonly Transition<State>[] {
  const worker = state.workers[index]
  if (worker === undefined) return []
  const { now, row } = state
  const { body, fence, attempt, indeterminate } = worker
  const { without } = setting
  const to = (kind: string, text: string, next: Worker, change: Partial<State> = {}) => ({
    kind,
    text: `worker ${index + 1} ${text}`,
    state: { ...state, ...change, workers: state.workers.with(index, next) },
  })

  if (worker.at === "idle" || row === undefined) {
    return (["A", "B"] as const).flatMap((asked) => claims(state, index, asked, setting))
  }
  const guard = without === "2: fences guard reject, release and attempt + 1" ? row.fence : fence
  const found = (orders: readonly number[]): Worker => ({ ...worker, at: "recording", orders })
  const isTooOld =
    without !== "6: no key is sent 20 h after its first send" &&
    now - worker.firstSentAt >= resendWindow
  /** The steps that are one look-up: `absent` and `unknown` lead where they are told to. */
  const looks = (kind: string, absent: Worker, unknown: Worker, sure = false) =>
    look(state, body, setting, sure).map((seen) =>
      to(
        `${kind}: ${seen.kind}`,
        seen.text,
        seen.kind === "found" ? found(seen.orders) : seen.kind === "absent" ? absent : unknown,
      ),
    )

  switch (worker.at) {
    case "claimed": {
      const placing: Worker = { ...worker, at: "placing" }
      const early = without === "5: no new key before SETTLE"
      if (indeterminate && (early || now - worker.lastSentBefore >= settle)) {
        const once = without === "5: no new key after one look-up"
        return looks("first look", { ...worker, at: once ? "absent" : "looked" }, placing)
      }
      if (isTooOld) return looks("look at an old key", placing, placing)
      return [to("place", "is to place the order", placing)]
    }
    case "looked":
      return looks("second look", { ...worker, at: "absent" }, { ...worker, at: "placing" }, true)
    case "absent": {
      if (attempt >= setting.attempts) return []
      const result = startNextAttempt(row, body, guard, now)
      if (result.outcome === "not_ours") {
        return [to("next attempt: not ours", "may not go on to a new key", idle)]
      }
      const next: Worker = { ...worker, at: "placing", ...claimFieldsOf(result.row), fence }
      const text = `goes on to ${toKey(body, result.row.attempt)}`
      return [to("next attempt: done", text, next, { row: result.row })]
    }
    case "placing": {
      if (isTooOld) {
        const old: Worker = { ...worker, at: "releasing", indeterminate: true, sent: false }
        return [to("too old to send", "may not send its key any more", old)]
      }
      const unsent: Worker = { ...worker, at: indeterminate ? "unsure" : "releasing" }
      return [...sends(state, index, setting), to("not sent", "cannot send", unsent)]
    }
    case "waiting": {
      if (setting.faults === "frozen") return []
      const requests = state.requests.map((one) =>
        one.by === index ? { ...one, by: undefined } : one,
      )
      const unsure: Worker = { ...worker, at: "unsure", indeterminate: true, sent: true }
      return [to("no answer", "waits no longer for an answer", unsure, { requests })]
    }
    case "unsure": {
      const releasing: Worker = { ...worker, at: "releasing" }
      return [...sends(state, index, setting), ...looks("last look", releasing, releasing)]
    }
    case "rejecting": {
      const result = reject(row, body, guard)
      if (result.outcome === "not_ours") {
        return [to("reject: not ours", "lost the row, and says that nobody knows", idle)]
      }
      const requests = state.requests.map((one) =>
        one.body === body ? { ...one, disowned: true } : one,
      )
      const text = "writes rejected, and says that nothing was placed"
      const step = to("reject: done", text, idle, { row: result.row, requests })
      const lies = setting.promise === "always" && state.orders.some((order) => order.body === body)
      return [
        { ...step, broken: lies ? "nothing was placed, it says, and an order is" : undefined },
      ]
    }
    case "releasing": {
      const result = release(row, body, guard, worker, now)
      const told = `gives the row back ${indeterminate ? "indeterminate" : "clean"}`
      if (result.outcome === "done") return [to("release: done", told, idle, { row: result.row })]
      return [to("release: not ours", "lost the row, and says that nobody knows", idle)]
    }
    case "recording":
      return [recorded(state, index, setting)]
    case "cancelling": {
      const [first, ...rest] = worker.orders
      if (first === undefined) return [to("answered", "answers", idle)]
      const next = rest.length === 0 ? idle : { ...worker, orders: rest }
      return [to("cancel", `cancels order ${first}`, next, { orders: cancelled(state, first) })]
    }
  }
}

/** The process dies: what it knew is gone, what it sent is on its way. */
export function crash(state: State, index: number, { without }: Setting): Transition<State> {
  const worker = state.workers[index]
  const { row } = state
  // Without the commit, the row that a first claim made dies with whoever made it.
  const lost =
    without === "1: the claim is committed before the first send" &&
    row?.state === "started" &&
    row.fence === 1 &&
    worker?.fence === 1
  const requests = state.requests.map((one) => (one.by === index ? { ...one, by: undefined } : one))
  return {
    kind: "crash",
    text: `worker ${index + 1} dies`,
    state: {
      ...state,
      row: lost ? undefined : row,
      requests,
      workers: state.workers.with(index, idle),
    },
  }
}

/** SIGTERM, rule 10: the row is given back at once and nothing more is sent; what is under way goes on. */
export function releaseOnShutdown(state: State, index: number): readonly Transition<State>[] {
  const worker = state.workers[index]
  if (worker === undefined || state.row === undefined || worker.at === "idle") return []
  const sent = { indeterminate: true, sent: true }
  const result = release(state.row, worker.body, worker.fence, sent, state.now)
  if (result.outcome === "not_ours") return []
  const next: Worker = { ...worker, fence: releasedFence, leaseUntil: state.now }
  return [
    {
      kind: "hand back",
      text: `worker ${index + 1} has to end and hands the row back`,
      state: { ...state, row: result.row, workers: state.workers.with(index, next) },
    },
  ]
}

/** A fence that no row has: who gave its row back writes nothing under a fence, and sends nothing. */
const releasedFence = 0

/** Junction's orders after a cancellation. */
export function cancelled({ orders }: State, id: number): State["orders"] {
  return orders.map((order, at) => (at === id - 1 ? { ...order, cancelled: true } : order))
}

function claims(
  state: State,
  index: number,
  body: Body,
  setting: Setting,
): readonly Transition<State>[] {
  const { row: before, now } = state
  const { outcome, row } = claim(before, body, now)
  const kind = `claim: ${outcome}${outcome === "claimed" ? ` ${toOrigin(before, body)}` : ""}`
  const text = `worker ${index + 1} is asked for ${body}: ${outcome}`
  if (outcome !== "claimed") return [{ kind, text, state }]
  if (row.attempt > setting.attempts) return []
  const worker: Worker = { ...idle, at: "claimed", body, ...claimFieldsOf(row) }
  const claimedText = `${text}, fence ${row.fence}, ${toKey(body, row.attempt)}${row.indeterminate ? ", indeterminate" : ""}`
  return [
    {
      kind,
      text: claimedText,
      state: { ...state, row, workers: state.workers.with(index, worker) },
    },
  ]
}

function toOrigin(row: Row | undefined, body: Body): string {
  if (row === undefined) return "first"
  if (row.state === "rejected") return row.body === body ? "after rejection" : "from another body"
  if (row.state === "started") return "after a lapsed lease"
  return row.indeterminate ? "unfinished, indeterminate" : "unfinished, clean"
}

function claimFieldsOf({
  fence,
  attempt,
  indeterminate,
  firstSentAt,
  lastSentBefore,
  leaseUntil,
}: Row) {
  return { fence, attempt, indeterminate, firstSentAt, lastSentBefore, leaseUntil }
}

/** The last check and the send, which may take its time to arrive. */
function sends(state: State, index: number, setting: Setting): readonly Transition<State>[] {
  const worker = state.workers[index]
  if (worker === undefined || worker.fence === releasedFence) return []
  if (state.requests.length >= setting.requests) return []
  const { now } = state
  const { body, attempt, leaseUntil, firstSentAt } = worker
  const ours =
    (now < leaseUntil && now >= leaseUntil - lease) ||
    setting.without === "8: nothing is sent when the lease is over"
  const young =
    now - firstSentAt < resendWindow ||
    setting.without === "6: no key is sent 20 h after its first send"
  if (!ours || !young) return []
  const request = { body, attempt, sentAt: now, by: index, disowned: false }
  return [
    {
      kind: worker.at === "placing" ? "send" : "send again",
      text: `worker ${index + 1} sends ${toKey(body, attempt)}`,
      state: {
        ...state,
        requests: [...state.requests, request],
        workers: state.workers.with(index, { ...worker, at: "waiting" }),
      },
    },
  ]
}

function recorded(state: State, index: number, { without }: Setting): Transition<State> {
  const worker = state.workers[index]
  const { row } = state
  const [first = 0] = worker?.orders ?? []
  if (worker === undefined || row === undefined) throw new Error("nobody records")
  const name = `worker ${index + 1}`
  if (without === "1: no 201 before its commit" && row.state !== "placed") {
    const text = `${name} says 201 with order ${first}`
    return { kind: "record", text, state, broken: "a 201 is said and its row is not placed" }
  }
  const old = without === "3: an order is recorded at any fence" && row.fence !== worker.fence
  const result = old ? { outcome: "old", row } : record(row, worker.body, first)
  const placed = result.outcome === "placed"
  const duplicates = worker.orders.filter((id) => !(placed && id === result.row.order))
  const keeps = without === "3: an order that the row is not to have is cancelled" || old
  const next =
    keeps || duplicates.length === 0
      ? idle
      : ({ ...worker, at: "cancelling", orders: duplicates } as const)
  const ends = placed
    ? `records order ${first}, and says 201 with order ${result.row.order}`
    : old
      ? `does not record order ${first}: its fence is old`
      : `cannot record order ${first}: the row is another body's`
  const lost = old && row.body === worker.body && row.state !== "placed"
  return {
    kind: `record: ${result.outcome}`,
    text: `${name} ${ends}`,
    state: { ...state, row: result.row, workers: state.workers.with(index, next) },
    broken: lost ? "an order of ours was told of, and its row is not placed" : undefined,
  }
}
