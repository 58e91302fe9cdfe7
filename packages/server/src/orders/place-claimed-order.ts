import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "../caller.ts"
import { derivePatientHandle, deriveUpstreamKey, type Digest } from "./derive-ids.ts"
import type { Lab, LookUpOutcome, PlacementOutcome } from "./lab.ts"
import {
  leaseMs,
  resendWindowMs,
  type Hold,
  type Intent,
  type OrderLedger,
  type PlacedOrder,
} from "./ledger.ts"
import type { Observer } from "../telemetry/fan-out.ts"
import { inProgress, outcomeUnknown, reused, stored } from "./order-errors.ts"
import type { NewOrder } from "./new-order.ts"
import { recordOrders, type StrayOrder } from "./record-order.ts"

/** What everything upstream has to be done in, and what a duplicate waits for, in milliseconds. */
export const orderBudgetMs = 25_000

/** Between the two look-ups that prove an order absent, in milliseconds. */
const secondLookMs = 5_000

/** What ordering works with. */
export interface LabOrderParts {
  readonly ledger: OrderLedger
  readonly lab: Lab
  readonly digest: Digest
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly settleMs: number
  readonly onStrayOrder: (stray: StrayOrder) => void
  readonly observer: Observer
}

/** An intent that this process holds right now. */
export interface HeldIntent {
  readonly intent: Intent
  hold: Hold
  /** Given back to the ledger: nothing more is sent for it. */
  handedBack: boolean
}

/** Everything that the holder of an intent does: finds the order, or places it, or gives the intent back. */
export async function orderHeld(
  parts: LabOrderParts,
  held: HeldIntent,
  caller: Caller,
  newOrder: NewOrder,
  startedAt: number,
): Promise<LabOrder> {
  const { ledger, now, settleMs } = parts
  const { intent } = held
  const deadline = startedAt + orderBudgetMs

  // While an attempt is dirty, only a look-up can tell what became of it, and only once Junction has had its time.
  if (held.hold.dirty && now() - held.hold.lastSentBy >= settleMs) {
    const seen = await lookTwice(parts, held, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
    if (seen.kind === "absent") {
      const next = await stored(ledger.startNextAttempt(intent, held.hold.fence))
      if (next === undefined) throw inProgress()
      held.hold = next
    }
  } else if (isTooOld(parts, held.hold)) {
    const seen = await look(parts, held.hold, intent, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
  }
  if (isTooOld(parts, held.hold)) {
    const failure = outcomeUnknown()
    const ending = { code: failure.code, dirty: true, sent: false }
    await stored(ledger.release(intent, held.hold.fence, ending))
    throw failure
  }

  const outcome = await place(parts, held, caller, newOrder, startedAt)
  if (outcome.kind === "unfinished" && outcome.dirty) {
    const seen = await look(parts, held.hold, intent, deadline)
    if (seen.kind === "found") return record(parts, intent, seen.orders)
  }
  return settle(parts, held, outcome)
}

function place(
  { lab, digest, now }: LabOrderParts,
  held: HeldIntent,
  caller: Caller,
  { order, request }: NewOrder,
  startedAt: number,
): Promise<PlacementOutcome> {
  const { intent, hold } = held
  // Two clocks guard the lease: the wall clock may jump, and the monotonic one may not count a suspended machine.
  const leaseEnds = startedAt + leaseMs
  const maySend = () => {
    const wall = now()
    return (
      !held.handedBack &&
      wall < hold.leaseUntil &&
      wall >= hold.leaseUntil - leaseMs &&
      performance.now() < leaseEnds &&
      wall - hold.firstSentAt < resendWindowMs
    )
  }
  return lab.place({
    order,
    orderId: intent.orderId,
    upstreamKey: deriveUpstreamKey(digest, intent.orderId, hold.attempt),
    patientHandle: derivePatientHandle(digest, caller, request.patient_id ?? null, order.patient),
    dirty: hold.dirty,
    deadline: startedAt + orderBudgetMs,
    maySend,
    now,
  })
}

/** The upstream key may be forgotten by now: sent again, it could make a second order. */
function isTooOld({ now }: LabOrderParts, hold: Hold): boolean {
  return now() - hold.firstSentAt >= resendWindowMs
}

function look(
  { lab, now }: LabOrderParts,
  { createdAt }: Hold,
  { orderId }: Intent,
  deadline: number,
): Promise<LookUpOutcome> {
  return lab.lookUp({ orderId, since: createdAt, now: now(), deadline })
}

/** Two complete look-ups some time apart: what the first one missed on its way into the list, the second one sees. */
async function lookTwice(
  parts: LabOrderParts,
  { hold, intent }: HeldIntent,
  deadline: number,
): Promise<LookUpOutcome> {
  const first = await look(parts, hold, intent, deadline)
  if (first.kind !== "absent") return first
  await new Promise((resolve) => setTimeout(resolve, secondLookMs))
  return look(parts, hold, intent, deadline)
}

/** Writes down how a placement ended, and only then says so. */
async function settle(
  parts: LabOrderParts,
  { intent, hold: { fence } }: HeldIntent,
  outcome: PlacementOutcome,
): Promise<LabOrder> {
  const { ledger } = parts
  switch (outcome.kind) {
    case "placed":
      return record(parts, intent, [outcome.placed])
    case "refused": {
      const { failure } = outcome
      const ours = await stored(ledger.refuse(intent, fence, failure.code))
      // Somebody has gone on with the order: that nothing was placed is not ours to say any more.
      throw ours ? failure : outcomeUnknown()
    }
    case "unfinished": {
      const { failure, dirty, sent } = outcome
      const ours = await stored(ledger.release(intent, fence, { code: failure.code, dirty, sent }))
      throw ours ? failure : outcomeUnknown()
    }
  }
}

async function record(
  parts: LabOrderParts,
  intent: Intent,
  orders: readonly [PlacedOrder, ...PlacedOrder[]],
): Promise<LabOrder> {
  const order = await stored(recordOrders(parts, intent, orders))
  // The row went to another body in the meantime.
  if (order === undefined) throw reused()
  return order
}
