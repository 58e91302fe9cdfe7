import type { Transition } from "./explore.ts"
import { addErrors, noErrors, type Body, type Errors } from "./ledger.ts"
import {
  forgotten,
  settle,
  type Request,
  type SavedResponse,
  type Setting,
  type State,
  type Worker,
} from "./state.ts"

/** Returns the possible steps of Junction for a request. The waiting worker gets the response. */
export function execute(
  state: State,
  request: Request,
  setting: Setting,
): readonly Transition<State>[] {
  const { body, attempt, by } = request
  const key = toKey(body, attempt)
  const requests = state.requests.filter((other) => other !== request)
  const kept = state.saved.find((one) => one.body === body && one.attempt === attempt)
  const remembered =
    kept !== undefined && (setting.forgets === "never" || state.now - kept.at < forgotten)
  const end = (kind: string, what: string, result: OrderResult, change: Partial<State> = {}) => {
    const after = { ...state, requests, ...change }
    const to = by === undefined ? "no worker waits" : `worker ${by + 1} gets the response`
    return {
      kind: `Junction: ${kind}`,
      text: `Junction gets ${key}: ${what}; ${to}`,
      state: by === undefined ? after : deliver(after, by, result, setting),
      broken:
        setting.promise !== "in the end" &&
        request.disowned &&
        after.orders.length > state.orders.length
          ? "a caller got a rejection, and the order was placed afterwards"
          : undefined,
    }
  }
  const collides = requests.some((other) => other.body === body && other.attempt === attempt)
  const collided = collides
    ? [end("collision", "another request with this key is in progress", junctionError)]
    : []
  if (remembered)
    return [end("replay", `returns the saved ${kept.response}`, toResult(kept)), ...collided]

  const id = state.orders.length + 1
  const orders = [...state.orders, { body, sentAt: request.sentAt, cancelled: false }]
  const save = (response: SavedResponse["response"], order = 0): readonly SavedResponse[] => {
    const saved = state.saved.filter((one) => one !== kept)
    if (order === 0 && setting.saves === "orders") return saved
    return [...saved, { body, attempt, response, order, at: state.now }]
  }
  const make = (response: SavedResponse["response"]) => ({ orders, saved: save(response, id) })
  const made = end("order", `creates order ${id}`, { kind: "order", order: id }, make("order"))
  const rejection = { saved: save("rejection") }
  const rejected = end("rejection", "rejects", { kind: "rejection" }, rejection)
  if (setting.faults === "frozen" || state.calm) return [made, rejected, ...collided]
  const errors = (["error", "gateway error"] as const)
    .filter((error) => error === "error" || setting.promise === "progress")
    .flatMap((error) => {
      const result = toResult({ response: error, order: 0 })
      return [
        end(error, `returns ${withArticle(error)}`, result, { saved: save(error) }),
        end(
          `order and ${error}`,
          `creates order ${id} and returns ${withArticle(error)}`,
          result,
          make(error),
        ),
      ]
    })
  const foreign = { saved: save("foreign") }
  return [
    made,
    rejected,
    ...(setting.saves === "all"
      ? [end("rejection, not saved", "rejects and saves nothing", { kind: "rejection" })]
      : []),
    ...errors,
    end("foreign order", "returns another caller's order", { kind: "order", order: 0 }, foreign),
    ...collided,
  ]
}

/** The result of a lookup of a body's orders. */
export type Look =
  | { readonly kind: "found"; readonly orders: readonly number[]; readonly text: string }
  | { readonly kind: "absent"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string }

/**
 * Returns the possible results of a lookup. Orders that were sent at least SETTLE ago are listed. A
 * first lookup may still miss them. A second one 5 s later does not (`sure`).
 */
export function look(
  { now, calm, orders }: State,
  body: Body,
  { without, faults }: Setting,
  sure = false,
): readonly Look[] {
  const own = orders.flatMap((order, index) => (order.body === body ? [index + 1] : []))
  const listed = own.filter((id) => sure && now - (orders[id - 1]?.sentAt ?? now) >= settle)
  const views = own.length === listed.length ? [own] : [own, listed]
  const looks: Look[] = views.map((view) =>
    view.length === 0
      ? { kind: "absent", text: "finds no order" }
      : { kind: "found", orders: view, text: `finds order ${view.join(" and order ")}` },
  )
  if (faults === "frozen" || calm) return looks
  const failed =
    without === "7: after a failed list, no order counts as absent" ? "absent" : "unknown"
  return [...looks, { kind: failed, text: "cannot read the whole list" }]
}

/** Returns the name of an upstream key in a trace. */
export function toKey(body: Body, attempt: number): string {
  return `key ${body}${attempt}`
}

/** The result of a response, as interpret-response.ts returns it. */
type OrderResult =
  | { readonly kind: "order"; readonly order: number }
  | { readonly kind: "rejection" }
  | { readonly kind: "unknown"; readonly errors: Errors }

const junctionErrors: Errors = { junction: 1, gateway: 0 }
const junctionError: OrderResult = { kind: "unknown", errors: junctionErrors }

function toResult({ response, order }: Pick<SavedResponse, "response" | "order">): OrderResult {
  switch (response) {
    case "order":
    case "foreign":
      return { kind: "order", order }
    case "rejection":
      return { kind: "rejection" }
    case "error":
      return junctionError
    case "gateway error":
      return { kind: "unknown", errors: { junction: 0, gateway: 1 } }
  }
}

function withArticle(error: "error" | "gateway error"): string {
  return error === "error" ? "an error" : "a gateway error"
}

function deliver(state: State, by: number, result: OrderResult, setting: Setting): State {
  const worker = state.workers[by]
  if (worker === undefined) return state
  return { ...state, workers: state.workers.with(by, applyResult(worker, result, setting)) }
}

function applyResult(worker: Worker, result: OrderResult, { without, promise }: Setting): Worker {
  const { indeterminate } = worker
  const anyPassthrough = without === "3: another passthrough is not accepted"
  if (result.kind === "order" && (result.order !== 0 || anyPassthrough)) {
    return { ...worker, sent: true, at: "recording", orders: [result.order] }
  }
  const counts =
    !indeterminate || without === "4: a rejection does not resolve an indeterminate attempt"
  if (result.kind === "rejection" && counts) return { ...worker, sent: true, at: "rejecting" }
  // A rejection or another caller's order that does not count is an error response of Junction.
  const counted = result.kind === "unknown" ? result.errors : junctionErrors
  const errors = addErrors(worker.errors, promise === "progress" ? counted : noErrors)
  return { ...worker, sent: true, at: "unsure", indeterminate: true, errors }
}
