import type { OrderResponse } from "../generated/junction.gen.ts"
import { json, text, type SimulatedResponse } from "../simulated-response.ts"
import { createOrderDocument } from "./order-document.ts"
import { findViolatedRule } from "./order-rules.ts"
import type { ReceivedRequest, RouteContext } from "./route-context.ts"
import type { SimulatorStore } from "../store.ts"
import { validateOrder, type ValidatedOrder } from "./validate-order.ts"

/**
 * Handles `POST /v3/order`. The first executed response of a key is saved, even if it is an error.
 * Every later request with that key gets the saved response, regardless of its body. Nothing is
 * saved if the request fails validation, or if another request with the key is in flight
 * (documented). The 409 for a key in flight, and the validation before the key is read, are
 * assumptions.
 */
export function createOrder(
  { store, keysInFlight }: RouteContext,
  { headers, body }: ReceivedRequest,
): SimulatedResponse {
  const validated = validateOrder(body, store.now())
  if (validated.kind === "invalid") return json(422, { detail: validated.detail })

  const key = headers.get("x-idempotency-key") ?? undefined
  if (key === undefined) return execute(store, validated)
  const saved = store.savedResponse(key)
  if (saved !== undefined) return saved
  if (keysInFlight.has(key)) {
    return json(409, { detail: "A request with this idempotency key is being executed" })
  }
  const response = execute(store, validated)
  saveUnderKey(store, headers, response)
  return response
}

/**
 * Saves a response under the request's key, unless the key has one. Errors are not saved if the
 * request has `X-Idempotency-Error: no-cache`. This is assumed, because Junction declares the
 * header without an explanation.
 */
export function saveUnderKey(
  store: SimulatorStore,
  headers: Headers,
  response: SimulatedResponse,
): void {
  const key = headers.get("x-idempotency-key")
  if (key === null || store.savedResponse(key) !== undefined) return
  if (response.status >= 400 && headers.get("x-idempotency-error") === "no-cache") return
  store.saveResponse(key, response)
}

function execute(
  store: SimulatorStore,
  validated: Exclude<ValidatedOrder, { kind: "invalid" }>,
): SimulatedResponse {
  if (validated.kind === "crash") return text(500, "Internal Server Error")
  const request = validated.order
  const user = store.user(request.user_id)
  if (user === undefined) return json(404, { detail: "User does not exist on this team" })
  const rule = findViolatedRule(request, store.strict)
  if (rule !== undefined) return json(400, { detail: rule })

  const order = createOrderDocument(store, request)
  store.putOrder(order)
  // An order replaces the patient details of its user (observed).
  const { patient_details, patient_address } = order
  store.putUser({ ...user, patient_details, patient_address })
  const message = "Order created successfully"
  return json(200, { order, status: "success", message } satisfies OrderResponse)
}
