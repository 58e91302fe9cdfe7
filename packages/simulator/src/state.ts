import type {
  Order,
  OrderPatientAddress,
  OrderPatientDetails,
  OrderStatus,
  SimulateOrderRequest,
  User,
} from "./generated/junction.gen.ts"
import type { SimulatedResponse } from "./simulated-response.ts"

/** An order in the simulator: Junction's document with every field present. */
export type SimulatedOrder = Required<Order>

/** A user, with the patient details of the last order (observed). Null before the first order. */
export interface SimulatedUser {
  readonly user: User
  readonly patient_details: OrderPatientDetails | null
  readonly patient_address: OrderPatientAddress | null
}

/** The response that is saved under an idempotency key. */
export interface IdempotencyEntry {
  readonly key: string
  /** Time of the response in epoch milliseconds. */
  readonly savedAt: number
  readonly response: SimulatedResponse
}

/** A requested change of an order's status. */
export interface ScheduledStatus {
  readonly orderId: string
  /** Time of the change in epoch milliseconds. */
  readonly due: number
  readonly finalStatus: OrderStatus
  readonly results: SimulateOrderRequest
}

/** Type of a webhook event. */
export type WebhookEventType =
  "labtest.order.created" | "labtest.order.updated" | "labtest.result.critical"

/** A notice of a critical result. It does not contain the result. */
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

/**
 * An event of an order, with the order at that time or the critical result. Contains no patient
 * details.
 */
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
  /** Number of attempts, including redeliveries. */
  readonly attempts: number
  /** Status of the last attempt's response. Null without an attempt or a response. */
  readonly lastStatus: number | null
  /** Time of the next attempt in epoch milliseconds. Null if there is none. */
  readonly nextAttemptAt: number | null
}

/** An event and its delivery to the webhook target. */
export type WebhookMessage = WebhookEvent &
  Omit<WebhookDelivery, "orderId"> & {
    /** Number of attempts of the retry schedule. Redeliveries do not count. */
    readonly scheduledAttempts: number
  }

/** The state of a simulator as plain JSON, without its journal and faults. */
export interface SimulatorState {
  readonly users: readonly SimulatedUser[]
  /** Orders, oldest first. */
  readonly orders: readonly SimulatedOrder[]
  readonly idempotency: readonly IdempotencyEntry[]
  readonly scheduled: readonly ScheduledStatus[]
  readonly lastEventId: number
  /** Webhooks, oldest first, including delivered ones. Undefined in states of older versions. */
  readonly webhooks?: readonly WebhookMessage[]
}
