import type { OrderResponse } from "../generated/junction.gen.ts"
import { json, text, type SimulatedResponse } from "../simulated-response.ts"
import { createOrderDocument } from "./order-document.ts"
import { findBrokenRule } from "./order-rules.ts"
import type { SimulatorStore } from "../store.ts"
import { validateOrder, type ValidatedOrder } from "./validate-order.ts"

/**
 * Answers `POST /v3/order`. The first executed response under a key is saved, errors included, and is returned
 * for every later request with that key, whatever its body. Nothing is saved for a request that fails validation or that meets
 * another one in flight (documented; that this is a 409 is assumed). Validation comes before the key (assumed).
 */
export function createOrder(
  store: SimulatorStore,
  keysInFlight: ReadonlySet<string>,
  headers: Headers,
  body: unknown,
) {
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
 * Saves a response under the request's key, unless the key already has one. Errors are not saved if the request has
 * `X-Idempotency-Error: no-cache` (assumed; Junction declares the header and does not explain it).
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
  const rule = findBrokenRule(request, store.strict)
  if (rule !== undefined) return json(400, { detail: rule })

  const order = createOrderDocument(store, request)
  store.putOrder(order)
  // Ordering overwrites what the user was (observed): a user stands for one patient.
  const { patient_details, patient_address } = order
  store.putUser({ ...user, patient_details, patient_address })
  const message = "Order created successfully"
  return json(200, { order, status: "success", message } satisfies OrderResponse)
}
