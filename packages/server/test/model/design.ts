import type { Model, Transition } from "./explore.ts"
import { execute, look } from "./junction.ts"
import { isUnfinished, markReconciled, record } from "./ledger.ts"
import { cancelled, crash, releaseOnShutdown, stepsOf } from "./worker.ts"
import { encode } from "./encode.ts"
import { idle, settle, type Setting, type State } from "./state.ts"

/**
 * Creates a model of the ledger's design, one order per intent, whose reachable states can all be
 * explored.
 *
 * The model has:
 * - one row of the ledger with its operations (ledger.ts; ledger.test.ts compares them with the
 *   memory ledger)
 * - processes that place the order in the steps of place-claimed-order.ts (worker.ts)
 * - Junction's keys, orders, and list (junction.ts)
 * - the reconciler
 * - callers, who send one of two bodies whenever a process is idle
 *
 * Between any two steps, a process may pause for any time, or crash. A store error is a crash
 * before or after the step. Time is counted in leases and has no end. Ages are limited to the
 * values that matter.
 *
 * With the promise `progress`, all faults end at any time, and callers retry at any interval
 * (progress.test.ts).
 *
 * The model omits:
 * - responses to waiting callers, which only read the row
 * - batches and pages
 * - the limit of 25 s: a process may send any number of times while its lease lasts
 * - failed cancellations
 *
 * The design depends on these assumptions:
 * - A request is executed and its order listed within SETTLE of the last check before the send, or
 *   never.
 * - After SETTLE, one complete lookup may still miss an order. Two lookups 5 s apart do not.
 * - Junction keeps a key for 24 h and executes at most one request of a key at a time.
 * - All clocks are right: the processes' clocks for leases and ages, Junction's clock for the time
 *   range of a lookup.
 */
export function createDesign(setting: Setting): Model<State> {
  const workers = Array.from({ length: setting.workers }, (_, index) => index)
  const merges =
    setting.merges &&
    setting.without !== "2: reject, release, and the next attempt require the fence" &&
    setting.without !== "8: nothing is sent after the lease"
  return {
    initial: {
      now: 0,
      calm: false,
      row: undefined,
      workers: workers.map(() => idle),
      reconcile: undefined,
      requests: [],
      saved: [],
      orders: [],
    },
    encode: (state) => encode(state, merges),
    broken: (state, before) =>
      unmade(before, state) ??
      (setting.promise === "in the end" ? brokenInTheEnd(state) : brokenAtOnce(state)),
    isPending,
    next: (state) =>
      state.calm && !isPending(state)
        ? []
        : [
            ...(setting.promise === "progress" && !state.calm ? [endFaults(state)] : []),
            ...workers.flatMap((index) => stepsOf(state, index, setting)),
            ...state.requests.flatMap((request) => execute(state, request, setting)),
            ...(setting.faults === "usual" && !state.calm
              ? workers.flatMap((index) =>
                  state.workers[index] === idle
                    ? []
                    : [crash(state, index, setting), ...releaseOnShutdown(state, index)],
                )
              : []),
            ...(setting.reconciler ? reconcileTransitions(state, setting) : []),
            ...pass(state, setting),
          ],
  }
}

/**
 * Returns the passing of one lease duration. Requests that were sent SETTLE ago and have not
 * arrived are lost. After the last fault, each request ends within a lease duration, and the 20 h
 * and 24 h of a key, which are much longer than SETTLE, do not pass.
 */
function pass(state: State, { faults }: Setting): readonly Transition<State>[] {
  const { calm, workers } = state
  if (calm && workers.some((worker) => worker.at !== "idle")) return []
  const now = state.now + 1
  const requests = state.requests.filter(
    ({ sentAt, by }) => now - sentAt < settle || (faults === "frozen" && by !== undefined),
  )
  const row = state.row && { ...state.row, firstSentAt: state.row.firstSentAt + (calm ? 1 : 0) }
  const saved = state.saved.map((one) => ({ ...one, at: one.at + (calm ? 1 : 0) }))
  const next = { ...state, now, row, saved, requests }
  return [{ kind: "time", text: "one lease duration passes", state: next }]
}

