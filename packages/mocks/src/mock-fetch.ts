import { createLabOrder } from "@loop-health/integrations-contract"
import {
  createHandler,
  createMemoryLedger,
  type OrderLedger,
} from "@loop-health/integrations-server"
import { createFakeLab, type MockOrder } from "./fake-lab.ts"
import { createHashing } from "./hashing.ts"
import { defaultBaseUrl, type MockOptions } from "./mock-options.ts"
import { pause } from "./pause.ts"
import { createScenarioQueue, type ScenarioQueue } from "./scenario-queue.ts"
import type { ScenarioName } from "./scenarios.ts"

/** Controls of a mock. */
export interface MockControl {
  /**
   * Queues a scenario for one request. The scenario stays queued if a request ends before it
   * applies. Examples are requests with an invalid body, or with a key whose order exists.
   *
   * @throws TypeError that lists the allowed names if the name is unknown.
   */
  readonly next: (name: ScenarioName) => void
  /**
   * Sets the scenario of all later requests without a queued one. Call `always("created")` to
   * restore the default.
   *
   * @throws TypeError that lists the allowed names if the name is unknown.
   */
  readonly always: (name: ScenarioName) => void
  /** Removes all scenarios, orders, and idempotency keys. Call it after each test. */
  readonly reset: () => void
  /** Returns the orders at the fake lab, oldest first. Each intent must create only one order. */
  readonly orders: () => readonly MockOrder[]
}

/**
 * A mock API as a `fetch` function, with its controls. It rejects as `fetch` does: with a TypeError
 * if the connection fails, and with the signal's reason for an abort.
 */
export interface MockFetch extends MockControl {
  (input: Request | URL | string, init?: RequestInit): Promise<Response>
}

/**
 * Creates a mock API: the server's handler with an in-memory ledger and a fake lab. It validates
 * requests and handles idempotency keys as the server does.
 *
 * @throws TypeError if `baseUrl` is not an absolute URL.
 *
 * @example
 * const mock = createMockFetch()
 * const loop = createClient({ token: "any", fetch: mock })
 * mock.next("junction_unavailable")
 */
export function createMockFetch(options: MockOptions = {}): MockFetch {
  const { latencyMs = 0, baseUrl = defaultBaseUrl } = options
  const basePath = new URL(baseUrl).pathname.replace(/\/+$/, "")
  let api = startApi(options)

  const fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request =
      init !== undefined || typeof input === "string" || input instanceof URL
        ? new Request(input, init)
        : input
    const { handler, queue } = api
    const { signal } = request
    signal.throwIfAborted()
    const body = new Uint8Array(await request.arrayBuffer())
    const unreachable = queue.take("request")
    if (unreachable !== undefined) throw connectionError(unreachable.networkCode)

    const result = await handler({
      method: request.method,
      path: pathBelow(basePath, request.url),
      header: (name) => request.headers.get(name) ?? undefined,
      // toFetchHandler reads the body as a stream, which some browsers do not support.
      readBody: async (limitBytes) => (body.byteLength > limitBytes ? "too_large" : body),
    })
    await pause(latencyMs, signal)
    const loss = result.status === createLabOrder.successStatus ? queue.take("response") : undefined
    if (loss?.networkCode !== undefined) throw connectionError(loss.networkCode)
    if (loss !== undefined) await pause(Infinity, signal)
    return new Response(result.body, { status: result.status, headers: result.headers })
  }

  return Object.assign(fetch, {
    next: (name: ScenarioName) => api.queue.next(name),
    always: (name: ScenarioName) => api.queue.always(name),
    reset: () => {
      api = startApi(options)
    },
    orders: () => api.lab.orders(),
  })
}

function startApi({ caller = {}, phoneRequired = false, now = Date.now }: MockOptions) {
  const { brandId = "brand_example", userId = "user_example" } = caller
  const { scopes = createLabOrder.scopes } = caller
  const queue = createScenarioQueue()
  const lab = createFakeLab(phoneRequired, queue)
  let requests = 0
  const handler = createHandler({
    lab,
    ledger: failingOnClaim(createMemoryLedger({ now }), queue),
    // The ledger exists as long as the mock, so its secret may be public.
    hashing: createHashing(new TextEncoder().encode("the mock's ledger keeps no secret")),
    verifyToken: async () => {
      const scenario = queue.take("token")
      if (scenario !== undefined) throw scenario.error
      return { brandId, userId, scopes }
    },
    now,
    // Pages without HTTPS have no crypto.randomUUID.
    createRequestId: () => `mock-request-${++requests}`,
  })
  return { handler, queue, lab }
}

function failingOnClaim(ledger: OrderLedger, queue: ScenarioQueue): OrderLedger {
  return {
    ...ledger,
    claim: async (intent) => {
      const scenario = queue.take("claim")
      if (scenario === undefined) return ledger.claim(intent)
      if (scenario.outcome === "rejects") throw new Error("The store is unavailable.")
      return { kind: "reused" }
    },
  }
}

function pathBelow(basePath: string, url: string): string {
  const { pathname } = new URL(url)
  // Other paths match no operation, so a wrong base URL makes a test fail.
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : ""
}

/** Creates the error of Node's `fetch`. In browsers, the error has no cause. */
function connectionError(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) })
}
