import type { Fault } from "@loop-health/integrations-simulator"
import type { DatabaseFault } from "./faulty-databases.ts"
import type { OrderFault } from "./junction-upstream.ts"
import { steps, type Step } from "./protocol.ts"
import { createRandom, type Random } from "./random.ts"

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** A client that sends requests for one order. */
export interface ClientPlan {
  /** The number of the client's body among those of the intent. */
  readonly body: number
  readonly startsAfterMs: number
  /** Number of requests that the client sends while faults are injected. */
  readonly tries: number
  /** Shared time between two requests, in milliseconds. */
  readonly pausesMs: number
  /** Real milliseconds after which the client aborts its first request. */
  readonly abortsAfterMs: number | undefined
  /**
   * Shared time between retries after the faults, in milliseconds, until a response is final.
   * Undefined if the client does not retry. Then the reconciler settles the order.
   */
  readonly retryIntervalMs: number | undefined
}

/**
 * A fault of the processes or the database while clients send requests. Times are in real
 * milliseconds.
 */
export type InjectedFault =
  | { readonly kind: "kill"; readonly process: number; readonly at: Step | number }
  /** Sends SIGSTOP at a step. The time is in shared milliseconds. */
  | {
      readonly kind: "freeze"
      readonly process: number
      readonly at: Step
      readonly forSharedMs: number
    }
  | { readonly kind: "terminate"; readonly process: number; readonly afterMs: number }
  /** Sets the processes' clock ahead until the clients have finished. */
  | { readonly kind: "clock"; readonly afterMs: number; readonly aheadMs: number }
  | {
      readonly kind: "database"
      readonly fault: DatabaseFault
      readonly afterMs: number
      readonly forMs: number
    }
  | { readonly kind: "reject"; readonly process: number; readonly times: number }
  | { readonly kind: "reconcile"; readonly process: number; readonly afterMs: number }

/** The plan of a round. */
export interface RoundPlan {
  readonly database: "sqlite" | "postgres"
  readonly processes: number
  /** The clients of each intent, which share a key. */
  readonly intents: readonly (readonly ClientPlan[])[]
  /** The faults of the calls that send an order, in order. */
  readonly orderFaults: readonly OrderFault[]
  /** The faults of other calls. */
  readonly otherFaults: readonly Fault[]
  readonly injectedFaults: readonly InjectedFault[]
  /** Shared time from the end of the faults to the retries, in milliseconds. */
  readonly retriesAfterMs: number
}

/** Creates a random plan. The same seed and number always lead to the same plan. */
export function drawRound(
  seed: number,
  round: number,
  databases: readonly [RoundPlan["database"], ...RoundPlan["database"][]],
): RoundPlan {
  const random = createRandom(seed, round)
  const database = databases[round % databases.length] ?? databases[0]
  const processes = random.between(1, 3)
  const injectedFaults = list(random, 2, () => drawInjectedFault(random, processes, database))
  const intents = list(random, 2, () => drawClients(random), 1)
  // The design assumes that Junction executes and lists an order within ten minutes. If all clocks
  // skip this time, no request may be late.
  const prompt = intents.some((clients) => clients.some(({ pausesMs }) => pausesMs > 0))
  const orderFaults = list(random, 4, () => drawOrderFault(random))
  const otherFaults = list(random, 2, () => drawOtherFault(random))
  return {
    database,
    processes,
    intents,
    orderFaults: prompt ? orderFaults.filter((fault) => !isLate(fault)) : orderFaults,
    otherFaults: prompt ? otherFaults.filter((fault) => !isLate(fault)) : otherFaults,
    injectedFaults: prompt
      ? injectedFaults.filter(({ kind }) => kind !== "freeze")
      : injectedFaults,
    retriesAfterMs: random.pick([
      0,
      40 * second,
      40 * second,
      11 * minute,
      2 * hour,
      21 * hour,
      25 * hour,
    ]),
  }
}

function list<Value>(random: Random, most: number, draw: () => Value, least = 0): Value[] {
  return Array.from({ length: random.between(least, most) }, draw)
}

function isLate({ name }: OrderFault): boolean {
  return ["delay", "gateway-504-then-create", "list-lags"].includes(name)
}

