import type { LabOrder } from "@loop-health/integrations-contract"
import type { CombinedTelemetry } from "../telemetry/fan-out.ts"
import type { OrderSearch } from "./lab.ts"
import type { Intent, OrderLedger, PlacedOrder } from "./ledger.ts"

/** An order at Junction that is ours and that no row is to have: a person should look. */
export interface DuplicateOrder {
  readonly kind: "duplicate_order"
  /** Our order id, which the order carries. */
  readonly orderId: string
  readonly junctionOrderId: string
  /** Junction confirmed that it is cancelled. */
  readonly cancelled: boolean
}

/** What it takes to record orders. */
export interface RecordingParts {
  readonly ledger: Pick<OrderLedger, "record">
  readonly lab: Pick<OrderSearch, "cancel">
  readonly onDuplicateOrder: (duplicate: DuplicateOrder) => void
  readonly telemetry: Pick<CombinedTelemetry, "recordOrder">
  /** Epoch milliseconds. */
  readonly now: () => number
}

/**
 * Writes down that Junction has the order. What it has beside the one that stands in the row is cancelled: nobody
 * would ever be told of it. Resolves to undefined when the row belongs to another order by now; rejects as the ledger does.
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
