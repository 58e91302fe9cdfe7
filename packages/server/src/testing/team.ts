import type {
  Order,
  OrderPatientAddress,
  OrderPatientDetails,
  OrderStatus,
  SimulateOrderRequest,
  User,
} from "../generated/junction.gen.ts"
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

/** Everything that a simulator remembers, as plain JSON. Its journal and its faults are not part of it. */
export interface SimulatorState {
  readonly users: readonly SimulatedUser[]
  /** Oldest first. */
  readonly orders: readonly SimulatedOrder[]
  readonly idempotency: readonly IdempotencyEntry[]
  readonly scheduled: readonly ScheduledStatus[]
  readonly lastEventId: number
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
  putOrder(order: SimulatedOrder): void
  nextEventId(): number
  schedule(status: ScheduledStatus): void
  /** Removes what is due and returns it, earliest first. */
  takeDue(): ScheduledStatus[]
  savedAnswer(key: string): Answer | undefined
  saveAnswer(key: string, answer: Answer): void
  state(): SimulatorState
  /** Says whether anything changed since the last call. */
  takeChanged(): boolean
}

/** Junction says that a key may be dropped once it is at least this old; here it is, to the millisecond. */
const keyLifetimeMs = 24 * 60 * 60 * 1000

/** Makes the team, from a saved state when there is one; the state is copied. */
export function createTeam(
  settings: Pick<Team, "now" | "createId" | "strict" | "userCap">,
  saved: SimulatorState | undefined,
): Team {
  const start = structuredClone(saved)
  const users = new Map(start?.users.map((entry) => [entry.user.user_id, entry]))
  const userIds = new Map(
    start?.users.map(({ user }) => [user.client_user_id, user.user_id] as const),
  )
  const orders = new Map(start?.orders.map((order) => [order.id, order]))
  const answers = new Map(start?.idempotency.map((entry) => [entry.key, entry]))
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
    state: () => ({
      users: [...users.values()],
      orders: [...orders.values()],
      idempotency: [...answers.values()],
      scheduled: [...scheduled],
      lastEventId,
    }),
    takeChanged() {
      const was = changed
      changed = false
      return was
    },
  }
}
