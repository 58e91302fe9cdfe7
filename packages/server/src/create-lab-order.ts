import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "./authenticate.ts"
import { Failure } from "./failure.ts"
import { deriveIntent, derivePatientHandle, deriveUpstreamKey, type Digest } from "./identifiers.ts"
import type { Lab, PlacementOutcome } from "./lab.ts"
import { leaseMs, type Hold, type Intent, type OrderLedger } from "./ledger.ts"
import type { ParsedRequest } from "./parse-request.ts"

/** What everything upstream has to be done in, in milliseconds. */
export const orderBudgetMs = 25_000

/**
 * How old the first send of an upstream key may be for the key to be sent again. Junction may forget keys after 24
 * hours, and a forgotten key makes a second order; the difference is for clocks that disagree.
 */
const resendWindowMs = 20 * 60 * 60 * 1000

/** A lab order, and whether an earlier request placed it. */
export interface CreatedLabOrder {
  readonly order: LabOrder
  readonly replayed: boolean
}

/** What {@link createLabOrders} works with. */
export interface LabOrderParts {
  readonly ledger: OrderLedger
  readonly lab: Lab
  readonly digest: Digest
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Places the order of a request, or finds it placed; throws a {@link Failure}. */
export type CreateLabOrder = (caller: Caller, parsed: ParsedRequest) => Promise<CreatedLabOrder>

/**
 * The use case, which knows no HTTP: claim the intent, place the order, record it. One intent is one order: whoever
 * repeats a request gets the first one's order, waits for it, or goes on from where it stopped.
 */
export function createLabOrders(parts: LabOrderParts): CreateLabOrder {
  /** What this process is ordering, so that duplicates wait for it and need not ask the ledger. */
  const inFlight = new Map<string, Promise<LabOrder>>()

  return async (caller, parsed) => {
    const intent = deriveIntent(parts.digest, caller, parsed)
    const running = inFlight.get(intent.orderId)
    if (running !== undefined) return { order: await running, replayed: true }

    let replayed = false
    const ordering = claimAndOrder(parts, intent, caller, parsed, () => (replayed = true))
    inFlight.set(intent.orderId, ordering)
    try {
      return { order: await ordering, replayed }
    } finally {
      inFlight.delete(intent.orderId)
    }
  }
}

async function claimAndOrder(
  parts: LabOrderParts,
  intent: Intent,
  caller: Caller,
  parsed: ParsedRequest,
  onReplay: () => void,
): Promise<LabOrder> {
  const startedAt = performance.now()
  const claim = await stored(parts.ledger.claim(intent))
  switch (claim.kind) {
    case "placed":
      onReplay()
      return claim.order
    case "reused":
      throw new Failure(
        "idempotency_key_reused",
        "This idempotency-key was used with another body. Make a new key for a new order.",
      )
    case "in_progress":
      throw new Failure(
        "order_in_progress",
        "An earlier request with this key is still being worked on. Send the same request again.",
        { retryAfter: 2 },
      )
    case "held":
      return settle(
        parts.ledger,
        intent,
        claim.hold,
        await place(parts, intent, claim.hold, caller, parsed, startedAt),
      )
  }
}

function place(
  { lab, digest, now }: LabOrderParts,
  intent: Intent,
  hold: Hold,
  caller: Caller,
  { order, request }: ParsedRequest,
  startedAt: number,
): Promise<PlacementOutcome> {
  // Two clocks guard the lease: the wall clock may jump, and the monotonic one may not count a suspended machine.
  const leaseEnds = startedAt + leaseMs
  const maySend = () => {
    const wall = now()
    return (
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
  })
}

/** Writes down how a placement ended, and only then says so. */
async function settle(
  ledger: OrderLedger,
  intent: Intent,
  { fence }: Hold,
  outcome: PlacementOutcome,
): Promise<LabOrder> {
  switch (outcome.kind) {
    case "placed": {
      const order = await stored(ledger.record(intent, outcome.placed))
      if (order !== undefined) return order
      // The row went to another body in the meantime: an order of ours that nobody will be told about.
      throw new Failure(
        "internal_error",
        "The order was placed, but its key was given to another request. Ask for help with the request id.",
      )
    }
    case "refused":
      await stored(ledger.refuse(intent, fence))
      throw outcome.failure
    case "unfinished":
      await stored(ledger.release(intent, fence, outcome.dirty))
      throw outcome.failure
  }
}

/** A store that fails leaves the row as it is: a repeated request takes it over when the lease has lapsed. */
async function stored<Value>(operation: Promise<Value>): Promise<Value> {
  try {
    return await operation
  } catch (cause) {
    throw new Failure(
      "store_unavailable",
      "The order could not be written down. Send the same request again with the same idempotency-key.",
      { cause },
    )
  }
}
