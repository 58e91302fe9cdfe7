import type { Transition } from "./explore.ts"
import { look, toKey } from "./junction.ts"
import {
  addErrors,
  claim,
  lease,
  noErrors,
  record,
  reject,
  release,
  startNextAttempt,
  type Body,
  type Row,
} from "./ledger.ts"
import {
  areResendsPointless,
  idle,
  resendWindow,
  settle,
  type Setting,
  type State,
  type Worker,
} from "./state.ts"

/**
 * Returns the possible next steps of a worker. They are the steps of `placeClaimedOrder` in
 * place-claimed-order.ts.
 */
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
  const guard =
    without === "2: reject, release, and the next attempt require the fence" ? row.fence : fence
  const found = (orders: readonly number[]): Worker => ({ ...worker, at: "recording", orders })
  const mayResend = maySendKey(worker, now, setting)
  /**
   * Returns the steps of one lookup. `absent` and `unknown` are the workers after these results.
   */
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
        const once = without === "5: no new key after one lookup"
        return looks("first lookup", { ...worker, at: once ? "absent" : "looked" }, placing)
      }
      if (!mayResend) return looks("only lookup", placing, placing)
      return [to("place", "starts to place the order", placing)]
    }
    case "looked":
      return looks("second lookup", { ...worker, at: "absent" }, { ...worker, at: "placing" }, true)
    case "absent": {
      if (attempt >= maxAttempts(state, setting)) return []
      const result = startNextAttempt(row, body, guard, now)
      if (result.outcome === "not_ours") {
        return [to("next attempt: not ours", "may not use a new key", idle)]
      }
      const next: Worker = { ...worker, at: "placing", ...claimFieldsOf(result.row), fence }
      const text = `continues with ${toKey(body, result.row.attempt)}`
      return [to("next attempt: done", text, next, { row: result.row })]
    }
    case "placing": {
      if (!mayResend) {
        const old: Worker = { ...worker, at: "releasing", indeterminate: true, sent: false }
        return [to("no resend", "may no longer send its key", old)]
      }
      const unsent: Worker = { ...worker, at: indeterminate ? "unsure" : "releasing" }
      const sent = sends(state, index, setting)
      if (state.calm && sent.length > 0) return sent
      return [...sent, to("not sent", "cannot send", unsent)]
    }
    case "waiting": {
      if (setting.faults === "frozen" || state.calm) return []
      const requests = state.requests.map((one) =>
        one.by === index ? { ...one, by: undefined } : one,
      )
      const unsure: Worker = { ...worker, at: "unsure", indeterminate: true, sent: true }
      return [to("no response", "stops waiting for the response", unsure, { requests })]
    }
    case "unsure": {
      const releasing: Worker = { ...worker, at: "releasing" }
      return [...sends(state, index, setting), ...looks("last lookup", releasing, releasing)]
    }
    case "rejecting": {
      const result = reject(row, body, guard)
      if (result.outcome === "not_ours") {
        return [to("reject: not ours", "has lost its claim and reports an unknown outcome", idle)]
      }
      const requests = state.requests.map((one) =>
        one.body === body ? { ...one, disowned: true } : one,
      )
      const text = "records the rejection and reports that no order exists"
      const step = to("reject: done", text, idle, { row: result.row, requests })
      const contradicts =
        setting.promise !== "in the end" && state.orders.some((order) => order.body === body)
      return [
        {
          ...step,
          broken: contradicts ? "a caller gets a rejection while an order exists" : undefined,
        },
      ]
    }
    case "releasing": {
      const result = release(row, body, guard, worker, now)
      const released = `releases the row${indeterminate ? " as indeterminate" : ""}`
      if (result.outcome === "done")
        return [to("release: done", released, idle, { row: result.row })]
      return [to("release: not ours", "has lost its claim and reports an unknown outcome", idle)]
    }
    case "recording":
      return [recorded(state, index, setting)]
    case "cancelling": {
      const [first, ...rest] = worker.orders
      if (first === undefined) return [to("responded", "responds", idle)]
      const next = rest.length === 0 ? idle : { ...worker, orders: rest }
      return [to("cancel", `cancels order ${first}`, next, { orders: cancelled(state, first) })]
    }
  }
}

/** Returns the crash of a worker. It loses its state, but the requests that it sent continue. */
export function crash(state: State, index: number, { without }: Setting): Transition<State> {
  const worker = state.workers[index]
  const { row } = state
  // Without the commit, the row of a first claim is lost with its worker.
  const lost =
    without === "1: the claim is committed before the first send" &&
    row?.state === "started" &&
    row.fence === 1 &&
    worker?.fence === 1
  const requests = state.requests.map((one) => (one.by === index ? { ...one, by: undefined } : one))
  return {
    kind: "crash",
    text: `worker ${index + 1} crashes`,
    state: {
      ...state,
      row: lost ? undefined : row,
      requests,
      workers: state.workers.with(index, idle),
    },
  }
}

