import type { LabOrder } from "@loop-health/integrations-contract"
import type { Caller } from "../caller.ts"
import { contractError, ServiceError, type ErrorCode } from "../service-error.ts"
import type { OrderOutcome, RequestOrigin } from "../telemetry/telemetry.ts"
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

/** Time between two reads of a row that another process has claimed, in milliseconds. */
const pollMs = 250

/** Maximum number of requests in this process that wait for one order. */
const maxWaiters = 100

/** A lab order, and whether an earlier request placed it. */
export interface CreatedOrder {
  readonly order: LabOrder
  readonly replayed: boolean
}

/** The service that creates lab orders. */
export interface OrderService {
  /** Places the order, or returns the existing one. Throws a {@link ServiceError}. */
  create(caller: Caller, newOrder: NewOrder, origin: RequestOrigin): Promise<CreatedOrder>
  /**
   * Waits for active orders, including those of disconnected clients. After `withinMs`
   * milliseconds, it releases their claims, so that other processes can continue them. This process
   * then sends nothing more for them, but records their results. Rejects if a ledger operation
   * fails.
   */
  drain(withinMs: number): Promise<void>
}

/**
 * Creates the order service. Each intent creates at most one order. A retry returns that order,
 * waits for it, or continues it.
 */
export function createOrderService(options: OrderServiceParts): OrderService {
  const parts: OrderServiceParts = { ...options, ledger: withStoreErrors(options.ledger) }
  /** Active orders by ID. Duplicate requests wait for them without a ledger call. */
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
    try {
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
          return await placeClaimedOrder(parts, active, caller, newOrder, startedAt)
        }
      }
    } finally {
      if (progress.active !== undefined) activeClaims.delete(progress.active)
      inFlight.delete(intent.orderId)
    }
  }

  const joinOrPlace = (
    intent: Intent,
    caller: Caller,
    newOrder: NewOrder,
    progress: Progress,
  ): Promise<LabOrder> => {
    const running = inFlight.get(intent.orderId)
    if (running !== undefined) {
      if (running.waiters >= maxWaiters) return Promise.reject(inProgressError())
      running.waiters += 1
      progress.replayed = true
      return running.order
    }
    const order = claimAndPlace(intent, caller, newOrder, progress)
    inFlight.set(intent.orderId, { order, waiters: 0 })
    return order
  }

  return {
    async create(caller, newOrder, origin) {
      const intent = deriveIntent(parts.hashing, caller, newOrder)
      const progress: Progress = { replayed: false, active: undefined }
      const record = (outcome: OrderOutcome, code?: ErrorCode, junctionOrderId?: string) =>
        parts.telemetry.recordOrder({
          time: parts.now(),
          outcome,
          brandId: intent.brandId,
          userId: intent.userId,
          orderId: intent.orderId,
          attempt: progress.active?.claim.attempt,
          code,
          junctionOrderId,
          requestId: origin.requestId,
          traceId: origin.traceId,
        })
      try {
        const order = await joinOrPlace(intent, caller, newOrder, progress)
        const { replayed } = progress
        record(replayed ? "replayed" : "created", undefined, order.junction_order_id)
        return { order, replayed }
      } catch (error) {
        const code = error instanceof ServiceError ? error.code : "internal_error"
        record(toOrderOutcome(code), code)
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
      // A request to Junction may be in progress.
      const release = { code: "order_in_progress", indeterminate: true, sent: true } as const
      await Promise.all(
        active.map(({ intent, claim }) => options.ledger.release(intent, claim.fence, release)),
      )
    },
  }
}

interface Progress {
  replayed: boolean
  active: ActiveClaim | undefined
}

/**
 * Waits for the process that has the claim. Returns its order or throws its error. Never takes
 * over: if that process has crashed, a retry does.
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
    // If another process has claimed the row since, wait for that one.
    if (row.state !== "started" && row.fence >= fence) throw leaderError(row.lastCode)
  }
  throw inProgressError()
}
