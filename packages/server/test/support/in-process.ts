import { vi, onTestFinished } from "vitest"
import {
  createHandler,
  createMemoryLedger,
  toFetchHandler,
  type HandlerOptions,
  type OrderLedger,
  type DuplicateOrder,
} from "../../src/index.ts"
import {
  createJunctionLab,
  createJunctionSearch,
  type JunctionLabOptions,
} from "../../src/junction/index.ts"
import { createHashing } from "../../src/node/index.ts"
import { createJunctionSimulator, simulatorPanels } from "@loop-health/integrations-simulator"
import { aLabOrder } from "./a-lab-order.ts"

/** What came back to a caller. */
export interface Answer {
  readonly status: number
  readonly error: string | undefined
  readonly id: string | undefined
  readonly junctionOrderId: string | undefined
  readonly replayed: boolean
}

/**
 * A world on one clock that a test sets: Junction, one ledger, and as many processes of the service as are asked for.
 * Timers run on the same clock, so that no test waits.
 */
export function createWorld() {
  vi.useFakeTimers({
    toFake: ["Date", "performance", "setTimeout", "clearTimeout"],
    now: Date.parse("2026-11-23T12:00:00Z"),
  })
  onTestFinished(() => void vi.useRealTimers())
  /** How far Junction's clock is ahead of ours, in milliseconds. */
  const junctionClock = { ahead: 0 }
  const simulator = createJunctionSimulator({ now: () => Date.now() + junctionClock.ahead })
  const ledger = createMemoryLedger()
  const duplicates: DuplicateOrder[] = []

  /** Starts a process of the service; what it shares with others is the ledger and Junction. */
  const startProcess = (
    options: Partial<HandlerOptions> & { readonly junction?: Partial<JunctionLabOptions> } = {},
  ) => {
    const handler = createHandler({
      ledger,
      hashing: createHashing(new Uint8Array(32)),
      verifyToken: async () => ({ brandId: "brand_a", userId: "user_a", scopes: [] }),
      lab: createJunctionLab({
        baseUrl: "https://junction.example",
        apiKey: "sk_us_test",
        panels: simulatorPanels,
        fallbackPhone: "+13125550100",
        fetch: simulator.fetch,
        ...options.junction,
      }),
      onDuplicateOrder: (duplicate) => duplicates.push(duplicate),
      ...options,
    })
    const fetch = toFetchHandler(handler)
    /** Sends a request, and lets no time pass. */
    const start = async (body: object = aLabOrder(), key = "key-1"): Promise<Answer> => {
      const response = await fetch(
        new Request("http://service/v1/labs/orders", {
          method: "POST",
          headers: {
            authorization: "Bearer t",
            "content-type": "application/json",
            "idempotency-key": key,
          },
          body: JSON.stringify(body),
        }),
      )
      const json = (await response.json()) as Record<string, string | undefined>
      return {
        status: response.status,
        error: json["error"],
        id: json["id"],
        junctionOrderId: json["junction_order_id"],
        replayed: response.headers.get("idempotent-replayed") === "true",
      }
    }
    /** Sends a request, and lets as much time pass as its answer takes. */
    const send = async (body?: object, key?: string): Promise<Answer> => {
      let answered = false
      const answer = start(body, key).finally(() => (answered = true))
      while (!answered) await vi.advanceTimersByTimeAsync(10)
      return answer
    }
    return { send, start, handler }
  }

  return {
    simulator,
    junctionClock,
    ledger,
    duplicates,
    startProcess,
    /** The upstream keys of all sends of an order so far. */
    upstreamKeys: () =>
      simulator.journal
        .filter(({ method, path }) => method === "POST" && path === "/v3/order")
        .map(({ headers }) => headers["x-idempotency-key"]),
    lookUps: () => simulator.journal.filter(({ path }) => path === "/v3/orders").length,
    /** The orders that Junction would carry out. */
    standingOrders: () =>
      simulator.orders().filter(({ last_event }) => !last_event.status.startsWith("cancelled.")),
    /** Lets time pass, and everything happen that is due in it. */
    pass: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds),
  }
}

/** Lets a call be held back and let go on. */
export function createGate() {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  return {
    /** Resolves when somebody stands at the gate. */
    reached,
    open,
    pass: () => {
      reach()
      return opened
    },
  }
}

/** A ledger one of whose methods waits at a gate before it does its work. */
export function gated(
  ledger: OrderLedger,
  method: "claim" | "record" | "refuse" | "release",
  gate: ReturnType<typeof createGate>,
): OrderLedger {
  const original = ledger[method] as (...parameters: unknown[]) => Promise<unknown>
  return {
    ...ledger,
    [method]: async (...parameters: unknown[]) => {
      await gate.pass()
      return original(...parameters)
    },
  }
}

export const minute = 60_000
export const hour = 60 * minute

/** What a caller gets while nobody knows what became of the order. */
export const unknown = { status: 502, error: "junction_outcome_unknown" }

/** Junction's words for a patient whom it does not take. */
export const aRefusal = { detail: [{ loc: ["body", "patient_details", "dob"] }] }

/** An order that Junction answers with a saved 500 for ever: only a new upstream key can place it. */
export function poison(simulator: ReturnType<typeof createWorld>["simulator"]) {
  simulator.fault({ name: "500" })
}

/** Junction as reconciling needs it. */
export function reconcilingLab({ fetch }: ReturnType<typeof createWorld>["simulator"]) {
  return createJunctionSearch({ baseUrl: "https://junction.example", apiKey: "sk_us_test", fetch })
}
