import { json, type Answer } from "./answer.ts"
import { createOrder, type KeysInFlight } from "./create-order.ts"
import { listLabTests } from "./lab-tests.ts"
import { listOrders } from "./list-orders.ts"
import { cancelOrder, simulateOrder } from "./order-progress.ts"
import type { SimulatedOrder, Team } from "./team.ts"
import { createUser, resolveUser } from "./users.ts"
import { invalid, uuid } from "./validation.ts"

/** A request, read to its end. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** The parsed JSON, `undefined` without a body, or the text when it is not JSON. */
  readonly body: unknown
  readonly isMalformed: boolean
}

/** Where a request is answered: the team, and what is under way on it. */
export interface Desk {
  readonly team: Team
  readonly keys: KeysInFlight
  /** How long a new order is missing from the list, in milliseconds. */
  readonly lagMs: number
}

type Route = (desk: Desk, request: ReceivedRequest, parameter: string) => Answer

const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ["POST", /^\/v2\/user$/, ({ team }, { body }) => createUser(team, body)],
  ["GET", /^\/v2\/user\/resolve\/([^/]+)$/, ({ team }, _, id) => resolveUser(team, id)],
  [
    "POST",
    /^\/v3\/order$/,
    ({ team, keys }, { headers, body }) => createOrder(team, keys, headers, body),
  ],
  ["GET", /^\/v3\/order\/([^/]+)$/, withOrder((_team, order) => json(200, order))],
  ["GET", /^\/v3\/orders$/, ({ team, lagMs }, { query }) => listOrders(team, query, lagMs)],
  ["POST", /^\/v3\/order\/([^/]+)\/cancel$/, withOrder(cancelOrder)],
  [
    "POST",
    /^\/v3\/order\/([^/]+)\/test$/,
    withOrder((team, order, { query, body }) => simulateOrder(team, order, query, body)),
  ],
  ["GET", /^\/v3\/lab_test$/, (_desk, { query }) => listLabTests(query)],
]

/** Answers a request: path, then method, then key, then JSON, then the operation. */
export function answer(desk: Desk, request: ReceivedRequest, apiKey: string | undefined): Answer {
  const onPath = routes.filter(([, path]) => path.test(request.path))
  if (onPath.length === 0) return json(404, { detail: "Not Found" })
  const [, path, route] = onPath.find(([method]) => method === request.method) ?? []
  if (path === undefined || route === undefined) return json(405, { detail: "Method Not Allowed" })

  const key = request.headers.get("x-vital-api-key")
  if (key === null) return json(401, { detail: "Missing x-vital-api-key" })
  // Observed is a 401 about an invalid token; its exact words are not known.
  if (apiKey !== undefined && key !== apiKey) return json(401, { detail: "Invalid token" })

  if (request.isMalformed) {
    return json(422, { detail: invalid("json_invalid", ["body", 0], "JSON decode error", {}) })
  }
  return route(desk, request, decoded(path.exec(request.path)?.[1] ?? ""))
}

function withOrder(
  route: (team: Team, order: SimulatedOrder, request: ReceivedRequest) => Answer,
): Route {
  return ({ team }, request, orderId) => {
    const detail = uuid(orderId, ["path", "order_id"])
    if (detail.length > 0) return json(422, { detail })
    const order = team.order(orderId)
    if (order === undefined) return json(404, { detail: "This order doesn't exist" })
    return route(team, order, request)
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
