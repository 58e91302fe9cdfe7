import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "../caller.ts"
import { contractError, type ServiceError, type UpstreamTrace } from "../service-error.ts"
import type { CombinedTelemetry } from "../telemetry/fan-out.ts"
import { derivePatientHandle, deriveUpstreamKey, type Hashing } from "./derive-ids.ts"
import { addErrorResponses, areResendsPointless, noErrorResponses } from "./error-responses.ts"
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

/** Time limit for Junction calls, and for waiting for another request, in milliseconds. */
export const orderBudgetMs = 25_000

/** Time between the two lookups that prove that an order does not exist, in milliseconds. */
const secondLookupMs = 5_000

/** Minimum `retry-after` of an order with an unknown outcome, in seconds. */
const minRetryAfter = 5

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
  /** Whether `drain` has released the claim. If true, nothing more is sent for its order. */
  released: boolean
}

/**
 * Finds or places the order of a claimed intent, and records the result. Throws the error if there
 * is no order.
 */
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
  const settled = active.claim.indeterminate && now() - active.claim.lastSentBefore >= settleMs
  if (settled || !mayResend(parts, active.claim)) {
    const seen = settled
      ? await lookUpTwice(parts, active, deadline)
      : await lookUp(parts, active, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
    if (settled && seen.kind === "absent") {
      const next = await ledger.startNextAttempt(intent, active.claim.fence)
      if (next === undefined) throw inProgressError()
      active.claim = next
    }
  }
  if (!mayResend(parts, active.claim)) {
    const { fence, lastSentBefore } = active.claim
    const error = settlingError(parts, lastSentBefore)
    const release = { code: error.code, indeterminate: true, sent: false }
    await ledger.release(intent, fence, release)
    throw error
  }

  const outcome = await place(parts, active, caller, newOrder, startedAt)
  if (outcome.kind === "placed") return record(parts, intent, [outcome.placed])
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
    errorResponses: claim.errorResponses,
    deadline: startedAt + orderBudgetMs,
    maySend,
    now,
  })
}

/**
 * Returns whether the upstream key may be resent. Junction may have forgotten an old key. Error
 * responses show that it saved one of them under the key.
 */
function mayResend({ now }: OrderServiceParts, claim: Claim): boolean {
  const tooOld = now() - claim.firstSentAt >= resendWindowMs
  return !tooOld && !(claim.indeterminate && areResendsPointless(claim.errorResponses))
}

/** Creates the error of an attempt that only a lookup after the settle time can resolve. */
function settlingError(
  { now, settleMs }: OrderServiceParts,
  lastSentAt: number,
  upstream?: UpstreamTrace,
): ServiceError {
  const waitMs = lastSentAt + settleMs - now()
  return contractError("junction_outcome_unknown", {
    // After the settle time, a failed lookup can be retried soon.
    retryAfter: Math.max(minRetryAfter, Math.ceil(waitMs / 1000)),
    ...(upstream === undefined ? {} : { upstream }),
  })
}

async function lookUp(
  { lab, now }: OrderServiceParts,
  { claim, intent: { orderId } }: ActiveClaim,
  deadline: number,
): Promise<LookupOutcome> {
  const lookup = { orderIds: [orderId], since: claim.createdAt, now: now(), deadline }
  const outcome = (await lab.lookUp(lookup)).get(orderId)
  return outcome ?? { kind: "unknown", error: contractError("junction_outcome_unknown") }
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

/** Records the result of a placement without an order, then throws its error. */
async function settle(
  parts: OrderServiceParts,
  { intent, claim }: ActiveClaim,
  outcome: Exclude<PlacementOutcome, { readonly kind: "placed" }>,
): Promise<never> {
  const { error } = outcome
  if (outcome.kind === "rejected") {
    const owned = await parts.ledger.reject(intent, claim.fence, error.code)
    // After a lost claim, another process may have placed the order.
    throw owned ? error : contractError("junction_outcome_unknown")
  }
  const { indeterminate, sent, errorResponses = noErrorResponses } = outcome
  const release = { code: error.code, indeterminate, sent, errorResponses }
  const owned = await parts.ledger.release(intent, claim.fence, release)
  const counted = addErrorResponses(claim.errorResponses, errorResponses)
  if (!indeterminate || !areResendsPointless(counted)) {
    throw owned ? error : contractError("junction_outcome_unknown")
  }
  throw settlingError(parts, sent ? parts.now() : claim.lastSentBefore, error.upstream)
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
