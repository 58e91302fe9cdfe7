import type { LabOrderRequest } from "@loop-health/integrations-contract"
import { normalizeOrder, type NormalizationRules, type NormalizedOrder } from "./normalize-order.ts"

/** A request for an order that a lab can accept. */
export interface NewOrder {
  readonly idempotencyKey: string
  /** The body in its canonical form (RFC 8785). Equal bodies have equal canonical forms. */
  readonly canonicalBody: string
  /** The body as received. The ledger and the response take their fields from it. */
  readonly request: LabOrderRequest
  /** The same order in the form that a lab accepts. */
  readonly order: NormalizedOrder
}

/** Adds the order in the lab's form to a request. Throws the errors of {@link normalizeOrder}. */
export function toNewOrder(request: Omit<NewOrder, "order">, rules: NormalizationRules): NewOrder {
  return { ...request, order: normalizeOrder(request.request, rules) }
}
