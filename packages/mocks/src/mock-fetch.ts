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

/** Says what is to happen, and tells what did. */
export interface MockControl {
  /**
   * The next request that comes so far ends like this; then all is as before. Calls queue up, and none is used up by a
   * request that ends earlier: a bad body gets its own 400, and an order that is there is replayed.
   *
   * @throws TypeError that lists the names, when there is no such scenario.
   */
  readonly next: (name: ScenarioName) => void
  /**
   * From now on every request ends like this, but for those that `next` has something else for. `always("created")`
   * ends it.
   *
   * @throws TypeError that lists the names, when there is no such scenario.
   */
  readonly always: (name: ScenarioName) => void
  /** Forgets everything: scenarios, orders and idempotency keys. For after each test. */
  readonly reset: () => void
  /** The orders that the lab holds, oldest first: one intent is to be one order. */
  readonly orders: () => readonly MockOrder[]
}

/**
 * The API as a fetch, with its controls. Answers and fails as fetch does: a TypeError when the connection fails, the
 * signal's reason when it aborts.
 */
export interface MockFetch extends MockControl {
  (input: Request | URL | string, init?: RequestInit): Promise<Response>
}

/**
 * Makes an API of its own to test against: the server's handler with a ledger in memory and a fake lab. It refuses what
 * the server refuses, and replays by idempotency key as the server does.
 *
 * @throws TypeError when `baseUrl` is not an absolute URL.
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
    const refusal = queue.take("request")
    if (refusal !== undefined) throw connectionError(refusal.networkCode)

    const answer = await handler({
      method: request.method,
      path: pathBelow(basePath, request.url),
      header: (name) => request.headers.get(name) ?? undefined,
      // toFetchHandler reads the body as a stream, which not every browser gives, nor lets one iterate.
      readBody: async (limitBytes) => (body.byteLength > limitBytes ? "too_large" : body),
    })
    await pause(latencyMs, signal)
    const loss = answer.status === createLabOrder.successStatus ? queue.take("response") : undefined
    if (loss?.networkCode !== undefined) throw connectionError(loss.networkCode)
    if (loss !== undefined) await pause(Infinity, signal)
    return new Response(answer.body, { status: answer.status, headers: answer.headers })
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
    // crypto.randomUUID is missing on pages without https.
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
      if (scenario.outcome === "rejects") throw new Error("the store cannot be reached")
      return { kind: "reused" }
    },
  }
}

function pathBelow(basePath: string, url: string): string {
  const { pathname } = new URL(url)
  // What is not below it is nowhere, so that a wrong base URL shows in a test.
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : ""
}

/** As Node's fetch fails; browsers say the same without a cause. */
function connectionError(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) })
}
