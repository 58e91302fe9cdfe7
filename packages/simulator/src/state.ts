import type {
  Order,
  OrderPatientAddress,
  OrderPatientDetails,
  OrderStatus,
  SimulateOrderRequest,
  User,
} from "./generated/junction.gen.ts"
import type { SimulatedResponse } from "./simulated-response.ts"

/** An order as the simulator keeps it: Junction's document with every member present. */
export type SimulatedOrder = Required<Order>

/** A user, and what the latest order wrote onto them (observed: ordering overwrites demographics). */
export interface SimulatedUser {
  readonly user: User
  readonly patient_details: OrderPatientDetails | null
  readonly patient_address: OrderPatientAddress | null
}

/** The first response that was executed under an idempotency key. */
export interface IdempotencyEntry {
  readonly key: string
  /** Epoch milliseconds. */
  readonly savedAt: number
  readonly response: SimulatedResponse
}

/** A status that an order is to reach, asked for with a delay. */
export interface ScheduledStatus {
  readonly orderId: string
  /** Epoch milliseconds. */
  readonly due: number
  readonly finalStatus: OrderStatus
  readonly results: SimulateOrderRequest
}

/** What a webhook tells of. */
export type WebhookEventType =
  "labtest.order.created" | "labtest.order.updated" | "labtest.result.critical"

/** The notice of a critical result, which is to be fetched separately. */
export interface CriticalResult {
  readonly order_id: string
  readonly sample_id: string | null
  readonly status: "final" | "partial"
  readonly interpretation: "critical"
  readonly team_id: string
  readonly user_id: string
  readonly created_at: string
  readonly updated_at: string
}

/** An event of an order, with the order as it was then; its patient is left out. */
export type WebhookEvent =
  | {
      readonly eventType: "labtest.order.created" | "labtest.order.updated"
      readonly data: SimulatedOrder
    }
  | { readonly eventType: "labtest.result.critical"; readonly data: CriticalResult }

/** Delivery status of a webhook, without patient data. */
export interface WebhookDelivery {
  /** The `svix-id`, which is the same in each attempt. */
  readonly id: string
  readonly eventType: WebhookEventType
  readonly orderId: string
  /** Number of attempts, redeliveries included. */
  readonly attempts: number
  /** Status of the last response. Null if the webhook was not attempted or the last attempt had no response. */
  readonly lastStatus: number | null
  /** Time of the next attempt in epoch milliseconds. Null after the delivery or the last attempt. */
  readonly nextAttemptAt: number | null
}

/** An event and its delivery to the webhook target. */
export type WebhookMessage = WebhookEvent &
  Omit<WebhookDelivery, "orderId"> & {
    /** Number of attempts without redeliveries, which the retry schedule counts. */
    readonly scheduledAttempts: number
  }

/** Everything that a simulator remembers, as plain JSON. Its journal and its faults are not part of it. */
export interface SimulatorState {
  readonly users: readonly SimulatedUser[]
  /** Oldest first. */
  readonly orders: readonly SimulatedOrder[]
  readonly idempotency: readonly IdempotencyEntry[]
  readonly scheduled: readonly ScheduledStatus[]
  readonly lastEventId: number
  /** Oldest first, delivered ones too, as they can be replayed. Absent in states of before there were webhooks. */
  readonly webhooks?: readonly WebhookMessage[]
}
