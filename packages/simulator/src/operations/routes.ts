import { json, type SimulatedResponse } from "../simulated-response.ts"
import { createOrder } from "./create-order.ts"
import { listLabTests } from "./lab-tests.ts"
import { listOrders } from "./list-orders.ts"
import { cancelOrder, simulateOrder } from "./order-progress.ts"
import type { ReceivedRequest, RouteContext } from "./route-context.ts"
import type { SimulatedOrder } from "../state.ts"
import type { SimulatorStore } from "../store.ts"
import { createUser, resolveUser } from "./users.ts"
import { invalid, uuid } from "./field-checks.ts"

type Route = (
  context: RouteContext,
  request: ReceivedRequest,
  parameter: string,
) => SimulatedResponse

const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ["POST", /^\/v2\/user$/, ({ store }, { body }) => createUser(store, body)],
  ["GET", /^\/v2\/user\/resolve\/([^/]+)$/, ({ store }, _, id) => resolveUser(store, id)],
  ["POST", /^\/v3\/order$/, createOrder],
  ["GET", /^\/v3\/order\/([^/]+)$/, withOrder((_store, order) => json(200, order))],
  ["GET", /^\/v3\/orders$/, listOrders],
  ["POST", /^\/v3\/order\/([^/]+)\/cancel$/, withOrder(cancelOrder)],
  ["POST", /^\/v3\/order\/([^/]+)\/test$/, withOrder(simulateOrder)],
  ["GET", /^\/v3\/lab_test$/, (_context, { query }) => listLabTests(query)],
]

/** Responds to a request. Checks the path, the method, the API key, and the JSON, in this order. */
export function routeRequest(
  context: RouteContext,
  request: ReceivedRequest,
  apiKey: string | undefined,
): SimulatedResponse {
  const onPath = routes.filter(([, path]) => path.test(request.path))
  if (onPath.length === 0) return json(404, { detail: "Not Found" })
  const [, path, route] = onPath.find(([method]) => method === request.method) ?? []
  if (path === undefined || route === undefined) return json(405, { detail: "Method Not Allowed" })

  const key = request.headers.get("x-vital-api-key")
  if (key === null) return json(401, { detail: "Missing x-vital-api-key" })
  // A 401 about an invalid token was observed. Its exact text is unknown.
  if (apiKey !== undefined && key !== apiKey) return json(401, { detail: "Invalid token" })

  if (request.isMalformed) {
    return json(422, { detail: invalid("json_invalid", ["body", 0], "JSON decode error", {}) })
  }
  return route(context, request, decoded(path.exec(request.path)?.[1] ?? ""))
}

function withOrder(
  route: (
    store: SimulatorStore,
    order: SimulatedOrder,
    request: ReceivedRequest,
  ) => SimulatedResponse,
): Route {
  return ({ store }, request, orderId) => {
    const detail = uuid(orderId, ["path", "order_id"])
    if (detail.length > 0) return json(422, { detail })
    const order = store.order(orderId)
    if (order === undefined) return json(404, { detail: "This order doesn't exist" })
    return route(store, order, request)
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
