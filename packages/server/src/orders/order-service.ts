import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "../caller.ts"
import { contractError, ServiceError } from "../service-error.ts"
import type { AuditEvent, RequestOrigin } from "../telemetry/telemetry.ts"
import { settlesWithin } from "../with-timeout.ts"
import { deriveIntent } from "./derive-ids.ts"
import { withStoreErrors } from "./ledger-decorators.ts"
import { toLabOrder, type Intent } from "./ledger.ts"
import type { NewOrder } from "./new-order.ts"
import { inProgressError, leaderError, toOrderOutcome } from "./order-errors.ts"
import {
  orderBudgetMs,
  placeClaimedOrder,
  type ActiveClaim,
  type OrderServiceParts,
} from "./place-claimed-order.ts"

/** Between two looks at a row that another process works on, in milliseconds. */
const pollMs = 250

/** How many requests of one intent wait in one process; more are told to come back. */
const maxWaiters = 100

/** A lab order, and whether an earlier request placed it. */
export interface CreatedOrder {
  readonly order: LabOrder
  readonly replayed: boolean
}

/** The use case, which knows no HTTP. */
export interface OrderService {
  /** Places the order of a request, or finds it placed; throws a {@link ServiceError}. Either way, whoever watches hears of it. */
  create(caller: Caller, newOrder: NewOrder, origin: RequestOrigin): Promise<CreatedOrder>
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
export function createOrderService(options: OrderServiceParts): OrderService {
  const parts: OrderServiceParts = { ...options, ledger: withStoreErrors(options.ledger) }
  /** What this process is ordering, so that duplicates wait for it and need not ask the ledger. */
  const inFlight = new Map<string, { readonly order: Promise<LabOrder>; waiters: number }>()
  const activeClaims = new Set<ActiveClaim>()
  let draining = false

  const claimAndPlace = async (
    intent: Intent,
    caller: Caller,
    newOrder: NewOrder,
    progress: Progress,
  ): Promise<LabOrder> => {
    const startedAt = performance.now()
    const result = await parts.ledger.claim(intent)
    switch (result.kind) {
      case "placed":
        progress.replayed = true
        return result.order
      case "reused":
        throw contractError("idempotency_key_reused")
      case "in_progress": {
        const order = await waitForLeader(parts, intent, result.fence, startedAt + orderBudgetMs)
        progress.replayed = true
        return order
      }
      case "claimed": {
        const active: ActiveClaim = { intent, claim: result.claim, released: draining }
        activeClaims.add(active)
        progress.active = active
        try {
          return await placeClaimedOrder(parts, active, caller, newOrder, startedAt)
        } finally {
          activeClaims.delete(active)
        }
      }
    }
  }

  const joinOrPlace = async (
    intent: Intent,
    caller: Caller,
    newOrder: NewOrder,
    progress: Progress,
  ): Promise<LabOrder> => {
    const running = inFlight.get(intent.orderId)
    if (running !== undefined) {
      if (running.waiters >= maxWaiters) throw inProgressError()
      running.waiters += 1
      progress.replayed = true
      return running.order
    }
    const order = claimAndPlace(intent, caller, newOrder, progress)
    inFlight.set(intent.orderId, { order, waiters: 0 })
    try {
      return await order
    } finally {
      inFlight.delete(intent.orderId)
    }
  }

  return {
    async create(caller, newOrder, origin) {
      const intent = deriveIntent(parts.hashing, caller, newOrder)
      const progress: Progress = { replayed: false, active: undefined }
      const record = (end: Pick<AuditEvent, "outcome" | "code" | "junctionOrderId">) => {
        const { brandId, userId, orderId } = intent
        const attempt = progress.active?.claim.attempt
        const time = parts.now()
        parts.telemetry.recordOrder({ time, brandId, userId, orderId, attempt, ...end, ...origin })
      }
      try {
        const order = await joinOrPlace(intent, caller, newOrder, progress)
        const { replayed } = progress
        const outcome = replayed ? "replayed" : "created"
        record({ outcome, junctionOrderId: order.junction_order_id })
        return { order, replayed }
      } catch (error) {
        const code = error instanceof ServiceError ? error.code : "internal_error"
        record({ outcome: toOrderOutcome(code), code })
        throw error
      }
    },
    async drain(withinMs) {
      const ended = async () => {
        while (inFlight.size > 0) {
          await Promise.allSettled([...inFlight.values()].map(({ order }) => order))
        }
      }
      await settlesWithin(withinMs, ended())
      draining = true
      const active = [...activeClaims]
      for (const claim of active) claim.released = true
      // Something may be on its way to Junction at this moment.
      const release = { code: "order_in_progress", indeterminate: true, sent: true } as const
      await Promise.all(
        active.map(({ intent, claim }) => options.ledger.release(intent, claim.fence, release)),
      )
    },
  }
}

/** What is learned of a request on its way. */
interface Progress {
  replayed: boolean
  active: ActiveClaim | undefined
}

/**
 * Waits for another process that has the claim, and returns what it ended in. Never takes over: a holder that
 * died is followed by a repeated request.
 */
async function waitForLeader(
  { ledger }: OrderServiceParts,
  intent: Intent,
  fence: number,
  until: number,
): Promise<LabOrder> {
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pollMs))
    const row = await ledger.read(intent)
    if (row === undefined) throw contractError("junction_outcome_unknown")
    if (row.orderId !== intent.orderId) throw contractError("idempotency_key_reused")
    if (row.placed !== undefined) return toLabOrder(row, row.placed)
    // Whoever came after the holder is waited for in its place.
    if (row.state !== "started" && row.fence >= fence) throw leaderError(row.lastCode)
  }
  throw inProgressError()
}
