import type { LabOrder } from "@loop-health/integrations-contract"
import type { CombinedTelemetry } from "../telemetry/fan-out.ts"
import type { OrderLookup } from "./lab.ts"
import type { Intent, OrderLedger, PlacedOrder } from "./ledger.ts"

/** A duplicate order at Junction, which no ledger row records. Requires manual review. */
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
 * Records the first order in the intent's row, unless the row has an order. Cancels every other
 * order as a duplicate. If the row belongs to another intent, cancels every order and resolves to
 * undefined. Rejects if a ledger operation fails.
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
