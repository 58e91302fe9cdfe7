import { vi, onTestFinished } from "vitest"
import {
  createHandler,
  createMemoryLedger,
  ServiceError,
  type DuplicateOrder,
  type HandlerOptions,
  type LogEntry,
} from "../../src/index.ts"
import {
  createJunctionLab,
  createJunctionLookup,
  type JunctionLabOptions,
} from "../../src/junction/index.ts"
import { createHashing, serve, type ServeOptions } from "../../src/node/index.ts"
import {
  createJunctionSimulator,
  simulatorPanels,
  type JunctionSimulator,
} from "@loop-health/integrations-simulator"
import { postOrder, type OrderRequest } from "./order-requests.ts"

/** Parts of a handler that a test replaces. */
export interface TestHandlerOptions extends Partial<HandlerOptions> {
  readonly simulator?: JunctionSimulator
  /** Replaces options of the lab that sends orders to the simulator. */
  readonly junction?: Partial<JunctionLabOptions>
}

const hashing = createHashing(new Uint8Array(32))
const atJunction = { baseUrl: "https://junction.example", apiKey: "sk_us_test" }

/**
 * Creates a handler with a memory ledger and the Junction simulator, without sockets. It accepts
 * the token `good`, for the user `user_a` of `brand_a`.
 */
export function createTestHandler({
  simulator = createJunctionSimulator(),
  junction,
  ...options
}: TestHandlerOptions = {}) {
  const logs: LogEntry[] = []
  const ledger = options.ledger ?? createMemoryLedger()
  const { telemetry = [] } = options
  const handler = createHandler({
    ledger,
    hashing,
    verifyToken: async (token) => {
      if (token !== "good") throw new ServiceError("unauthenticated", "The token is not `good`.")
      return { brandId: "brand_a", userId: "user_a", scopes: [] }
    },
    lab: createJunctionLab({
      ...atJunction,
      panels: simulatorPanels,
      fallbackPhone: "+13125550100",
      fetch: simulator.fetch,
      telemetry,
      ...junction,
    }),
    log: (entry) => logs.push(entry),
    ...options,
  })
  const send = (request?: OrderRequest) => postOrder(handler, request)
  return { handler, send, simulator, ledger, logs }
}

/** Serves a test handler on a free port until the test ends. */
export async function serveTestHandler(
  options: Partial<ServeOptions> = {},
  handlerOptions?: TestHandlerOptions,
) {
  const created = createTestHandler(handlerOptions)
  const server = await serve(created.handler, { port: 0, ...options })
  onTestFinished(() => server.close())
  return { ...created, url: server.url }
}

/** The parts of a response that show the result of an order. */
export interface OrderResult {
  readonly status: number
  readonly error: string | undefined
  readonly id: string | undefined
  readonly junctionOrderId: string | undefined
  readonly replayed: boolean
}

/**
 * Creates a cluster of server instances that share Junction, one ledger, and a clock that the test
 * sets. Timers run on the same clock.
 */
export function createCluster() {
  vi.useFakeTimers({
    toFake: ["Date", "performance", "setTimeout", "clearTimeout"],
    now: Date.parse("2026-11-23T12:00:00Z"),
  })
  onTestFinished(() => void vi.useRealTimers())
  /** How many milliseconds Junction's clock is ahead of the server's. */
  const junctionClock = { ahead: 0 }
  const simulator = createJunctionSimulator({ now: () => Date.now() + junctionClock.ahead })
  const ledger = createMemoryLedger()
  const duplicates: DuplicateOrder[] = []

  /** Starts a server instance. */
  const startInstance = (options: TestHandlerOptions = {}) => {
    const onDuplicateOrder = (duplicate: DuplicateOrder) => void duplicates.push(duplicate)
    const instance = createTestHandler({ simulator, ledger, onDuplicateOrder, ...options })
    /** Sends a request without advancing the clock. */
    const start = async (body?: object, key = "key-1"): Promise<OrderResult> => {
      const headers = { "idempotency-key": key }
      const response = await instance.send({ body, headers })
      const { error, order } = response
      return {
        status: response.status,
        error: error.error,
        id: order.id,
        junctionOrderId: order.junction_order_id,
        replayed: response.headers["idempotent-replayed"] === "true",
      }
    }
    /** Sends a request and advances the clock until the response arrives. */
    const send = async (body?: object, key?: string): Promise<OrderResult> => {
      let ended = false
      const result = start(body, key).finally(() => (ended = true))
      while (!ended) await vi.advanceTimersByTimeAsync(10)
      return result
    }
    return { send, start, handler: instance.handler }
  }

  return {
    simulator,
    junctionClock,
    ledger,
    duplicates,
    startInstance,
    /** Returns the upstream keys of all orders sent so far. */
    upstreamKeys: () =>
      simulator.journal
        .filter(({ method, path }) => method === "POST" && path === "/v3/order")
        .map(({ headers }) => headers["x-idempotency-key"]),
    countLookups: () => simulator.journal.filter(({ path }) => path === "/v3/orders").length,
    /** Returns the orders that Junction has not cancelled. */
    activeOrders: () =>
      simulator.orders().filter(({ last_event }) => !last_event.status.startsWith("cancelled.")),
    /** Advances the clock and runs every timer that is due. */
    advance: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds),
  }
}

/** One minute in milliseconds. */
export const minute = 60_000
/** One hour in milliseconds. */
export const hour = 60 * minute

/** The result of an order while its outcome is unknown. */
export const outcomeUnknown = { status: 502, error: "junction_outcome_unknown" }

/** Junction's response body when the lab declines a patient. */
export const patientRejection = { detail: [{ loc: ["body", "patient_details", "dob"] }] }

/** Makes Junction save a 500 for the next order. Only a new upstream key can then place it. */
export function saveServerError(simulator: JunctionSimulator): void {
  simulator.fault({ name: "500" })
}

/** Creates the part of Junction's client that reconciliation needs. */
export function createReconcileLab({ fetch }: JunctionSimulator) {
  return createJunctionLookup({ ...atJunction, fetch })
}
