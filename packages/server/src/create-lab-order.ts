import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "./authenticate.ts"
import { Failure, type FailureCode } from "./failure.ts"
import { deriveIntent, derivePatientHandle, deriveUpstreamKey, type Digest } from "./identifiers.ts"
import type { Lab, LookUpOutcome, PlacementOutcome } from "./lab.ts"
import {
  leaseMs,
  resendWindowMs,
  toLabOrder,
  type Hold,
  type Intent,
  type OrderLedger,
  type PlacedOrder,
} from "./ledger.ts"
import type { ParsedRequest } from "./parse-request.ts"

/** What everything upstream has to be done in, and what a duplicate waits for, in milliseconds. */
export const orderBudgetMs = 25_000

/**
 * How long after the last send of an attempt Junction is trusted to list what it made of it, in milliseconds, unless
 * the deployment says otherwise. How soon it does so is documented nowhere.
 */
export const defaultSettleMs = 10 * 60 * 1000

/** Between the two look-ups that prove an order absent, in milliseconds. */
const secondLookMs = 5_000

/** Between two looks at a row that another process works on, in milliseconds. */
const pollMs = 250

/** How many requests of one intent wait in one process; more are told to come back. */
const maxWaiters = 100

/** A lab order, and whether an earlier request placed it. */
export interface CreatedLabOrder {
  readonly order: LabOrder
  readonly replayed: boolean
}

/** An order at Junction that is ours and that no row is to have: a person should look. */
export interface StrayOrder {
  readonly kind: "stray_order"
  /** Our order id, which the order carries. */
  readonly orderId: string
  readonly junctionOrderId: string
  /** Junction confirmed that it is cancelled. */
  readonly cancelled: boolean
}

/** What {@link createLabOrders} works with. */
export interface LabOrderParts {
  readonly ledger: OrderLedger
  readonly lab: Lab
  readonly digest: Digest
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly settleMs: number
  readonly onStrayOrder: (stray: StrayOrder) => void
}

/** The use case, which knows no HTTP. */
export interface LabOrders {
  /** Places the order of a request, or finds it placed; throws a {@link Failure}. */
  create(caller: Caller, parsed: ParsedRequest): Promise<CreatedLabOrder>
  /**
   * Lets the orders that are being worked on end, whether or not anybody still waits for their answers. What has not
   * ended within so many milliseconds is given back to the ledger, so that another process can go on with it at once;
   * nothing more is sent for it here, and what is still learned of it is recorded.
   */
  drain(withinMs: number): Promise<void>
}

/**
 * Claim the intent, place the order, record it. One intent is one order: whoever repeats a request gets the first
 * one's order, waits for it, or goes on from where it stopped.
 */
export function createLabOrders(parts: LabOrderParts): LabOrders {
  /** What this process is ordering, so that duplicates wait for it and need not ask the ledger. */
  const inFlight = new Map<string, { readonly order: Promise<LabOrder>; waiters: number }>()
  const holds: Holds = { held: new Set(), ended: false }

  return {
    async create(caller, parsed) {
      const intent = deriveIntent(parts.digest, caller, parsed)
      const running = inFlight.get(intent.orderId)
      if (running !== undefined) {
        if (running.waiters >= maxWaiters) throw inProgress()
        running.waiters += 1
        return { order: await running.order, replayed: true }
      }
      let replayed = false
      const order = claimAndOrder(parts, holds, intent, caller, parsed, () => (replayed = true))
      inFlight.set(intent.orderId, { order, waiters: 0 })
      try {
        return { order: await order, replayed }
      } finally {
        inFlight.delete(intent.orderId)
      }
    },
    async drain(withinMs) {
      const ended = async () => {
        while (inFlight.size > 0) {
          await Promise.allSettled([...inFlight.values()].map(({ order }) => order))
        }
      }
      await within(withinMs, ended())
      await handBack(parts, holds)
    },
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, over])
  clearTimeout(timer)
}

async function handBack({ ledger }: LabOrderParts, holds: Holds): Promise<void> {
  holds.ended = true
  const held = [...holds.held]
  for (const one of held) one.handedBack = true
  // Something may be on its way to Junction at this moment.
  const ending = { code: "order_in_progress", dirty: true, sent: true } as const
  await Promise.all(held.map(({ intent, hold }) => ledger.release(intent, hold.fence, ending)))
}

/** What this process holds. */
interface Holds {
  readonly held: Set<HeldIntent>
  /** What is claimed from now on is given back at once. */
  ended: boolean
}

/** An intent that this process holds right now. */
interface HeldIntent {
  readonly intent: Intent
  hold: Hold
  handedBack: boolean
}

