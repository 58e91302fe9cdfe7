import type { SimulatedResponse } from "./simulated-response.ts"
import type {
  SimulatedOrder,
  SimulatedUser,
  ScheduledStatus,
  WebhookEvent,
  WebhookMessage,
  SimulatorState,
} from "./state.ts"

/** Junction keeps a key at least this long (documented), and the simulator exactly this long. */
const keyLifetimeMs = 24 * 60 * 60 * 1000

interface StoreSettings {
  readonly now: () => number
  readonly createId: () => string
  readonly strict: boolean
  readonly userCap: number
  readonly onChange?: ((state: SimulatorState) => void) | undefined
}

/** State of the simulated team. */
export type SimulatorStore = ReturnType<typeof createStore>

/**
 * Creates a store from a copy of the saved state. `eventsOf` returns the webhook events of a
 * changed order. Documents are replaced, never edited, so that callers can keep them. Lists are
 * sorted oldest first.
 */
export function createStore(
  settings: StoreSettings,
  saved: SimulatorState | undefined,
  eventsOf: (order: SimulatedOrder) => readonly WebhookEvent[],
) {
  const start = structuredClone(saved)
  const users = new Map(start?.users.map((entry) => [entry.user.user_id, entry]))
  const orders = new Map(start?.orders.map((order) => [order.id, order]))
  const responses = new Map(start?.idempotency.map((entry) => [entry.key, entry]))
  const messages = new Map(start?.webhooks?.map((message) => [message.id, message]))
  let scheduled = [...(start?.scheduled ?? [])]
  let lastEventId = start?.lastEventId ?? 4_100_000
  let changed = false

  const state = (): SimulatorState => ({
    users: [...users.values()],
    orders: [...orders.values()],
    idempotency: [...responses.values()],
    scheduled: [...scheduled],
    lastEventId,
    webhooks: [...messages.values()],
  })

  return {
    teamId: "7b0b6a52-3c4e-4f0e-8d55-1c7f1b3f9a10",
    ...settings,
    userCount: () => users.size,
    user: (userId: string) => users.get(userId),
    userByClientId: (clientUserId: string) =>
      [...users.values()].find(({ user }) => user.client_user_id === clientUserId),
    putUser(entry: SimulatedUser): void {
      users.set(entry.user.user_id, entry)
      changed = true
    },
    orders: () => [...orders.values()],
    order: (orderId: string) => orders.get(orderId),
    /** Saves the order and the webhook messages that the change produces. */
    putOrder(order: SimulatedOrder): void {
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
    schedule(status: ScheduledStatus): void {
      scheduled.push(status)
      changed = true
    },
    /** Removes the statuses that are due and returns them, earliest first. */
    takeDue(): ScheduledStatus[] {
      const due = scheduled.filter((status) => status.due <= settings.now())
      if (due.length === 0) return due
      scheduled = scheduled.filter((status) => !due.includes(status))
      changed = true
      return due.sort((one, other) => one.due - other.due)
    },
    savedResponse(key: string): SimulatedResponse | undefined {
      const entry = responses.get(key)
      if (entry === undefined || settings.now() - entry.savedAt < keyLifetimeMs) {
        return entry?.response
      }
      responses.delete(key)
      changed = true
      return undefined
    },
    saveResponse(key: string, response: SimulatedResponse): void {
      responses.set(key, { key, savedAt: settings.now(), response })
      changed = true
    },
    webhooks: () => [...messages.values()],
    webhook: (id: string) => messages.get(id),
    putWebhook(message: WebhookMessage): void {
      messages.set(message.id, message)
      changed = true
    },
    state,
    /** Calls `onChange` if anything changed. If it throws, the next call retries. */
    save(): void {
      if (!changed) return
      settings.onChange?.(state())
      changed = false
    },
  }
}
