import { labOrderFields, type LabOrder } from "@loop-health/integrations-contract"
import { normalizeLabOrder } from "@loop-health/integrations-contract/normalize"
import { validateLabOrder } from "@loop-health/integrations-contract/validators"
import { readRequest } from "../http/read-request.ts"
import type { Success } from "../http/respond.ts"
import type { OperationHandlers, OperationParts } from "./operation.ts"

/**
 * Creates the handler of `POST /v1/labs/orders`. It places the order, or returns the order that was
 * placed earlier with the idempotency key.
 */
export function createLabOrder({
  orders,
  rules,
}: OperationParts): OperationHandlers["createLabOrder"] {
  return async ({ request, caller, origin }) => {
    const { idempotencyKey, body, canonicalBody } = await readRequest(request, (value) =>
      normalizeLabOrder(value, rules()),
    )
    const newOrder = { idempotencyKey, canonicalBody, request: body.request, order: body.order }
    const { order, replayed } = await orders.create(caller, newOrder, origin)
    return created(order, replayed)
  }
}

/** Creates the 201 with exactly the contract's fields. Throws a TypeError for an invalid order. */
function created(order: LabOrder, replayed: boolean): Success<201, LabOrder> {
  const validation = validateLabOrder(pickFields(order))
  if (!validation.valid) {
    const paths = validation.issues.map((issue) => issue.path).join(", ")
    throw new TypeError(`The stored order does not match the contract at ${paths}.`)
  }
  const headers = replayed ? { "idempotent-replayed": "true" } : undefined
  return { status: 201, body: validation.value, headers }
}

/** Returns the order without fields that the contract does not have. Most orders have none. */
function pickFields(order: LabOrder): unknown {
  if (Object.keys(order).length === labOrderFields.length) return order
  return Object.fromEntries(labOrderFields.map((name) => [name, order[name]]))
}
