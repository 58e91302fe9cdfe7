import type { Lookup, LookupOutcome, OrderSearch } from "../orders/lab.ts"
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
import { statusOf } from "./interpret-response.ts"
import { junctionError } from "./junction-errors.ts"

/**
 * The list is searched from this long before the order was asked for, in milliseconds: a clock that was ahead then would
 * begin the window too late, prove the order absent, and order it again.
 */
const windowMarginMs = 2 * 60 * 60 * 1000

/** Junction's largest page. */
const pageSize = 100

/** More pages than any team fills in the time that is searched; also an end for a list that never ends. */
const maxPages = 200

/** How Junction is asked for the orders that it has. */
export interface JunctionSearchOptions extends JunctionClientOptions {
  /** Milliseconds for one call; 5,000 unless told. */
  readonly callTimeoutMs?: number
}

/** Junction without the ordering: what a sweep needs. Knows neither panels nor patients. */
export function createJunctionSearch(options: JunctionSearchOptions): OrderSearch {
  return createOrderSearch(createJunctionClient(options), options.callTimeoutMs)
}

/** Finds and cancels orders through a client. */
export function createOrderSearch(
  client: JunctionClient,
  callTimeoutMs = defaultCallTimeoutMs,
): OrderSearch {
  return {
    lookUp: async (lookUp) => {
      const outcome = await findOrders(client, lookUp, callTimeoutMs)
      client.recordLookup(outcome.kind)
      return outcome
    },
    cancel: async (junctionOrderId) => {
      const call = { operation: "cancelOrder", timeoutMs: callTimeoutMs } as const
      const params = { path: { order_id: junctionOrderId } }
      const response = await client.call(call, (api, sending) =>
        api.POST("/v3/order/{order_id}/cancel", { ...sending, params }),
      )
      return response.kind === "response" && response.status === 200
    },
  }
}

/**
 * Looks through `GET /v3/orders` for the orders that carry our order id as their `passthrough`: Junction cannot be asked
 * for it. Every page is read, oldest first, so that what is ordered meanwhile shifts nothing. A page that cannot be
 * had, or is not what it should be, makes the outcome unknown, and so does a clock that is not Junction's: neither ever
 * makes an order absent.
 */
async function findOrders(
  client: JunctionClient,
  { orderId, since, now, deadline }: Lookup,
  callTimeoutMs: number,
): Promise<LookupOutcome> {
  const start = new Date(since - windowMarginMs).toISOString()
  const sort = { order_key: "created_at", order_direction: "asc" } as const
  const found: PlacedOrder[] = []
  let seen = 0
  for (let page = 1; page <= maxPages; page += 1) {
    const timeoutMs = Math.floor(Math.min(callTimeoutMs, deadline - performance.now()))
    if (timeoutMs <= 0) break
    const query = { start_date: start, ...sort, page, size: pageSize }
    const response = await client.call({ operation: "listOrders", timeoutMs }, (api, sending) =>
      api.GET("/v3/orders", { ...sending, params: { query } }),
    )
    const unknown = unknownOutcome(response)
    const list = readPage(response)
    if (list === undefined) return unknown
    for (const order of list.orders) {
      if (getField(order, "passthrough") !== orderId) continue
      const id = getField(order, "id")
      if (typeof id !== "string" || id === "") return unknown
      found.push({ junctionOrderId: id, status: statusOf(order) })
    }
    seen += list.orders.length
    if (seen >= list.total) {
      // One that still stands goes before one that was cancelled.
      const [first, ...others] = found.toSorted(
        (one, other) => Number(one.status === "cancelled") - Number(other.status === "cancelled"),
      )
      if (first !== undefined) return { kind: "found", orders: [first, ...others] }
      return clocksAgree(list, now) === true ? { kind: "absent" } : unknown
    }
    // Fewer than were promised: something was not shown.
    if (list.orders.length === 0) return unknown
  }
  return unknownOutcome()
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
