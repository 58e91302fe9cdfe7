import type { Lookup, LookupOutcome, OrderSearch } from "../orders/lab.ts"
import type { PlacedOrder } from "../orders/ledger.ts"
import {
  createJunctionClient,
  defaultCallTimeoutMs,
  getField,
  clocksAgree,
  type JunctionClient,
  type JunctionClientOptions,
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
  return createOrderSearch(
    createJunctionClient(options),
    options.callTimeoutMs ?? defaultCallTimeoutMs,
  )
}

/** Finds and cancels orders through a client. */
export function createOrderSearch(client: JunctionClient, callTimeoutMs: number): OrderSearch {
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
  const found: PlacedOrder[] = []
  let seen = 0
  for (let page = 1; page <= maxPages; page += 1) {
    const left = Math.floor(Math.min(callTimeoutMs, deadline - performance.now()))
    if (left <= 0) return { kind: "unknown", error: junctionError("junction_outcome_unknown") }
    const query = {
      start_date: start,
      order_key: "created_at",
      order_direction: "asc",
      page,
      size: pageSize,
    } as const
    const response = await client.call(
      { operation: "listOrders", timeoutMs: left },
      (api, sending) => api.GET("/v3/orders", { ...sending, params: { query } }),
    )
    const orders = response.kind === "response" ? getField(response.body, "orders") : undefined
    const total = response.kind === "response" ? getField(response.body, "total") : undefined
    const readable =
      response.kind === "response" &&
      response.status === 200 &&
      Array.isArray(orders) &&
      typeof total === "number"
    if (!readable)
      return { kind: "unknown", error: junctionError("junction_outcome_unknown", response) }
    for (const order of orders as readonly unknown[]) {
      const id = getField(order, "id")
      if (getField(order, "passthrough") !== orderId) continue
      if (typeof id !== "string" || id === "")
        return { kind: "unknown", error: junctionError("junction_outcome_unknown", response) }
      found.push({ junctionOrderId: id, status: statusOf(order) })
    }
    seen += orders.length
    if (seen >= total) {
      // One that still stands goes before one that was cancelled.
      const [first, ...others] = found.toSorted(
        (one, other) => Number(one.status === "cancelled") - Number(other.status === "cancelled"),
      )
      if (first !== undefined) return { kind: "found", orders: [first, ...others] }
      return clocksAgree(response, now) === true
        ? { kind: "absent" }
        : { kind: "unknown", error: junctionError("junction_outcome_unknown", response) }
    }
    // Fewer than were promised: something was not shown.
    if (orders.length === 0)
      return { kind: "unknown", error: junctionError("junction_outcome_unknown", response) }
  }
  return { kind: "unknown", error: junctionError("junction_outcome_unknown") }
}
