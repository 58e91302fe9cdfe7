import type { UseCreateLabOrderResult } from "@loop-health/integrations-sdk/react"

/**
 * The state of the form.
 *
 * - `restored`: an order from before a reload may exist. The same data finds it.
 * - `other_order`: the data differs from that of the restored order.
 * - `in_doubt`: the order may exist. The same request must be sent until the outcome is known.
 * - `failed`: no order was placed.
 */
export type OrderState =
  | "ready"
  | "restored"
  | "other_order"
  | "sending"
  | "offline"
  | "signed_out"
  | "in_doubt"
  | "invalid"
  | "failed"

/** Returns the state of the form. */
export function orderStateOf(mutation: UseCreateLabOrderResult): OrderState {
  const { error, inDoubt, isPaused, isPending } = mutation
  if (isPaused) return "offline"
  if (isPending) return "sending"
  if (error === null) return inDoubt ? "restored" : "ready"
  if (error.code === "token" || error.code === "unauthenticated") return "signed_out"
  if (error.code === "validation" && error.apiCode === "idempotency_key_reused")
    return "other_order"
  if (inDoubt) return "in_doubt"
  return error.code === "validation" ? "invalid" : "failed"
}

/** Returns whether the form must keep its data. */
export function isLocked(state: OrderState): boolean {
  return ["sending", "offline", "signed_out", "in_doubt"].includes(state)
}