async function claimAndOrder(
  parts: LabOrderParts,
  holds: Holds,
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
      throw reused()
    case "in_progress": {
      const order = await waitForHolder(parts, intent, claim.fence, startedAt + orderBudgetMs)
      onReplay()
      return order
    }
    case "held": {
      const held: HeldIntent = { intent, hold: claim.hold, handedBack: holds.ended }
      holds.held.add(held)
      try {
        return await orderHeld(parts, held, caller, parsed, startedAt)
      } finally {
        holds.held.delete(held)
      }
    }
  }
}

/**
 * Waits for whoever holds the intent, in another process, and answers what came of it. Never takes over: a holder that
 * died is followed by a repeated request.
 */
async function waitForHolder(
  { ledger }: LabOrderParts,
  intent: Intent,
  fence: number,
  until: number,
): Promise<LabOrder> {
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pollMs))
    const row = await stored(ledger.read(intent))
    if (row === undefined) throw outcomeUnknown()
    if (row.orderId !== intent.orderId) throw reused()
    if (row.placed !== undefined) return toLabOrder(row, row.placed)
    // Whoever came after the holder is waited for in its place.
    if (row.state !== "started" && row.fence >= fence) throw endedAs(row.lastCode)
  }
  throw inProgress()
}

/** Everything that the holder of an intent does: finds the order, or places it, or gives the intent back. */
async function orderHeld(
  parts: LabOrderParts,
  held: HeldIntent,
  caller: Caller,
  parsed: ParsedRequest,
  startedAt: number,
): Promise<LabOrder> {
  const { ledger, now, settleMs } = parts
  const { intent } = held
  const deadline = startedAt + orderBudgetMs

  // While an attempt is dirty, only a look-up can tell what became of it, and only once Junction has had its time.
  if (held.hold.dirty && now() - held.hold.lastSentBy >= settleMs) {
    const seen = await lookTwice(parts, held, deadline)
    if (seen.kind === "found") return recordFound(parts, intent, seen.orders)
    if (seen.kind === "absent") {
      const next = await stored(ledger.startNextAttempt(intent, held.hold.fence))
      if (next === undefined) throw inProgress()
      held.hold = next
    }
  } else if (isTooOld(parts, held.hold)) {
    const seen = await look(parts, held.hold, intent, deadline)
    if (seen.kind === "found") return recordFound(parts, intent, seen.orders)
  }
  if (isTooOld(parts, held.hold)) {
    const failure = outcomeUnknown()
    const ending = { code: failure.code, dirty: true, sent: false }
    await stored(ledger.release(intent, held.hold.fence, ending))
    throw failure
  }

  const outcome = await place(parts, held, caller, parsed, startedAt)
  if (outcome.kind === "unfinished" && outcome.dirty) {
    const seen = await look(parts, held.hold, intent, deadline)
    if (seen.kind === "found") return recordFound(parts, intent, seen.orders)
  }
  return settle(parts, held, outcome)
}

function place(
  { lab, digest, now }: LabOrderParts,
  held: HeldIntent,
  caller: Caller,
  { order, request }: ParsedRequest,
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
      return recordFound(parts, intent, [outcome.placed])
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

/**
 * Writes down that Junction has the order. What it has beside the one that stands in the row is cancelled: nobody
 * would ever be told of it.
 */
async function recordFound(
  parts: LabOrderParts,
  intent: Intent,
  orders: readonly [PlacedOrder, ...PlacedOrder[]],
): Promise<LabOrder> {
  const order = await stored(parts.ledger.record(intent, orders[0]))
  for (const { junctionOrderId } of orders) {
    if (junctionOrderId === order?.junction_order_id) continue
    const cancelled = await parts.lab.cancel(junctionOrderId)
    parts.onStrayOrder({ kind: "stray_order", orderId: intent.orderId, junctionOrderId, cancelled })
  }
  // The row went to another body in the meantime.
  if (order === undefined) throw reused()
  return order
}

function reused(): Failure {
  return new Failure(
    "idempotency_key_reused",
    "This idempotency-key was used with another body. Make a new key for a new order.",
  )
}

function inProgress(): Failure {
  return new Failure(
    "order_in_progress",
    "An earlier request with this key is still being worked on. Send the same request again.",
    { retryAfter: 2 },
  )
}

function outcomeUnknown(): Failure {
  return new Failure(
    "junction_outcome_unknown",
    "It is not known yet what became of the order. Send the same request again with the same idempotency-key.",
  )
}

function endedAs(code: FailureCode = "junction_outcome_unknown"): Failure {
  return new Failure(
    code,
    "An earlier request with this idempotency-key was being worked on, and this is how it ended.",
  )
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