function drawClients(random: Random): ClientPlan[] {
  const bodies = random.chance(0.25) ? 2 : 1
  const clients = list(
    random,
    3,
    () => ({
      body: random.below(bodies),
      startsAfterMs: random.chance(0.5) ? 0 : random.between(1, 150),
      tries: random.between(1, 3),
      pausesMs: 0,
      abortsAfterMs: random.chance(0.15) ? random.between(1, 60) : undefined,
      retryIntervalMs: random.chance(0.8)
        ? random.pick([30 * second, minute, 4 * minute, 9 * minute, 11 * minute])
        : undefined,
    }),
    1,
  )
  const [client] = clients
  const alone = client !== undefined && clients.length === 1 && client.abortsAfterMs === undefined
  return alone && random.chance(0.3) ? [{ ...client, tries: 3, pausesMs: 11 * minute }] : clients
}

function drawInjectedFault(
  random: Random,
  processes: number,
  database: RoundPlan["database"],
): InjectedFault {
  const process = random.below(processes)
  const afterMs = random.between(0, 120)
  const forMs = random.between(30, 300)
  return random.pick<InjectedFault>([
    { kind: "kill", process, at: random.pick(steps) },
    { kind: "kill", process, at: random.pick(steps) },
    { kind: "kill", process, at: random.pick(steps) },
    { kind: "kill", process, at: afterMs },
    { kind: "kill", process, at: afterMs },
    { kind: "freeze", process, at: random.pick(steps), forSharedMs: 40 * second },
    { kind: "terminate", process, afterMs },
    { kind: "clock", afterMs: random.pick([0, 0, afterMs]), aheadMs: random.pick([-hour, hour]) },
    {
      kind: "database",
      fault: random.pick<DatabaseFault>([
        "full",
        "read-only",
        "locked",
        database === "postgres" ? "killed" : "locked",
      ]),
      afterMs,
      forMs,
    },
    { kind: "reject", process, times: random.between(1, 3) },
    { kind: "reconcile", process, afterMs },
  ])
}

const patientRejection = { detail: [{ loc: ["body", "patient_details", "dob"] }] }

/**
 * Error responses that Junction saves under the upstream key and returns to every later send. It
 * does not save rate limits (429).
 */
export const savedFaults = [
  { name: "500" },
  ...[408, 409, 418, 502, 503, 504].map(
    (status) => ({ name: "status", status, saved: true }) as const,
  ),
] as const satisfies readonly OrderFault[]

/** Every fault of a call that sends an order. */
export const orderFaults = [
  ...savedFaults,
  { name: "reset-before-create" },
  { name: "reset-after-create" },
  { name: "duplicate", afterMs: 1 },
  { name: "duplicate", afterMs: 40 },
  { name: "hang" },
  { name: "stalled-body" },
  { name: "non-json-200" },
  { name: "missing-field", field: "id" },
  { name: "missing-field", field: "passthrough" },
  { name: "other-passthrough" },
  { name: "status", status: 400, body: { detail: "Lab X does not support state IL" } },
  { name: "status", status: 401 },
  { name: "status", status: 403 },
  { name: "status", status: 404 },
  { name: "status", status: 408, saved: false },
  { name: "status", status: 409 },
  { name: "status", status: 422, body: patientRejection },
  { name: "status", status: 502, saved: false },
  { name: "503" },
  { name: "503", retryAfter: 1 },
  { name: "429" },
  { name: "429", retryAfter: 1 },
  { name: "429", retryAfter: 30 },
  { name: "gateway-504-then-create" },
  { name: "gateway-504-then-create", ms: 60 },
  { name: "gateway-504-then-create", ms: 700 },
  { name: "delay", ms: 100 },
  // 25 seconds, in fast time.
  { name: "delay", ms: 1_000 },
  { name: "redirect" },
  // Another order's response, saved under this key.
  {
    name: "status",
    status: 200,
    saved: true,
    body: { order: { id: "else", passthrough: "else" } },
  },
] as const satisfies readonly OrderFault[]

function drawOrderFault(random: Random): OrderFault {
  return random.pick<OrderFault>(orderFaults)
}

function drawOtherFault(random: Random): Fault {
  const user = { path: "/v2/user", method: "POST" } as const
  return random.pick<Fault>([
    { name: "list-lags", forMs: 5 * minute, times: 2 },
    { name: "list-fails", status: 500, times: 5 },
    { name: "reset-before-create", ...user },
    { name: "reset-after-create", ...user },
    { name: "503", ...user, times: 2 },
    { name: "hang", ...user },
    { name: "non-json-200", ...user },
    { name: "status", status: 401, ...user },
  ])
}
