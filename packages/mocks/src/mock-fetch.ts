import { createLabOrder, type ApiError, type LabOrder } from "@loop-health/integrations-contract"
import {
  createHandler,
  createMemoryLedger,
  type OrderLedger,
} from "@loop-health/integrations-server"
import { checkNodeVersion } from "./check-node-version.ts"
import { corsHeaders, isPreflight, respondPreflight } from "./cors.ts"
import { createFakeLab, type FakeLab } from "./fake-lab.ts"
import { createHashing } from "./hashing.ts"
import { createTurns } from "./in-turn.ts"
import type { MockCall, MockControl } from "./mock-control.ts"
import { defaultBaseUrl, type MockOptions } from "./mock-options.ts"
import { pause } from "./pause.ts"
import { planScenario } from "./planned-scenario.ts"
import { createScenarioQueue, type ScenarioQueue } from "./scenario-queue.ts"
import type { ScenarioName } from "./scenarios.ts"
import { seededTime } from "./seeds.ts"

/**
 * A mock API as a `fetch` function, with its controls. It rejects as `fetch` does: with a TypeError
 * if the connection fails, and with the signal's reason if the request is aborted.
 */
export interface MockFetch extends MockControl {
  (input: Request | URL | string, init?: RequestInit): Promise<Response>
}

/** Request header with the name of a scenario that applies to this request only. */
const scenarioHeader = "x-mock-scenario"

/** The end of a request: a response, a network error, or neither. */
interface Exchange {
  readonly response?: Response
  readonly networkCode?: string | undefined
  /** Delay of the scenario in milliseconds. Default: the mock's latency. */
  readonly delayMs?: number | undefined
}

/**
 * Creates a mock API: the server's handler with an in-memory ledger and a fake lab. It validates
 * requests and handles idempotency keys as the server does. It processes requests one after
 * another, in the order of the calls.
 *
 * @throws TypeError if `baseUrl` is not an absolute URL. Error if Node is older than 22.
 *
 * @example
 * const mock = createMockFetch()
 * const loop = createClient({ token: "any", fetch: mock })
 * mock.next("junction_unavailable")
 */
export function createMockFetch(options: MockOptions = {}): MockFetch {
  checkNodeVersion()
  const { latencyMs = 0, baseUrl = defaultBaseUrl } = options
  const basePath = new URL(baseUrl).pathname.replace(/\/+$/, "")
  let api = startApi(options)
  const takeTurn = createTurns()

  const fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request =
      init !== undefined || typeof input === "string" || input instanceof URL
        ? new Request(input, init)
        : input
    const { signal } = request
    signal.throwIfAborted()
    if (isPreflight(request)) return respondPreflight(request)
    const body = new Uint8Array(await request.arrayBuffer())
    const { response, networkCode, delayMs } = await takeTurn(async () => {
      signal.throwIfAborted()
      return api.receive(request, pathBelow(basePath, request.url), body)
    })
    const hangs = response === undefined && networkCode === undefined
    await pause(hangs ? Infinity : (delayMs ?? latencyMs), signal)
    if (response === undefined) throw connectionError(networkCode)
    return response
  }

  const control: MockControl = {
    next: (name, changes, scenarioOptions) => {
      api.queue.add(planScenario(name, changes, scenarioOptions))
      return control
    },
    always: (name, changes, scenarioOptions) => {
      api.queue.setFallback(planScenario(name, changes, scenarioOptions))
      return control
    },
    reset: () => {
      api = startApi(options)
    },
    orders: () => api.lab.orders(),
    calls: () => [...api.calls],
  }
  return Object.assign(fetch, control)
}

function startApi(options: MockOptions) {
  const { caller = {}, phoneRequired = false, seed = 1 } = options
  const { brandId = "brand_example", userId = "user_example" } = caller
  const { scopes = createLabOrder.scopes } = caller
  let requests = 0
  const { now = () => seededTime(requests) } = options
  const queue = createScenarioQueue()
  const lab = createFakeLab(phoneRequired, seed, queue)
  const calls: MockCall[] = []
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
    createRequestId: () => `mock-request-${requests}`,
  })

  const exchange = async (request: Request, path: string, body: Uint8Array): Promise<Exchange> => {
    const name = request.headers.get(scenarioHeader)
    try {
      queue.start(name === null ? undefined : planScenario(name as ScenarioName))
    } catch (error) {
      queue.start(undefined)
      return { response: respondUnknownScenario(error) }
    }
    const unreachable = queue.take("request")
    if (unreachable !== undefined) return { networkCode: unreachable.networkCode }
    const {
      status,
      headers,
      body: text,
    } = await handler({
      method: request.method,
      path,
      header: (header) => request.headers.get(header) ?? undefined,
      // toFetchHandler reads the body as a stream, which some browsers do not support.
      readBody: async (limitBytes) => (body.byteLength > limitBytes ? "too_large" : body),
    })
    const loss = status === createLabOrder.successStatus ? queue.take("response") : undefined
    if (loss !== undefined) return { networkCode: loss.networkCode }
    const changed = request.method === "HEAD" ? null : changeBody(status, text, lab, queue)
    const cors = request.headers.has("origin") ? corsHeaders : {}
    return { response: new Response(changed, { status, headers: { ...headers, ...cors } }) }
  }

  return {
    queue,
    lab,
    calls,
    receive: async (request: Request, path: string, body: Uint8Array): Promise<Exchange> => {
      requests += 1
      const result = await exchange(request, path, body)
      const applied = queue.applied()
      calls.push({
        method: request.method,
        key: request.headers.get("idempotency-key") ?? undefined,
        scenario: applied?.name,
        status: result.response?.status,
      })
      return { ...result, delayMs: applied?.delayMs }
    },
  }
}

/** Returns a body with the changes of its order or of the request's scenario. */
function changeBody(status: number, text: string, lab: FakeLab, queue: ScenarioQueue): string {
  const body = JSON.parse(text) as LabOrder | ApiError
  if (status === createLabOrder.successStatus) return JSON.stringify(lab.describe(body as LabOrder))
  const applied = queue.applied()
  const isOfScenario = "error" in body && body.error === applied?.name
  return isOfScenario ? JSON.stringify({ ...body, ...applied?.changes }) : text
}

function respondUnknownScenario(error: unknown): Response {
  const message = `${scenarioHeader}: ${error instanceof Error ? error.message : String(error)}`
  const body = { error: "unknown_scenario", message }
  return Response.json(body, { status: 400, headers: corsHeaders })
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
function connectionError(code: string | undefined): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) })
}
