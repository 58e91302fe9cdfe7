import type { LabOrder } from "@loop-health/integrations-contract"
import type { ErrorCode } from "../service-error.ts"
import type { ErrorResponses } from "./error-responses.ts"

/** Duration of a lease in milliseconds. Every order takes less time. Leases are never renewed. */
export const leaseMs = 35_000

/**
 * Maximum time between an upstream key's first and last send, in milliseconds. Junction may forget
 * a key after 24 hours and then create a second order. The margin allows for clocks that differ.
 */
export const resendWindowMs = 20 * 60 * 60 * 1000

/**
 * Default settle time, in milliseconds. After this time since the last send of an attempt, an order
 * that Junction's list lacks counts as absent. Junction does not document this time.
 */
export const defaultSettleMs = 10 * 60 * 1000

/**
 * Minimum settle time, in milliseconds. If Junction takes longer than the settle time to list an
 * order, one key can create two orders.
 */
export const minSettleMs = 60_000

/** Throws a RangeError if a settle time is too short. */
export function checkSettleMs(settleMs: number): void {
  if (!(settleMs >= minSettleMs)) throw new RangeError(`settleMs must be at least ${minSettleMs}.`)
}

/**
 * An intent to order, and the fields of the order that a ledger stores. Contains no patient
 * details. The key and the body are HMACs under the ledger secret.
 */
export interface Intent {
  readonly brandId: string
  readonly userId: string
  readonly keyHmac: string
  readonly bodyHmac: string
  /**
   * Derived from the four properties above. Equal order IDs mean equal brand, user, key, and
   * body.
   */
  readonly orderId: string
  readonly orderFields: Pick<LabOrder, "patient_id" | "panel_slug" | "total_cents" | "currency">
}

/** The brand and user that an order belongs to. */
export type OrderOwner = Pick<Intent, "brandId" | "userId">

/**
 * The right to place the order of an intent. After its lease, nothing is sent. The claim ends with
 * its result, or with the next claim, which has a higher fence.
 */
export interface Claim {
  readonly fence: number
  /** Number of the attempt, starting at 1. Each attempt has its own upstream key. */
  readonly attempt: number
  /** Whether the outcome of a send of this attempt is unknown. If true, an order may exist. */
  readonly indeterminate: boolean
  /** Error responses to the sends of this attempt. */
  readonly errorResponses: ErrorResponses
  /** Time of the first request for the order, in epoch milliseconds. */
  readonly createdAt: number
  /**
   * Time in epoch milliseconds. Nothing was sent under this attempt's upstream key before this
   * time.
   */
  readonly firstSentAt: number
  /**
   * Time in epoch milliseconds. No earlier claim sent anything under this attempt's upstream key
   * after this time.
   */
  readonly lastSentBefore: number
  /** End of the lease, in epoch milliseconds. */
  readonly leaseUntil: number
}

/** The result of `OrderLedger.claim`. */
export type ClaimResult =
  /** The caller has the claim. It was committed before the promise resolved. */
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** An earlier request with the same key and body placed the order. */
  | { readonly kind: "placed"; readonly order: LabOrder }
  /** Another request with the same key and body has the claim, with this fence. */
  | { readonly kind: "in_progress"; readonly fence: number }
  /** The key belongs to another body. */
  | { readonly kind: "reused" }

/** An order that Junction accepted. */
export interface PlacedOrder {
  readonly junctionOrderId: string
  readonly status: string
}

/** The result of a claim that ended without an order. */
export interface Release {
  /** The error code that the caller received. Waiting requests and operators see it. */
  readonly code: ErrorCode
  /** Whether the outcome of a send of this attempt is unknown. */
  readonly indeterminate: boolean
  /** Whether this claim may have sent a request with the attempt's upstream key. */
  readonly sent: boolean
  /** Error responses to the sends of this claim. Added to those of the attempt. Default: none. */
  readonly errorResponses?: ErrorResponses
}

/** A row of a ledger. */
export interface LedgerRow extends Intent {
  /**
   * `started`: a request has the claim until `leaseUntil`. `unfinished`: no request has a claim,
   * and a retry continues the order. `rejected`: no order was created. `placed`: Junction has the
   * order. This state is final.
   */
  readonly state: "started" | "unfinished" | "rejected" | "placed"
  readonly fence: number
  readonly attempt: number
  readonly indeterminate: boolean
  readonly errorResponses: ErrorResponses
  readonly firstSentAt: number
  /**
   * Time in epoch milliseconds after which no claim of the row sent anything. If the row has an
   * active claim, that claim is not included.
   */
  readonly lastSentBefore: number
  readonly leaseUntil: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly placed: PlacedOrder | undefined
  /** Error code of the last claim that ended without an order. */
  readonly lastCode: ErrorCode | undefined
  /** Time of the last `markReconciled`, in epoch milliseconds. */
  readonly reconciledAt: number | undefined
}

/**
 * A store of intents and orders, one row per brand, user, and key. Rows are never deleted. Every
 * method resolves after its change is durable. If the store cannot be reached, the method rejects,
 * and the change may or may not have been made.
 */
