import {
  interpretationValues,
  orderStatusValues,
  resultTypeValues,
  type OrderDetails,
  type OrderResponse,
  type OrderStatus,
  type Rejection,
  type SimulateOrderRequest,
} from "../generated/junction.gen.ts"
import { json, type SimulatedResponse } from "../simulated-response.ts"
import { createEvent } from "./order-document.ts"
import type { ReceivedRequest } from "./route-context.ts"
import type { SimulatedOrder } from "../state.ts"
import type { SimulatorStore } from "../store.ts"
import { inMicroseconds } from "./timestamps.ts"
import { boolean, integer, list, object, oneOf, optional } from "./field-checks.ts"

/**
 * Handles `POST /v3/order/{order_id}/cancel`. The response for a cancelled order is also a 200. If
 * the lab has the sample, or the order is completed or failed, the response is a 400 (documented).
 * Its format is that of Junction's guide to cancelling.
 */
export function cancelOrder(store: SimulatorStore, order: SimulatedOrder): SimulatedResponse {
  if (order.status === "cancelled") return cancelled(order, "order already cancelled")
  if (["sample_with_lab", "completed", "failed"].includes(topLevelStatus(order))) {
    const message = `An order with the status ${topLevelStatus(order)} cannot be cancelled.`
    return json(400, { error: "INVALID_REQUEST", message, status_code: 400 } satisfies Rejection)
  }
  const cancelledOrder = withStatus(store, order, `cancelled.${order.details.type}.cancelled`)
  store.putOrder(cancelledOrder)
  return cancelled(cancelledOrder, "order cancelled")
}

function cancelled(order: SimulatedOrder, message: string): SimulatedResponse {
  return json(200, { order, status: "success", message } satisfies OrderResponse)
}

const simulateQuery = object({
  final_status: optional(oneOf(orderStatusValues)),
  delay: optional(integer({ min: 0 })),
})

const simulateBody = object({
  interpretation: optional(oneOf(interpretationValues)),
  result_types: optional(list(oneOf(resultTypeValues))),
  has_missing_results: optional(boolean),
})

/**
 * Handles `POST /v3/order/{order_id}/test`. The default of `final_status` is the completed status
 * of the collection method. If `final_status` belongs to another collection method, the response is
 * a 400. Both are assumptions, because Junction does not document them.
 */
export function simulateOrder(
  store: SimulatorStore,
  order: SimulatedOrder,
  { query, body }: ReceivedRequest,
): SimulatedResponse {
  const detail = [
    ...simulateQuery(query, ["query"]),
    ...(body === undefined ? [] : simulateBody(body, ["body"])),
  ]
  if (detail.length > 0) return json(422, { detail })
  const method = order.details.type
  const finalStatus = query["final_status"] ?? `completed.${method}.completed`
  if (finalStatus.split(".")[1] !== method) {
    return json(400, { detail: "final_status must belong to the order's collection method" })
  }
  store.schedule({
    orderId: order.id,
    due: store.now() + Number(query["delay"] ?? 0) * 1000,
    // `simulateQuery` has checked it. The default exists for every method.
    finalStatus: finalStatus as OrderStatus,
    results: (body ?? {}) as SimulateOrderRequest,
  })
  applyDueStatuses(store)
  return json(200, "Success")
}

/** Applies the scheduled statuses that are due. */
export function applyDueStatuses(store: SimulatorStore): void {
  for (const { orderId, finalStatus, results } of store.takeDue()) {
    const order = store.order(orderId)
    if (order === undefined || ["cancelled", "failed"].includes(topLevelStatus(order))) continue
    // The first call only creates the requisition, regardless of the requested status (observed).
    const isFresh = order.last_event.status.endsWith(".ordered")
    const status = isFresh ? `received.${order.details.type}.requisition_created` : finalStatus
    const newResults = {
      interpretation: results.interpretation ?? "normal",
      has_missing_results: results.has_missing_results ?? false,
    }
    store.putOrder({
      ...withStatus(store, order, status),
      ...(hasResults(status) ? newResults : {}),
    })
  }
}

/** Returns whether an order with this status has new results. */
export function hasResults(status: string): boolean {
  return /^completed\.|\.partial_results$/.test(status)
}

function topLevelStatus(order: SimulatedOrder): string {
  return order.last_event.status.split(".")[0] ?? ""
}

function withStatus(store: SimulatorStore, order: SimulatedOrder, status: string): SimulatedOrder {
  const now = store.now()
  const [top = "", , low = ""] = status.split(".")
  const event = createEvent(store, status)
  const transaction = order.order_transaction
  return {
    ...order,
    status: top,
    updated_at: event.created_at,
    events: [...order.events, event],
    last_event: event,
    details:
      top === "received" ? order.details : withShipment(store, order.details, event.created_at),
    order_transaction: transaction && {
      ...transaction,
      status: ["completed", "cancelled"].includes(top) ? top : transaction.status,
      orders: transaction.orders.map((entry) => ({
        ...entry,
        low_level_status: low,
        low_level_status_created_at: inMicroseconds(now),
        updated_at: inMicroseconds(now),
      })),
    },
  }
}

/** A test kit gets tracking numbers at about the time when it is sent to the patient. */
function withShipment(store: SimulatorStore, details: OrderDetails, at: string): OrderDetails {
  if (details.data?.shipment !== null) return details
  const shipment = {
    id: store.createId(),
    outbound_tracking_number: "SAMPLE-OUTBOUND-1",
    outbound_tracking_url: "https://carrier.example/SAMPLE-OUTBOUND-1",
    inbound_tracking_number: "SAMPLE-INBOUND-1",
    inbound_tracking_url: "https://carrier.example/SAMPLE-INBOUND-1",
    outbound_courier: "usps",
    inbound_courier: "usps",
    notes: null,
  }
  return { ...details, data: { ...details.data, shipment, updated_at: at } }
}
