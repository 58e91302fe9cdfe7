import type {
  Order,
  OrderPatientAddress,
  OrderPatientDetails,
  OrderStatus,
  SimulateOrderRequest,
  User,
} from "./generated/junction.gen.ts"
import type { Answer } from "./answer.ts"

/** An order as the simulator keeps it: Junction's document with every member present. */
export type SimulatedOrder = Required<Order>

/** A user, and what the latest order wrote onto them (observed: ordering overwrites demographics). */
export interface SimulatedUser {
  readonly user: User
  readonly patient_details: OrderPatientDetails | null
  readonly patient_address: OrderPatientAddress | null
}

/** The first executed answer to an idempotency key. */
export interface IdempotencyEntry {
  readonly key: string
  /** Epoch milliseconds. */
  readonly savedAt: number
  readonly answer: Answer
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

/** An event on its way to the target of the team's webhooks, and where it stands. */
export type WebhookMessage = WebhookEvent & {
  /** The `svix-id`. */
  readonly id: string
  /** How often it was sent. */
  readonly attempts: number
  /** Those among the attempts that were no replays: they are what the schedule of redeliveries counts. */
  readonly scheduledAttempts: number
  /** The status of the latest attempt's response; null without an attempt or a response. */
  readonly lastStatus: number | null
  /** Epoch milliseconds; null once it was delivered or given up. */
  readonly nextAttemptAt: number | null
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

/** The one team that the simulator knows. Documents are replaced, never edited, so that they can be handed out. */
export interface Team {
  readonly id: string
  readonly now: () => number
  readonly createId: () => string
  readonly strict: boolean
  readonly userCap: number
  userCount(): number
  user(userId: string): SimulatedUser | undefined
  userByClientId(clientUserId: string): SimulatedUser | undefined
  putUser(user: SimulatedUser): void
  /** Oldest first. */
  orders(): SimulatedOrder[]
  order(orderId: string): SimulatedOrder | undefined
  /** Keeps the order and the events that this makes. */
  putOrder(order: SimulatedOrder): void
  nextEventId(): number
  schedule(status: ScheduledStatus): void
  /** Removes what is due and returns it, earliest first. */
  takeDue(): ScheduledStatus[]
  savedAnswer(key: string): Answer | undefined
  saveAnswer(key: string, answer: Answer): void
  /** Oldest first. */
  webhooks(): WebhookMessage[]
  webhook(id: string): WebhookMessage | undefined
  putWebhook(message: WebhookMessage): void
  state(): SimulatorState
  /** Says whether anything changed since `markReported`. */
  hasChanged(): boolean
  markReported(): void
}

/** Junction says that a key may be dropped once it is at least this old; here it is, to the millisecond. */
const keyLifetimeMs = 24 * 60 * 60 * 1000

/** Makes the team, from a saved state when there is one; the state is copied. `eventsOf` says what a put order makes. */
export function createTeam(
  settings: Pick<Team, "now" | "createId" | "strict" | "userCap">,
  saved: SimulatorState | undefined,
  eventsOf: (order: SimulatedOrder) => readonly WebhookEvent[],
): Team {
  const start = structuredClone(saved)
  const users = new Map(start?.users.map((entry) => [entry.user.user_id, entry]))
  const userIds = new Map(
    start?.users.map(({ user }) => [user.client_user_id, user.user_id] as const),
  )
  const orders = new Map(start?.orders.map((order) => [order.id, order]))
  const answers = new Map(start?.idempotency.map((entry) => [entry.key, entry]))
  const messages = new Map(start?.webhooks?.map((message) => [message.id, message]))
  let scheduled = [...(start?.scheduled ?? [])]
  let lastEventId = start?.lastEventId ?? 4_100_000
  let changed = false

  return {
    id: "7b0b6a52-3c4e-4f0e-8d55-1c7f1b3f9a10",
    ...settings,
    userCount: () => users.size,
    user: (userId) => users.get(userId),
    userByClientId: (clientUserId) => users.get(userIds.get(clientUserId) ?? ""),
    putUser(entry) {
      users.set(entry.user.user_id, entry)
      userIds.set(entry.user.client_user_id, entry.user.user_id)
      changed = true
    },
    orders: () => [...orders.values()],
    order: (orderId) => orders.get(orderId),
    putOrder(order) {
      orders.set(order.id, order)
      for (const event of eventsOf(order)) {
        const id = `msg_${settings.createId()}`
        const nextAttemptAt = settings.now()
        const untried = { attempts: 0, scheduledAttempts: 0, lastStatus: null, nextAttemptAt }
        messages.set(id, { ...event, id, ...untried })
      }
      changed = true
    },
    nextEventId: () => ++lastEventId,
    schedule(status) {
      scheduled.push(status)
      changed = true
    },
    takeDue() {
      const due = scheduled.filter((status) => status.due <= settings.now())
      if (due.length === 0) return due
      scheduled = scheduled.filter((status) => !due.includes(status))
      changed = true
      return due.sort((one, other) => one.due - other.due)
    },
    savedAnswer(key) {
      const entry = answers.get(key)
      if (entry === undefined || settings.now() - entry.savedAt < keyLifetimeMs) {
        return entry?.answer
      }
      answers.delete(key)
      changed = true
      return undefined
    },
    saveAnswer(key, answer) {
      answers.set(key, { key, savedAt: settings.now(), answer })
      changed = true
    },
    webhooks: () => [...messages.values()],
    webhook: (id) => messages.get(id),
    putWebhook(message) {
      messages.set(message.id, message)
      changed = true
    },
    state: () => ({
      users: [...users.values()],
      orders: [...orders.values()],
      idempotency: [...answers.values()],
      scheduled: [...scheduled],
      lastEventId,
      webhooks: [...messages.values()],
    }),
    hasChanged: () => changed,
    markReported() {
      changed = false
    },
  }
}
