import type { LabOrder } from "@loop-health/integrations-contract"
import type { CombinedTelemetry } from "../telemetry/fan-out.ts"
import type { OrderLookup } from "./lab.ts"
import type { Intent, OrderLedger, PlacedOrder } from "./ledger.ts"

/** An order at Junction that matches no ledger row. Requires manual review. */
export interface DuplicateOrder {
  readonly kind: "duplicate_order"
  /** The server's ID of the order. Junction returns it with the order. */
  readonly orderId: string
  readonly junctionOrderId: string
  /** Whether Junction confirmed the cancellation. */
  readonly cancelled: boolean
}

/** The services that {@link recordOrder} calls. */
export interface RecordingParts {
  readonly ledger: Pick<OrderLedger, "record">
  readonly lab: Pick<OrderLookup, "cancel">
  readonly onDuplicateOrder: (duplicate: DuplicateOrder) => void
  readonly telemetry: Pick<CombinedTelemetry, "recordOrder">
  /** Clock in epoch milliseconds. */
  readonly now: () => number
}

/**
 * Records the first order in the row, unless the row has one. Cancels all others as duplicates.
 * Resolves to undefined if the row now belongs to another intent. Rejects if a ledger operation
 * fails.
 */
export async function recordOrder(
  { ledger, lab, onDuplicateOrder, telemetry, now }: RecordingParts,
  intent: Intent,
  orders: readonly [PlacedOrder, ...PlacedOrder[]],
): Promise<LabOrder | undefined> {
  const order = await ledger.record(intent, orders[0])
  for (const { junctionOrderId } of orders) {
    if (junctionOrderId === order?.junction_order_id) continue
    const cancelled = await lab.cancel(junctionOrderId)
    onDuplicateOrder({
      kind: "duplicate_order",
      orderId: intent.orderId,
      junctionOrderId,
      cancelled,
    })
    const { brandId, userId, orderId } = intent
    const outcome = cancelled ? "duplicate_cancelled" : "duplicate_active"
    telemetry.recordOrder({ time: now(), outcome, brandId, userId, orderId, junctionOrderId })
  }
  return order
}
