import type { NormalizedLabOrder } from "@loop-health/integrations-contract/normalize"

/** A request for an order that a lab can accept. */
export interface NewOrder extends NormalizedLabOrder {
  readonly idempotencyKey: string
  /** The body in its canonical form (RFC 8785). Equal bodies have equal canonical forms. */
  readonly canonicalBody: string
}