/**
 * Returns the release on SIGTERM (rule 10). The worker sends nothing more, but its current request
 * continues.
 */
export function releaseOnShutdown(state: State, index: number): readonly Transition<State>[] {
  const worker = state.workers[index]
  if (worker === undefined || state.row === undefined || worker.at === "idle") return []
  const { body, fence } = worker
  const sent = { indeterminate: true, sent: true, errors: noErrors }
  const result = release(state.row, body, fence, sent, state.now)
  if (result.outcome === "not_ours") return []
  const next: Worker = { ...worker, fence: releasedFence, leaseUntil: state.now }
  return [
    {
      kind: "shutdown",
      text: `worker ${index + 1} shuts down and releases the row`,
      state: { ...state, row: result.row, workers: state.workers.with(index, next) },
    },
  ]
}

/**
 * A fence that no row has. A worker that has released its claim sends nothing and cannot change the
 * row by it.
 */
const releasedFence = 0

/** Returns Junction's orders after a cancellation. */
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
  const text = `worker ${index + 1} gets a request for ${body}: ${outcome}`
  if (outcome !== "claimed") return [{ kind, text, state }]
  if (row.attempt > maxAttempts(state, setting)) return []
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
  return row.indeterminate ? "unfinished, indeterminate" : "unfinished"
}

/** After the last fault, one more attempt of any body gets its order or rejection. */
function maxAttempts({ calm }: State, { attempts }: Setting): number {
  return calm ? attempts + 1 : attempts
}

/** Returns whether a key may be sent as far as its age and its error responses allow. */
function maySendKey(worker: Worker, now: number, { without }: Setting): boolean {
  const old =
    now - worker.firstSentAt >= resendWindow &&
    without !== "6: no key is sent 20 h after its first send"
  const pointless =
    worker.indeterminate &&
    areResendsPointless(addErrors(worker.errorsBefore, worker.errors)) &&
    without !== "5: no key is sent after its saved errors"
  return !old && !pointless
}

function claimFieldsOf({
  fence,
  attempt,
  indeterminate,
  errors: errorsBefore,
  firstSentAt,
  lastSentBefore,
  leaseUntil,
}: Row) {
  const times = { firstSentAt, lastSentBefore, leaseUntil }
  return { fence, attempt, indeterminate, errorsBefore, errors: noErrors, ...times }
}

/** Returns the last check and the send, which may arrive later. */
function sends(state: State, index: number, setting: Setting): readonly Transition<State>[] {
  const worker = state.workers[index]
  if (worker === undefined || worker.fence === releasedFence) return []
  if (state.requests.length >= setting.requests) return []
  const { now } = state
  const { body, attempt, leaseUntil } = worker
  const ours =
    (now < leaseUntil && now >= leaseUntil - lease) ||
    setting.without === "8: nothing is sent after the lease"
  if (!ours || !maySendKey(worker, now, setting)) return []
  const request = { body, attempt, sentAt: now, by: index, disowned: false }
  return [
    {
      kind: worker.at === "placing" ? "send" : "resend",
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
  if (worker === undefined || row === undefined)
    throw new Error("The recording worker or its row is missing.")
  const name = `worker ${index + 1}`
  if (without === "1: a 201 is returned after the commit" && row.state !== "placed") {
    const text = `${name} returns 201 with order ${first}`
    return { kind: "record", text, state, broken: "a 201 was returned before its row was placed" }
  }
  const old = without === "3: an order is recorded at any fence" && row.fence !== worker.fence
  const result = old ? { outcome: "old", row } : record(row, worker.body, first)
  const placed = result.outcome === "placed"
  const duplicates = worker.orders.filter((id) => !(placed && id === result.row.order))
  const keeps = without === "3: a duplicate order is cancelled" || old
  const next =
    keeps || duplicates.length === 0
      ? idle
      : ({ ...worker, at: "cancelling", orders: duplicates } as const)
  const ends = placed
    ? `records order ${first} and returns 201 with order ${result.row.order}`
    : old
      ? `does not record order ${first}, because its fence is old`
      : `cannot record order ${first}, because the row belongs to another body`
  const lost = old && row.body === worker.body && row.state !== "placed"
  return {
    kind: `record: ${result.outcome}`,
    text: `${name} ${ends}`,
    state: { ...state, row: result.row, workers: state.workers.with(index, next) },
    broken: lost ? "Junction returned an order, and its row is not placed" : undefined,
  }
}
