import type { LabOrder } from "@loop-health/integrations-contract"
import type { ErrorCode } from "../service-error.ts"

/** How long a claim is held, in milliseconds: longer than any order takes, and never renewed. */
export const leaseMs = 35_000

/**
 * How old the first send of an upstream key may be for the key to be sent again, in milliseconds. Junction may forget
 * keys after 24 hours, and a forgotten key makes a second order; the difference is for clocks that disagree.
 */
export const resendWindowMs = 20 * 60 * 60 * 1000

/**
 * How long after the last send of an attempt Junction is trusted to list what it made of it, in milliseconds, unless
 * the deployment says otherwise. How soon it does so is documented nowhere.
 */
export const defaultSettleMs = 10 * 60 * 1000

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
  readonly orderFields: Pick<LabOrder, "patient_id" | "panel_slug" | "total_cents" | "currency">
}

/** The brand and user that an order belongs to. */
export type OrderOwner = Pick<Intent, "brandId" | "userId">

/** The right to order for an intent, until the lease ends or somebody with a higher fence has it. */
export interface Claim {
  readonly fence: number
  /** Counts the upstream keys that were used for this order, from 1. */
  readonly attempt: number
  /** A send of this attempt has no known outcome: Junction may hold the order. */
  readonly indeterminate: boolean
  /** Epoch milliseconds: when the order was first asked for. */
  readonly createdAt: number
  /** Epoch milliseconds: no byte under this attempt's upstream key was sent before. */
  readonly firstSentAt: number
  /** Epoch milliseconds: no hold before this one sent a byte under this attempt's upstream key after it. */
  readonly lastSentBefore: number
  /** Epoch milliseconds. */
  readonly leaseUntil: number
}

/** What a claim found. */
export type ClaimResult =
  /** Ours to order. Committed before this is said. */
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** Ordered before, by the same key and body. */
  | { readonly kind: "placed"; readonly order: LabOrder }
  /** Being ordered right now by somebody else, with the same key and body, under this fence. */
  | { readonly kind: "in_progress"; readonly fence: number }
  /** The key is taken by another body. */
  | { readonly kind: "reused" }

/** What Junction said of an order that it accepted. */
export interface PlacedOrder {
  readonly junctionOrderId: string
  readonly status: string
}

/** How a hold ended without an order. */
export interface Release {
  /** What the caller was told, for those who wait and for operators. */
  readonly code: ErrorCode
  /** A send of this attempt has no known outcome. */
  readonly indeterminate: boolean
  /** This hold may have sent something under the attempt's upstream key. */
  readonly sent: boolean
}

/** A row, as every ledger keeps it. */
export interface LedgerRow extends Intent {
  /**
   * `started`: held until `leaseUntil`. `unfinished`: nobody's, to be resumed. `refused`: Junction placed nothing, for
   * certain. `placed`: final.
   */
  readonly state: "started" | "unfinished" | "refused" | "placed"
  readonly fence: number
  readonly attempt: number
  readonly indeterminate: boolean
  readonly firstSentAt: number
  /** As in {@link Claim}; when nobody holds the row, of all holds. */
  readonly lastSentBefore: number
  readonly leaseUntil: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly placed: PlacedOrder | undefined
  /** What the last hold that ended without an order told its caller. */
  readonly lastCode: ErrorCode | undefined
  /** When a sweep last looked for the order at Junction and did not find it. */
  readonly reconciledAt: number | undefined
}

/**
 * Where intents and their orders are kept, one row per (brand, user, key), never deleted. Every method resolves
 * after its change is durable. Every method may reject when the store cannot be reached; what it was to do may then
 * have been done or not.
 */
