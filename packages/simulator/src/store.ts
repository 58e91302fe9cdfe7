import type { SimulatedResponse } from "./simulated-response.ts"
import type {
  SimulatedOrder,
  SimulatedUser,
  ScheduledStatus,
  WebhookEvent,
  WebhookMessage,
  SimulatorState,
} from "./state.ts"

/** The state of the simulated team. Documents are replaced, never edited, so that callers can keep them. */
export interface SimulatorStore {
  readonly teamId: string
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
  /** Saves the order and the webhook messages that the change produces. */
  putOrder(order: SimulatedOrder): void
  nextEventId(): number
  schedule(status: ScheduledStatus): void
  /** Removes what is due and returns it, earliest first. */
  takeDue(): ScheduledStatus[]
  savedResponse(key: string): SimulatedResponse | undefined
  saveResponse(key: string, response: SimulatedResponse): void
  /** Oldest first. */
  webhooks(): WebhookMessage[]
  webhook(id: string): WebhookMessage | undefined
  putWebhook(message: WebhookMessage): void
  state(): SimulatorState
  /** Whether anything changed since `markSaved`. */
  hasChanged(): boolean
  markSaved(): void
}

/** Junction says that a key may be dropped once it is at least this old; here it is, to the millisecond. */
const keyLifetimeMs = 24 * 60 * 60 * 1000

/** Creates a store from a copy of the saved state. `eventsOf` returns the webhook events of a changed order. */
export function createStore(
  settings: Pick<SimulatorStore, "now" | "createId" | "strict" | "userCap">,
  saved: SimulatorState | undefined,
  eventsOf: (order: SimulatedOrder) => readonly WebhookEvent[],
): SimulatorStore {
  const start = structuredClone(saved)
  const users = new Map(start?.users.map((entry) => [entry.user.user_id, entry]))
  const userIds = new Map(
    start?.users.map(({ user }) => [user.client_user_id, user.user_id] as const),
  )
  const orders = new Map(start?.orders.map((order) => [order.id, order]))
  const responses = new Map(start?.idempotency.map((entry) => [entry.key, entry]))
  const messages = new Map(start?.webhooks?.map((message) => [message.id, message]))
  let scheduled = [...(start?.scheduled ?? [])]
  let lastEventId = start?.lastEventId ?? 4_100_000
  let changed = false

  return {
    teamId: "7b0b6a52-3c4e-4f0e-8d55-1c7f1b3f9a10",
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
    savedResponse(key) {
      const entry = responses.get(key)
      if (entry === undefined || settings.now() - entry.savedAt < keyLifetimeMs) {
        return entry?.response
      }
      responses.delete(key)
      changed = true
      return undefined
    },
    saveResponse(key, response) {
      responses.set(key, { key, savedAt: settings.now(), response })
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
      idempotency: [...responses.values()],
      scheduled: [...scheduled],
      lastEventId,
      webhooks: [...messages.values()],
    }),
    hasChanged: () => changed,
    markSaved() {
      changed = false
    },
  }
}
