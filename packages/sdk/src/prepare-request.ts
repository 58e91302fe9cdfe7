import type { LabOrderRequest } from "@loop-health/integrations-contract"
import { isTimeoutMs, timeoutRule } from "./deadline.ts"
import { createIdempotencyKey, isIdempotencyKey } from "./idempotency-key.ts"
import type { CreateLabOrderOptions } from "./lab-orders.ts"

/** What is sent, the same on every attempt. */
export interface PreparedRequest {
  readonly idempotencyKey: string
  readonly order: LabOrderRequest
  /** The order as the text that goes out, whatever becomes of the object meanwhile. */
  readonly json: string
}

/** Why a call cannot become a request. */
export interface Unpreparable {
  /** The key as given, even if it is at fault; empty when there is none to show. */
  readonly idempotencyKey: string
  readonly problem: string
  readonly thrown?: unknown
}

/** Makes what never changes during the call, the key first, and finds what is at fault before anything is sent. */
export function prepareRequest(
  order: LabOrderRequest,
  options: CreateLabOrderOptions,
): PreparedRequest | Unpreparable {
  const { idempotencyKey: given, signal, timeoutMs } = options
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
  if (timeoutMs !== undefined && !isTimeoutMs(timeoutMs)) {
    return { idempotencyKey, problem: timeoutRule }
  }
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    return { idempotencyKey, problem: "signal must be an AbortSignal" }
  }
  try {
    const json = JSON.stringify(order) as string | undefined
    if (json !== undefined) return { idempotencyKey, order, json }
    return { idempotencyKey, problem: "The order must be an object" }
  } catch (thrown) {
    const problem =
      "The order cannot be written as JSON (a cycle, a BigInt, or a toJSON that fails)"
    return { idempotencyKey, problem, thrown }
  }
}