export interface OrderLedger {
  /** Takes the intent if nobody has it, takes it over from a lapsed lease, or says what stands in the way. */
  claim(intent: Intent): Promise<ClaimResult>
  /** The row of an intent's key, whosever it is by now. */
  read(intent: Intent): Promise<LedgerRow | undefined>
  /**
   * Writes down that Junction has the order. A fact and no decision, so any fence may: the first one counts, and
   * everybody gets what it wrote. Resolves to undefined when the row belongs to another order by now. Rejects when there
   * is no row: a store that has lost one knows nothing of the order.
   */
  record(intent: Intent, placed: PlacedOrder): Promise<LabOrder | undefined>
  /**
   * Writes down that nothing was placed, so that the key is free for another body. Resolves to false, and changes
   * nothing, when the hold is not ours any more.
   */
  refuse(intent: Intent, fence: number, code: ErrorCode): Promise<boolean>
  /**
   * Gives the intent back unfinished, so that a repeated request goes on at once. Resolves to false, and changes
   * nothing, when the hold is not ours any more.
   */
  release(intent: Intent, fence: number, ending: Release): Promise<boolean>
  /** Goes on to a clean attempt under the same hold. Resolves to undefined when the fence is old. */
  startNextAttempt(intent: Intent, fence: number): Promise<Claim | undefined>
  /**
   * Returns the row of an order id that belongs to an owner. A caller is an owner and sees only its own orders. `"any"`
   * is for operators.
   */
  find(owner: OrderOwner | "any", orderId: string): Promise<LedgerRow | undefined>
  /** Rows that have no order and that nobody works on, unfinished or with a lapsed lease; the oldest change first. */
  unfinished(query: UnfinishedQuery): Promise<readonly LedgerRow[]>
  /** How many such rows there are, swept or not, and how old the oldest is: cheap enough to be asked every few seconds. */
  backlog(): Promise<Backlog>
  /**
   * Notes that a sweep did not find the order. Resolves to false, and changes nothing, when the row was claimed or placed
   * since it was read.
   */
  markReconciled(row: LedgerRow): Promise<boolean>
  /** Lets go of the store; the ledger is of no use afterwards. */
  close(): Promise<void>
}

/** What nobody works on. */
export interface Backlog {
  readonly unfinished: number
  /** Epoch milliseconds, on this process's clock: when the first of them was asked for. */
  readonly oldestCreatedAt: number | undefined
}

/** Which unfinished rows are wanted. */
export interface UnfinishedQuery {
  readonly limit: number
  /** Epoch milliseconds; every row unless told. */
  readonly changedBefore?: number
  /** Leaves out the rows that were swept since they last changed. */
  readonly unreconciled?: boolean
  /** Goes on after this row. */
  readonly after?: Pick<LedgerRow, "updatedAt" | "orderId"> | undefined
}

/** The row that a first claim of an intent makes. */
export function toFreshRow(intent: Intent, now: number): LedgerRow {
  return {
    ...intent,
    state: "started",
    fence: 1,
    attempt: 1,
    indeterminate: false,
    firstSentAt: now,
    lastSentBefore: now,
    leaseUntil: now + leaseMs,
    createdAt: now,
    updatedAt: now,
    placed: undefined,
    lastCode: undefined,
    reconciledAt: undefined,
  }
}

/** A lease that ends later than any lease can was written by a clock that was wrong: it counts as lapsed. */
export function hasLapsed({ leaseUntil }: Pick<LedgerRow, "leaseUntil">, now: number): boolean {
  return leaseUntil <= now || leaseUntil > now + leaseMs
}

/** The 201's fourteen members for a placed row; what nothing fills yet is null. */
export function toLabOrder(row: LedgerRow, placed: PlacedOrder): LabOrder {
  return {
    id: row.orderId,
    brand_id: row.brandId,
    user_id: row.userId,
    ...row.orderFields,
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
export function toClaim(row: LedgerRow): Claim {
  const { fence, attempt, indeterminate, createdAt, firstSentAt, lastSentBefore, leaseUntil } = row
  return {
    fence,
    attempt,
    indeterminate,
    createdAt,
    firstSentAt,
    lastSentBefore,
    leaseUntil,
  }
}

/** What stands in the way of a claim that took nothing. */
export function toConflict(
  row: LedgerRow,
  intent: Intent,
): Exclude<ClaimResult, { kind: "claimed" }> {
  if (row.orderId !== intent.orderId) return { kind: "reused" }
  return row.placed === undefined
    ? { kind: "in_progress", fence: row.fence }
    : { kind: "placed", order: toLabOrder(row, row.placed) }
}

/** Returns the row if it belongs to the owner. */
export function ownedBy(
  row: LedgerRow | undefined,
  owner: OrderOwner | "any",
): LedgerRow | undefined {
  if (row === undefined || owner === "any") return row
  return row.brandId === owner.brandId && row.userId === owner.userId ? row : undefined
}