export interface OrderLedger {
  /**
   * Claims an intent that is new, unfinished, or rejected, or that has an expired lease. Otherwise
   * resolves to the conflict.
   */
  claim(intent: Intent): Promise<ClaimResult>
  /** Returns the row of an intent's key. It may belong to another body. */
  read(intent: Intent): Promise<LedgerRow | undefined>
  /**
   * Records that Junction has the order, regardless of the row's fence. The first record counts,
   * and all calls resolve to it. Resolves to undefined if the row belongs to another order. Rejects
   * if there is no row.
   */
  record(intent: Intent, placed: PlacedOrder): Promise<LabOrder | undefined>
  /**
   * Records that no order was created, so that another body can use the key. Resolves to false,
   * without a change, if the claim has ended.
   */
  reject(intent: Intent, fence: number, code: ErrorCode): Promise<boolean>
  /**
   * Ends a claim, so that a retry can continue the order at once. Resolves to false, without a
   * change, if the claim has ended.
   */
  release(intent: Intent, fence: number, release: Release): Promise<boolean>
  /** Starts the next attempt of a claim. Resolves to undefined if the claim has ended. */
  startNextAttempt(intent: Intent, fence: number): Promise<Claim | undefined>
  /**
   * Returns the row of an order ID if the order belongs to the owner. Reads all rows of the owner.
   * Operators pass `"any"`, which reads the whole ledger. An index would slow down each order.
   */
  find(owner: OrderOwner | "any", orderId: string): Promise<LedgerRow | undefined>
  /** Returns the row of an order at Junction, for operators. Reads the whole ledger. */
  findPlaced(junctionOrderId: string): Promise<LedgerRow | undefined>
  /** Returns rows that are unfinished or have an expired lease, the oldest change first. */
  unfinished(query: UnfinishedQuery): Promise<readonly LedgerRow[]>
  /**
   * Returns the number and oldest creation time of unfinished orders with no active claim. Fast
   * enough to be called every few seconds.
   */
  backlog(): Promise<Backlog>
  /**
   * Returns placed rows with more than one attempt, the oldest change first. Omits rows that were
   * reconciled since their last change. An earlier attempt may have created a duplicate order.
   */
  placedByLaterAttempt(query: PlacedQuery): Promise<readonly LedgerRow[]>
  /**
   * Records that the row was reconciled. Resolves to false, without a change, if the row has
   * changed.
   */
  markReconciled(row: LedgerRow): Promise<boolean>
  /** Writes to the store without changing a row. Rejects if the store cannot write. */
  checkWritable(): Promise<void>
  /** Closes the store. Call no other method afterwards. */
  close(): Promise<void>
}

/** Unfinished orders with no active claim. */
export interface Backlog {
  readonly unfinished: number
  /** Time of the oldest order's first request, in epoch milliseconds of this process's clock. */
  readonly oldestCreatedAt: number | undefined
}

/** Options for `OrderLedger.unfinished`. */
export interface UnfinishedQuery {
  readonly limit: number
  /** Returns only rows that changed before this time, in epoch milliseconds. Default: all rows. */
  readonly changedBefore?: number
  /** Omits rows that were reconciled since their last change. Default: omits no row. */
  readonly unreconciled?: {
    /** Time after the last send until Junction lists an order, in milliseconds. */
    readonly settleMs: number
    /**
     * Time in epoch milliseconds. Rows that were last reconciled before this time and before their
     * settle time had passed are not omitted.
     */
    readonly reconciledBefore: number
  }
  /** Returns only rows after this row. Default: starts with the first row. */
  readonly after?: Pick<LedgerRow, "updatedAt" | "orderId"> | undefined
}

/** Options for `OrderLedger.placedByLaterAttempt`. */
export type PlacedQuery = Pick<UnfinishedQuery, "limit" | "changedBefore" | "after">

/**
 * Returns whether a lease has expired. A lease longer than `leaseMs` comes from a wrong clock and
 * counts as expired.
 */
export function hasLapsed({ leaseUntil }: Pick<LedgerRow, "leaseUntil">, now: number): boolean {
  return leaseUntil <= now || leaseUntil > now + leaseMs
}

/** The part of a row that callers need: its order, and its fence. */
export type OrderRow = Pick<
  LedgerRow,
  "brandId" | "userId" | "orderId" | "orderFields" | "fence" | "createdAt" | "updatedAt" | "placed"
>

/** Returns the part of a row that callers need. */
export function toOrderRow(row: OrderRow): OrderRow {
  const { brandId, userId, orderId, orderFields, fence, createdAt, updatedAt, placed } = row
  return { brandId, userId, orderId, orderFields, fence, createdAt, updatedAt, placed }
}

/** Creates the 14 fields of the 201 from a placed row, in the contract's order. */
export function toLabOrder(row: OrderRow, placed: PlacedOrder): LabOrder {
  const { patient_id, panel_slug, total_cents, currency } = row.orderFields
  return {
    id: row.orderId,
    brand_id: row.brandId,
    user_id: row.userId,
    patient_id,
    panel_slug,
    junction_order_id: placed.junctionOrderId,
    status: placed.status,
    total_cents,
    currency,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
    completed_at: null,
  }
}

/** Returns the claim that a row records. */
export function toClaim(row: LedgerRow): Claim {
  const { fence, attempt, indeterminate, errorResponses, createdAt } = row
  const { firstSentAt, lastSentBefore, leaseUntil } = row
  return {
    fence,
    attempt,
    indeterminate,
    errorResponses,
    createdAt,
    firstSentAt,
    lastSentBefore,
    leaseUntil,
  }
}

/** Returns a row's key as one string. */
export function toRowKey({
  brandId,
  userId,
  keyHmac,
}: Pick<Intent, "brandId" | "userId" | "keyHmac">): string {
  return JSON.stringify([brandId, userId, keyHmac])
}
