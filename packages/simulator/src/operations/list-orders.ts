import { orderDirectionValues, orderKeyValues, type OrderPage } from "../generated/junction.gen.ts"
import { json, type SimulatedResponse } from "../simulated-response.ts"
import { createdAt } from "./order-document.ts"
import type { SimulatedOrder } from "../state.ts"
import type { ReceivedRequest, RouteContext } from "./route-context.ts"
import { dateTime, integer, object, oneOf, optional, uuid } from "./field-checks.ts"

const parameters = {
  user_id: optional(uuid),
  start_date: optional(dateTime),
  end_date: optional(dateTime),
  order_key: optional(oneOf(orderKeyValues)),
  order_direction: optional(oneOf(orderDirectionValues)),
  page: optional(integer({ min: 1 })),
  size: optional(integer({ min: 1, max: 100 })),
}

/**
 * Handles `GET /v3/orders`. Default order: newest first. Both dates are inclusive (assumed).
 * Parameters that are not simulated cause a 501, because a page that ignores them would be wrong.
 * Orders younger than `lagMs` milliseconds are omitted. Junction does not document the delay of its
 * list.
 */
export function listOrders(
  { store, lagMs }: RouteContext,
  { query }: ReceivedRequest,
): SimulatedResponse {
  const unsupported = Object.keys(query).filter((name) => !Object.hasOwn(parameters, name))
  if (unsupported.length > 0) {
    return json(501, {
      detail: `The simulator does not support these query parameters: ${unsupported.join(", ")}. Remove them.`,
    })
  }
  const detail = object(parameters)(query, ["query"])
  if (detail.length > 0) return json(422, { detail })
  const userId = query["user_id"]
  if (userId !== undefined && store.user(userId) === undefined) {
    return json(404, { detail: "User does not exist on this team" })
  }

  const { start_date: start, end_date: end } = query
  const from = start === undefined ? -Infinity : Date.parse(start)
  const latest = lagMs > 0 ? store.now() - lagMs : Infinity
  const to = end === undefined ? latest : Math.min(Date.parse(end), latest)
  const matching = store.orders().filter((order) => {
    const at = createdAt(order)
    return (userId === undefined || order.user_id === userId) && at >= from && at <= to
  })
  const sorted = sortOrders(matching, query["order_key"], query["order_direction"])
  const page = Number(query["page"] ?? 1)
  const size = Number(query["size"] ?? 50)
  const orders = sorted.slice((page - 1) * size, page * size)
  return json(200, { orders, total: sorted.length, page, size } satisfies OrderPage)
}

function sortOrders(
  oldestFirst: readonly SimulatedOrder[],
  key: string | undefined,
  direction: string | undefined,
): SimulatedOrder[] {
  const by = {
    patient_name: ({ patient_details: patient }: SimulatedOrder) =>
      `${patient?.first_name ?? ""} ${patient?.last_name ?? ""}`,
    last_status: (order: SimulatedOrder) => order.last_event.status,
    created_at: (order: SimulatedOrder) => new Date(createdAt(order)).toISOString(),
  }[key ?? "created_at"]
  const ascending = oldestFirst
    .map((order) => ({ order, rank: by?.(order) ?? "" }))
    .sort((one, other) => (one.rank < other.rank ? -1 : Number(one.rank > other.rank)))
    .map(({ order }) => order)
  // Reversing the list puts the later of two orders with the same time first.
  return direction === "asc" ? ascending : ascending.reverse()
}
