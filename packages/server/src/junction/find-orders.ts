import type { Lookup, LookupOutcome, OrderLookup } from "../orders/lab.ts"
import type { PlacedOrder } from "../orders/ledger.ts"
import {
  createJunctionClient,
  defaultCallTimeoutMs,
  getField,
  clocksAgree,
  type JunctionClient,
  type JunctionClientOptions,
  type JunctionResponse,
} from "./client.ts"
import { toPlacedOrder } from "./interpret-response.ts"
import { junctionError } from "./junction-errors.ts"

/**
 * Lookups start this long before the first request for the order, in milliseconds. If the server's
 * clock was ahead, a later start would miss the order, and the server would place it again.
 */
const windowMarginMs = 2 * 60 * 60 * 1000

/** Junction's maximum page size. */
const pageSize = 100

/** Maximum number of pages per lookup. With more pages, the outcome is unknown. */
const maxPages = 200

/** Options for `createJunctionLookup`. */
export interface JunctionLookupOptions extends JunctionClientOptions {
  /** Timeout of each call other than `createOrder`, in milliseconds. Default: 5,000. */
  readonly callTimeoutMs?: number
}

/** Creates a client that looks up and cancels orders at Junction, for `reconcile`. */
export function createJunctionLookup(options: JunctionLookupOptions): OrderLookup {
  return createOrderLookup(createJunctionClient(options), options.callTimeoutMs)
}

/** Creates the functions that look up and cancel orders with a client. */
export function createOrderLookup(
  client: JunctionClient,
  callTimeoutMs = defaultCallTimeoutMs,
): OrderLookup {
  return {
    lookUp: async (lookup) => {
      const outcomes = await findOrders(client, lookup, callTimeoutMs)
      for (const { kind } of outcomes.values()) client.recordLookup(kind)
      return outcomes
    },
    cancel: async (junctionOrderId) => {
      const call = { operation: "cancelOrder", timeoutMs: callTimeoutMs } as const
      const params = { path: { order_id: junctionOrderId } }
      const response = await client.call(call, (api, defaults) =>
        api.POST("/v3/order/{order_id}/cancel", { ...defaults, params }),
      )
      return response.kind === "response" && response.status === 200
    },
  }
}

/**
 * Finds the orders in `GET /v3/orders` whose `passthrough` is an order ID. Junction cannot filter
 * by it, so every page is read, the oldest order first. New orders then change no earlier page.
 * After a missing page, an invalid page, or a wrong clock, the outcome is unknown, never absent.
 */
async function findOrders(
  client: JunctionClient,
  { orderIds, since, now, deadline }: Lookup,
  callTimeoutMs: number,
): Promise<ReadonlyMap<string, LookupOutcome>> {
  const start = new Date(since - windowMarginMs).toISOString()
  const sort = { order_key: "created_at", order_direction: "asc" } as const
  const found = new Map<unknown, PlacedOrder[]>(orderIds.map((orderId) => [orderId, []]))
  const toOutcomes = (toOutcome: (orders: readonly PlacedOrder[]) => LookupOutcome) =>
    new Map(orderIds.map((orderId) => [orderId, toOutcome(found.get(orderId) ?? [])]))
  let seen = 0
  for (let page = 1; page <= maxPages; page += 1) {
    const timeoutMs = Math.floor(Math.min(callTimeoutMs, deadline - performance.now()))
    if (timeoutMs <= 0) break
    const query = { start_date: start, ...sort, page, size: pageSize }
    const response = await client.call({ operation: "listOrders", timeoutMs }, (api, defaults) =>
      api.GET("/v3/orders", { ...defaults, params: { query } }),
    )
    const unknown = unknownOutcome(response)
    const list = readPage(response)
    if (list === undefined) return toOutcomes(() => unknown)
    for (const order of list.orders) {
      const orders = found.get(getField(order, "passthrough"))
      if (orders === undefined) continue
      const placed = toPlacedOrder(order)
      if (placed === undefined) return toOutcomes(() => unknown)
      orders.push(placed)
    }
    seen += list.orders.length
    if (seen >= list.total) {
      const absent: LookupOutcome = clocksAgree(list, now) === true ? { kind: "absent" } : unknown
      return toOutcomes((orders) => toFound(orders) ?? absent)
    }
    // The page is empty although Junction announced more orders.
    if (list.orders.length === 0) return toOutcomes(() => unknown)
  }
  return toOutcomes(() => unknownOutcome())
}

/** Puts active orders first, because a cancelled order is a duplicate. */
function toFound(orders: readonly PlacedOrder[]): LookupOutcome | undefined {
  const [first, ...others] = orders.toSorted(
    (one, other) => Number(one.status === "cancelled") - Number(other.status === "cancelled"),
  )
  return first && { kind: "found", orders: [first, ...others] }
}

function unknownOutcome(response?: JunctionResponse): LookupOutcome {
  return { kind: "unknown", error: junctionError("junction_outcome_unknown", response) }
}

function readPage(response: JunctionResponse) {
  if (response.kind !== "response" || response.status !== 200) return undefined
  const { body, date } = response
  const orders = getField(body, "orders")
  const total = getField(body, "total")
  return Array.isArray(orders) && typeof total === "number"
    ? { orders: orders as readonly unknown[], total, date }
    : undefined
}
