import type { LabOrder } from "@loop-health/integrations-contract"

/** How long a claim is held, in milliseconds: longer than any order takes, and never renewed. */
export const leaseMs = 35_000

/**
 * What names an intent and what is kept of it. Patient details are not among it and never enter a ledger; key and
 * body are there only as HMACs under the ledger secret.
 */
export interface Intent {
  readonly brandId: string
  readonly userId: string
  readonly keyHmac: string
  readonly bodyHmac: string
  /** Derived from all of the above: the same order id is the same key with the same body. */
  readonly orderId: string
  readonly kept: Pick<LabOrder, "patient_id" | "panel_slug" | "total_cents" | "currency">
}

/** The right to order for an intent, until the lease ends or somebody with a higher fence has it. */
export interface Hold {
  readonly fence: number
  /** Counts the upstream keys that were used for this order, from 1. */
  readonly attempt: number
  /** A send of this attempt has no known outcome: Junction may hold the order. */
  readonly dirty: boolean
  /** Epoch milliseconds: no byte under this attempt's upstream key was sent before. */
  readonly firstSentAt: number
  /** Epoch milliseconds. */
  readonly leaseUntil: number
}

/** What a claim found. */
export type Claim =
  /** Ours to order. Committed before this is said. */
  | { readonly kind: "held"; readonly hold: Hold }
  /** Ordered before, by the same key and body. */
  | { readonly kind: "placed"; readonly order: LabOrder }
  /** Being ordered right now by somebody else, with the same key and body. */
  | { readonly kind: "in_progress" }
  /** The key is taken by another body. */
  | { readonly kind: "reused" }

/** What Junction said of an order that it accepted. */
export interface PlacedOrder {
  readonly junctionOrderId: string
  readonly status: string
}

/**
 * Where intents and their orders are kept, one row per (brand, user, key), never deleted. Every method resolves
 * after its change is durable. Every method may reject when the store cannot be reached.
 */
export interface OrderLedger {
  /** Takes the intent if nobody has it, takes it over from a lapsed lease, or says what stands in the way. */
  claim(intent: Intent): Promise<Claim>
  /**
   * Writes down that Junction has the order. A fact and no decision, so any fence may: the first one counts, and
   * everybody gets what it wrote. Resolves to undefined when the row belongs to another order by now.
   */
  record(intent: Intent, placed: PlacedOrder): Promise<LabOrder | undefined>
  /** Writes down that nothing was placed, so that the key is free for another body. Nothing if the fence is old. */
  refuse(intent: Intent, fence: number): Promise<void>
  /** Gives the intent back unfinished, so that a repeated request goes on at once. Nothing if the fence is old. */
  release(intent: Intent, fence: number, dirty: boolean): Promise<void>
  /** Lets go of the store; the ledger is of no use afterwards. */
  close(): Promise<void>
}

/** A row, as every ledger keeps it. */
export interface LedgerRow extends Intent {
  readonly state: "started" | "unfinished" | "refused" | "placed"
  readonly fence: number
  readonly attempt: number
  readonly dirty: boolean
  readonly firstSentAt: number
  readonly leaseUntil: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly placed: PlacedOrder | undefined
}

/** The 201's fourteen members for a placed row; what nothing fills yet is null. */
export function toLabOrder(row: LedgerRow, placed: PlacedOrder): LabOrder {
  return {
    id: row.orderId,
    brand_id: row.brandId,
    user_id: row.userId,
    ...row.kept,
    junction_order_id: placed.junctionOrderId,
    status: placed.status,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
    completed_at: null,
  }
}

/** The right to order that a row gives to whoever just claimed it. */
export function toHold({ fence, attempt, dirty, firstSentAt, leaseUntil }: LedgerRow): Hold {
  return { fence, attempt, dirty, firstSentAt, leaseUntil }
}

/** What stands in the way of a claim that took nothing. */
export function toObstacle(row: LedgerRow, intent: Intent): Exclude<Claim, { kind: "held" }> {
  if (row.orderId !== intent.orderId) return { kind: "reused" }
  return row.placed === undefined
    ? { kind: "in_progress" }
    : { kind: "placed", order: toLabOrder(row, row.placed) }
}
