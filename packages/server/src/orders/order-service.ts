import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "../caller.ts"
import { Failure } from "../service-error.ts"
import { deriveIntent } from "./derive-ids.ts"
import { toLabOrder, type Intent } from "./ledger.ts"
import { endedAs, inProgress, outcomeOf, outcomeUnknown, reused, stored } from "./order-errors.ts"
import {
  orderBudgetMs,
  orderHeld,
  type HeldIntent,
  type LabOrderParts,
} from "./place-claimed-order.ts"
import type { NewOrder } from "./new-order.ts"
import type { AuditEvent, RequestOrigin } from "../telemetry/telemetry.ts"
import { within } from "../with-timeout.ts"

/** Between two looks at a row that another process works on, in milliseconds. */
const pollMs = 250

/** How many requests of one intent wait in one process; more are told to come back. */
const maxWaiters = 100

/** A lab order, and whether an earlier request placed it. */
export interface CreatedLabOrder {
  readonly order: LabOrder
  readonly replayed: boolean
}

/** The use case, which knows no HTTP. */
export interface LabOrders {
  /** Places the order of a request, or finds it placed; throws a {@link Failure}. Either way, whoever watches hears of it. */
  create(caller: Caller, newOrder: NewOrder, origin: RequestOrigin): Promise<CreatedLabOrder>
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

  const joinOrOrder = async (
    intent: Intent,
    caller: Caller,
    newOrder: NewOrder,
    progress: Progress,
  ): Promise<LabOrder> => {
    const running = inFlight.get(intent.orderId)
    if (running !== undefined) {
      if (running.waiters >= maxWaiters) throw inProgress()
      running.waiters += 1
      progress.replayed = true
      return running.order
    }
    const order = claimAndOrder(parts, holds, intent, caller, newOrder, progress)
    inFlight.set(intent.orderId, { order, waiters: 0 })
    try {
      return await order
    } finally {
      inFlight.delete(intent.orderId)
    }
  }

  return {
    async create(caller, newOrder, origin) {
      const intent = deriveIntent(parts.digest, caller, newOrder)
      const progress: Progress = { replayed: false, held: undefined }
      const record = (end: Pick<AuditEvent, "outcome" | "code" | "junctionOrderId">) => {
        const { brandId, userId, orderId } = intent
        const attempt = progress.held?.hold.attempt
        const time = parts.now()
        parts.observer.recordOrder({ time, brandId, userId, orderId, attempt, ...end, ...origin })
      }
      try {
        const order = await joinOrOrder(intent, caller, newOrder, progress)
        const { replayed } = progress
        const outcome = replayed ? "replayed" : "created"
        record({ outcome, junctionOrderId: order.junction_order_id })
        return { order, replayed }
      } catch (error) {
        const code = error instanceof Failure ? error.code : "internal_error"
        record({ outcome: outcomeOf(code), code })
        throw error
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

/** What is learned of a request on its way. */
interface Progress {
  replayed: boolean
  held: HeldIntent | undefined
}

async function claimAndOrder(
  parts: LabOrderParts,
  holds: Holds,
  intent: Intent,
  caller: Caller,
  newOrder: NewOrder,
  progress: Progress,
): Promise<LabOrder> {
  const startedAt = performance.now()
  const claim = await stored(parts.ledger.claim(intent))
  switch (claim.kind) {
    case "placed":
      progress.replayed = true
      return claim.order
    case "reused":
      throw reused()
    case "in_progress": {
      const order = await waitForHolder(parts, intent, claim.fence, startedAt + orderBudgetMs)
      progress.replayed = true
      return order
    }
    case "held": {
      const held: HeldIntent = { intent, hold: claim.hold, handedBack: holds.ended }
      holds.held.add(held)
      progress.held = held
      try {
        return await orderHeld(parts, held, caller, newOrder, startedAt)
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
