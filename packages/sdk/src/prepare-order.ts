import type { LabOrderRequest } from "@loop-health/integrations-contract"
import type { Unpreparable } from "./call.ts"
import { createIdempotencyKey, isIdempotencyKey } from "./idempotency-key.ts"

/** What names the intent and what is sent for it. */
export interface PreparedOrder {
  readonly idempotencyKey: string
  /** The order as the text that goes out, whatever becomes of the object meanwhile. */
  readonly json: string
}

/** Makes the key, unless one is given, and the text of the body, and finds what is at fault with either. */
export function prepareOrder(
  order: LabOrderRequest,
  given: string | undefined,
): PreparedOrder | Unpreparable {
  let idempotencyKey = typeof given === "string" ? given : ""
  if (given !== undefined && !isIdempotencyKey(given)) {
    return { idempotencyKey, problem: "idempotencyKey must be 1 to 255 visible ASCII characters" }
  }
  try {
    idempotencyKey = given ?? createIdempotencyKey()
  } catch (thrown) {
    const problem = "This runtime has no Web Crypto to make a key with: pass an idempotencyKey"
    return { idempotencyKey, problem, thrown }
  }
  try {
    const json = JSON.stringify(order) as string | undefined
    if (json !== undefined) return { idempotencyKey, json }
    return { idempotencyKey, problem: "The order must be an object" }
  } catch (thrown) {
    const problem =
      "The order cannot be written as JSON (a cycle, a BigInt, or a toJSON that fails)"
    return { idempotencyKey, problem, thrown }
  }
}
