import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "../caller.ts"
import { contractError } from "../service-error.ts"
import type { CombinedTelemetry } from "../telemetry/fan-out.ts"
import { derivePatientHandle, deriveUpstreamKey, type Hashing } from "./derive-ids.ts"
import type { Lab, LookupOutcome, PlacementOutcome } from "./lab.ts"
import {
  leaseMs,
  resendWindowMs,
  type Claim,
  type Intent,
  type OrderLedger,
  type PlacedOrder,
} from "./ledger.ts"
import type { NewOrder } from "./new-order.ts"
import { inProgressError } from "./order-errors.ts"
import { recordOrder, type DuplicateOrder } from "./record-order.ts"

/** Time limit for Junction calls, and for waiting on another request, in milliseconds. */
export const orderBudgetMs = 25_000

/** Time between the two lookups that prove that an order does not exist, in milliseconds. */
const secondLookupMs = 5_000

/** The services and settings of the order service. */
export interface OrderServiceParts {
  readonly ledger: OrderLedger
  readonly lab: Lab
  readonly hashing: Hashing
  /** Clock in epoch milliseconds. */
  readonly now: () => number
  readonly settleMs: number
  readonly onDuplicateOrder: (duplicate: DuplicateOrder) => void
  readonly telemetry: CombinedTelemetry
}

/** An intent that this process has claimed. */
export interface ActiveClaim {
  readonly intent: Intent
  claim: Claim
  /** The claim was released in the ledger. Nothing more is sent for it. */
  released: boolean
}

/** Finds or places the order of a claimed intent and records the result in the ledger. */
export async function placeClaimedOrder(
  parts: OrderServiceParts,
  active: ActiveClaim,
  caller: Caller,
  newOrder: NewOrder,
  startedAt: number,
): Promise<LabOrder> {
  const { ledger, now, settleMs } = parts
  const { intent } = active
  const deadline = startedAt + orderBudgetMs

  // Only a lookup resolves an indeterminate attempt, and its result is reliable only after the
  // settle time.
  if (active.claim.indeterminate && now() - active.claim.lastSentBefore >= settleMs) {
    const seen = await lookUpTwice(parts, active, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
    if (seen.kind === "absent") {
      const next = await ledger.startNextAttempt(intent, active.claim.fence)
      if (next === undefined) throw inProgressError()
      active.claim = next
    }
  } else if (isTooOld(parts, active.claim)) {
    const seen = await lookUp(parts, active, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
  }
  if (isTooOld(parts, active.claim)) {
    const error = contractError("junction_outcome_unknown")
    const release = { code: error.code, indeterminate: true, sent: false }
    await ledger.release(intent, active.claim.fence, release)
    throw error
  }

  const outcome = await place(parts, active, caller, newOrder, startedAt)
  if (outcome.kind === "unfinished" && outcome.indeterminate) {
    const seen = await lookUp(parts, active, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
  }
  return settle(parts, active, outcome)
}

function place(
  { lab, hashing, now }: OrderServiceParts,
  active: ActiveClaim,
  caller: Caller,
  { order, request }: NewOrder,
  startedAt: number,
): Promise<PlacementOutcome> {
  const { intent, claim } = active
  // Two clocks check the lease. The wall clock can jump, and the monotonic clock can stop during a
  // suspend.
  const leaseEnds = startedAt + leaseMs
  const maySend = () => {
    const wall = now()
    return (
      !active.released &&
      wall < claim.leaseUntil &&
      wall >= claim.leaseUntil - leaseMs &&
      performance.now() < leaseEnds &&
      wall - claim.firstSentAt < resendWindowMs
    )
  }
  return lab.place({
    order,
    orderId: intent.orderId,
    upstreamKey: deriveUpstreamKey(hashing, intent.orderId, claim.attempt),
    patientHandle: derivePatientHandle(hashing, caller, request.patient_id ?? null, order.patient),
    indeterminate: claim.indeterminate,
    deadline: startedAt + orderBudgetMs,
    maySend,
    now,
  })
}

/** Returns whether the upstream key is too old to resend. Junction may have forgotten it. */
function isTooOld({ now }: OrderServiceParts, claim: Claim): boolean {
  return now() - claim.firstSentAt >= resendWindowMs
}

function lookUp(
  { lab, now }: OrderServiceParts,
  { claim, intent }: ActiveClaim,
  deadline: number,
): Promise<LookupOutcome> {
  return lab.lookUp({ orderId: intent.orderId, since: claim.createdAt, now: now(), deadline })
}

/** Looks up an order twice, in case the first lookup misses an order that was just added. */
async function lookUpTwice(
  parts: OrderServiceParts,
  active: ActiveClaim,
  deadline: number,
): Promise<LookupOutcome> {
  const first = await lookUp(parts, active, deadline)
  if (first.kind !== "absent") return first
  await new Promise((resolve) => setTimeout(resolve, secondLookupMs))
  return lookUp(parts, active, deadline)
}

/** Records the result of a placement, then returns its order or throws its error. */
async function settle(
  parts: OrderServiceParts,
  { intent, claim: { fence } }: ActiveClaim,
  outcome: PlacementOutcome,
): Promise<LabOrder> {
  if (outcome.kind === "placed") return record(parts, intent, [outcome.placed])
  const { error } = outcome
  const owned =
    outcome.kind === "rejected"
      ? await parts.ledger.reject(intent, fence, error.code)
      : await parts.ledger.release(intent, fence, {
          code: error.code,
          indeterminate: outcome.indeterminate,
          sent: outcome.sent,
        })
  // After a lost claim, another process may have placed the order.
  throw owned ? error : contractError("junction_outcome_unknown")
}

async function record(
  parts: OrderServiceParts,
  intent: Intent,
  orders: readonly [PlacedOrder, ...PlacedOrder[]],
): Promise<LabOrder> {
  const order = await recordOrder(parts, intent, orders)
  // The row now belongs to a request with another body.
  if (order === undefined) throw contractError("idempotency_key_reused")
  return order
}
