import type { Model, Transition } from "./explore.ts"
import { execute, look } from "./junction.ts"
import { isUnfinished, markReconciled, record } from "./ledger.ts"
import { cancelled, crash, releaseOnShutdown, stepsOf } from "./worker.ts"
import { encode, idle, settle, type Setting, type State } from "./state.ts"

/**
 * The design of the ledger, "one intent, one order", as a machine whose every reachable state can be looked at.
 *
 * Modelled: one row of the ledger with its operations (ledger.ts, held against the memory ledger by ledger.test.ts); the
 * processes that work on it, in the steps of place-claimed-order.ts (worker.ts); Junction's keys, orders and list
 * (junction.ts); the reconciler; callers, who ask for either of two bodies whenever a process is free. Between any two steps
 * a process may freeze, for however long, or die; a store that fails is a process that dies before or after the step.
 * Time has no end: it is told in leases, and ages are cut where nothing depends on them any more.
 *
 * Left out: answers to waiting callers (they read the row, and what the row says is held in every state), batches, pages,
 * the 25 s budget (a process sends while its lease lasts and as often as it likes), cancellations that fail.
 *
 * Assumed, and so what the promise rests on:
 * - what is sent arrives, is executed and is listed within SETTLE of the last check before it, or never is;
 * - after SETTLE one complete look-up may still miss an order; two that are 5 s apart do not;
 * - Junction keeps a key for 24 h, and executes at most one request of a key at a time;
 * - all clocks are right: those of our processes for leases and ages, and Junction's for the time that a look-up searches.
 */
export function createDesign(setting: Setting): Model<State> {
  const workers = Array.from({ length: setting.workers }, (_, index) => index)
  const merges =
    setting.merges &&
    setting.without !== "2: fences guard reject, release and attempt + 1" &&
    setting.without !== "8: nothing is sent when the lease is over"
  return {
    initial: {
      now: 0,
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
      (setting.promise === "always" ? brokenAtOnce(state) : brokenInTheEnd(state)),
    next: (state) => [
      ...workers.flatMap((index) => stepsOf(state, index, setting)),
      ...state.requests.flatMap((request) => execute(state, request, setting)),
      ...(setting.faults === "usual"
        ? workers.flatMap((index) =>
            state.workers[index] === idle
              ? []
              : [crash(state, index, setting), ...releaseOnShutdown(state, index)],
          )
        : []),
      ...(setting.reconciler ? reconcileTransitions(state, setting) : []),
      pass(state, setting),
    ],
  }
}

/** A lease's time passes. What was sent SETTLE ago and has not arrived never does. */
function pass(state: State, { faults }: Setting): Transition<State> {
  const now = state.now + 1
  const requests = state.requests.filter(
    ({ sentAt, by }) => now - sentAt < settle || (faults === "frozen" && by !== undefined),
  )
  return { kind: "time", text: "a lease's time passes", state: { ...state, now, requests } }
}

/** The reconciler of reconcile.ts on the one row: it looks, and records, cancels or notes. */
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

/** While the assumptions hold there is never a second order, not even for a moment. */
function brokenAtOnce({ row, orders }: State): string | undefined {
  if (orders.length > 1) return "one key made two orders"
  if (row === undefined) return undefined
  const [order] = orders
  if (row.state === "placed") {
    const own = row.order === 1 && order?.body === row.body && !order.cancelled
    return own ? undefined : "the row, and so its 201, names an order that is not the row's"
  }
  if (order === undefined) return undefined
  if (order.cancelled) return "the only order was cancelled"
  if (order.body !== row.body) return "the key went to another body while an order stands"
  return row.state === "rejected"
    ? "the row says that nothing was placed, and an order stands"
    : undefined
}

/** When everybody is done, no order stands that no row names. */
function brokenInTheEnd({ row, orders, workers, requests }: State): string | undefined {
  if (requests.length > 0 || workers.some((worker) => worker.at !== "idle")) return undefined
  const duplicates = orders.flatMap(({ cancelled: gone }, index) =>
    gone || (row?.state === "placed" && row.order === index + 1) ? [] : [index + 1],
  )
  return duplicates.length === 0
    ? undefined
    : `order ${duplicates.join(", ")} stands and nobody will cancel it`
}

/** `placed` is final. */
function unmade({ row: before }: State, { row: after }: State): string | undefined {
  if (before?.state !== "placed") return undefined
  const same = after?.state === "placed" && after.order === before.order
  return same ? undefined : "a placed row changed"
}