/** Returns the last fault, which crashes all workers. Their requests may still arrive. */
function endFaults(state: State): Transition<State> {
  const workers = state.workers.map(() => idle)
  const requests = state.requests.map((one) => ({ ...one, by: undefined }))
  const text = "all workers crash, and all faults end"
  return { kind: "faults end", text, state: { ...state, calm: true, workers, requests } }
}

/** Returns whether a caller waits for an order or a definite rejection after the last fault. */
function isPending({ calm, row }: State): boolean {
  return calm && row?.state !== "placed" && row?.state !== "rejected"
}

/** Returns the steps of reconcile.ts on the row. */
function reconcileTransitions(state: State, setting: Setting): readonly Transition<State>[] {
  const { row, reconcile, now } = state
  if (row === undefined) return []
  const to = (kind: string, text: string, change: Partial<State>) => ({
    kind: `reconcile: ${kind}`,
    text: `the reconciler ${text}`,
    state: { ...state, ...change },
  })
  if (reconcile === undefined) {
    const { body, fence, state: at } = row
    const seen = { body, fence, state: at }
    if (!isUnfinished(row, now)) return []
    return [to("read", "reads the row", { reconcile: { at: "looking", seen, orders: [] } })]
  }
  const { seen, orders } = reconcile
  switch (reconcile.at) {
    case "looking":
      return look(state, seen.body, setting).map((view) => {
        if (view.kind === "found") {
          return to("found", view.text, {
            reconcile: { ...reconcile, at: "recording", orders: view.orders },
          })
        }
        const noted = view.kind === "absent" ? markReconciled(row, seen, now) : row
        return to(view.kind, view.text, { row: noted, reconcile: undefined })
      })
    case "recording": {
      const [first = 0] = orders
      const result = record(row, seen.body, first)
      const duplicates = orders.filter(
        (id) => result.outcome === "not_ours" || id !== result.row.order,
      )
      const next =
        duplicates.length === 0
          ? undefined
          : { ...reconcile, at: "cancelling" as const, orders: duplicates }
      return [
        to(`record ${result.outcome}`, `records order ${first}`, {
          row: result.row,
          reconcile: next,
        }),
      ]
    }
    case "cancelling": {
      const [first = 0, ...rest] = orders
      const next = rest.length === 0 ? undefined : { ...reconcile, orders: rest }
      return [
        to("cancel", `cancels order ${first}`, {
          orders: cancelled(state, first),
          reconcile: next,
        }),
      ]
    }
  }
}

/**
 * Returns the rule that a state breaks. While the assumptions are true, there is never a second
 * order.
 */
function brokenAtOnce({ row, orders }: State): string | undefined {
  if (orders.length > 1) return "one key created two orders"
  if (row === undefined) return undefined
  const [order] = orders
  if (row.state === "placed") {
    const own = row.order === 1 && order?.body === row.body && !order.cancelled
    return own ? undefined : "the row and its 201 name another order"
  }
  if (order === undefined) return undefined
  if (order.cancelled) return "the only order was cancelled"
  if (order.body !== row.body) return "the key belongs to another body while an order exists"
  return row.state === "rejected" ? "the row is rejected while an order exists" : undefined
}

/** Returns the rule that a final state breaks. An active order must be the order of the row. */
function brokenInTheEnd({ row, orders, workers, requests }: State): string | undefined {
  if (requests.length > 0 || workers.some((worker) => worker.at !== "idle")) return undefined
  const duplicates = orders.flatMap(({ cancelled: gone }, index) =>
    gone || (row?.state === "placed" && row.order === index + 1) ? [] : [index + 1],
  )
  return duplicates.length === 0
    ? undefined
    : `order ${duplicates.join(", ")} is active and will not be cancelled`
}

/** Returns the rule that a change of a placed row breaks. */
function unmade({ row: before }: State, { row: after }: State): string | undefined {
  if (before?.state !== "placed") return undefined
  const same = after?.state === "placed" && after.order === before.order
  return same ? undefined : "a placed row changed"
}
