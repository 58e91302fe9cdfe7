import type { LabOrderRequest } from "@loop-health/integrations-contract"
import type { Unpreparable } from "./run-call.ts"
import { createIdempotencyKey, isIdempotencyKey } from "../idempotency-key.ts"

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
  let problem = "idempotencyKey must be 1 to 255 visible ASCII characters"
  try {
    if (given !== undefined && !isIdempotencyKey(given)) return { idempotencyKey, problem }
    problem = "This runtime has no Web Crypto to make a key with: pass an idempotencyKey"
    idempotencyKey ||= createIdempotencyKey()
    problem = "The order must be an object that can be written as JSON"
    const json = JSON.stringify(order) as string | undefined
    return json === undefined ? { idempotencyKey, problem } : { idempotencyKey, json }
  } catch (thrown) {
    return { idempotencyKey, problem, thrown }
  }
}
