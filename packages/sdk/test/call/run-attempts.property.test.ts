import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import fc from "fast-check"
import { expect, test, vi } from "vitest"
import { createClient, type TokenRequest } from "../../src/index.ts"
import { fakeClock, settle } from "../support/fake-clock.ts"
import { jsonResponse, never } from "../support/scripted-fetch.ts"

/** The reaction of a scripted server to one request. */
interface Step {
  readonly act: "created" | "rejected" | "open" | "foreign" | "lost" | "silent" | "stalled" | "cut"
  /** Whether an order is placed. A rejection by the API never places one. */
  readonly places: boolean
  readonly delayMs: number
  readonly code: string
  readonly status: number
  /** Not with a 401, after which another token is sent immediately. */
  readonly retryAfter: number | undefined
}

const rejections = [
  [400, "validation_error"],
  [401, "token_expired"],
  [401, "insufficient_scope"],
  [502, "auth_unavailable"],
  [502, "junction_rejected"],
  [502, "overloaded"],
] as const

const openCodes = [
  "order_in_progress",
  "junction_unavailable",
  "junction_outcome_unknown",
  "store_unavailable",
  "internal_error",
  "a_code_of_tomorrow",
]

const delays = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 1, max: 12_000 }),
)

const steps: fc.Arbitrary<Step> = fc
  .record({
    act: fc.constantFrom<Step["act"]>(
      "created",
      "rejected",
      "rejected",
      "open",
      "open",
      "foreign",
      "lost",
      "lost",
      "silent",
      "stalled",
      "cut",
    ),
    places: fc.boolean(),
    delayMs: delays,
    rejection: fc.constantFrom(...rejections),
    openCode: fc.constantFrom(...openCodes),
    foreign: fc.constantFrom(200, 204, 307, 400, 401, 404, 408, 425, 429, 500, 502, 503, 504),
    retryAfter: fc.option(fc.constantFrom(0, 1, 7, 29, 30, 31, 3600), { nil: undefined }),
  })
  .map(({ act, places, delayMs, rejection, openCode, foreign, retryAfter }) => {
    const [status, code] =
      act === "rejected" ? rejection : [act === "foreign" ? foreign : 502, openCode]
    const asksToWait = ["rejected", "open", "foreign"].includes(act) && status !== 401
    return {
      act,
      places: act !== "rejected" && places,
      delayMs,
      status,
      code,
      retryAfter: asksToWait ? retryAfter : undefined,
    }
  })

/** The source of the access token. */
const tokens = fc.record({
  kind: fc.constantFrom("string", "fresh", "fresh", "same", "failing", "silent-refresh", "silent"),
  delayMs: delays,
})

const scenarios = fc.record({
  steps: fc.array(steps, { minLength: 1, maxLength: 6 }),
  token: tokens,
  maxRetries: fc.integer({ min: 0, max: 4 }),
  timeoutMs: fc.oneof(fc.constant(30_000), fc.integer({ min: 1, max: 60_000 })),
  abortAtMs: fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: undefined }),
})

type Scenario = typeof scenarios extends fc.Arbitrary<infer Value> ? Value : never

test("with any server, a call has one body, one key, one deadline, no leaks, and a true outcome", async () => {
  fakeClock()
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { maxRetries, timeoutMs, abortAtMs = timeoutMs } = scenario
      const seen = await play(scenario)
      const { result } = seen

      expect(new Set(seen.bodies).size).toBeLessThanOrEqual(1)
      expect(new Set([...seen.keys, result.meta.idempotencyKey]).size).toBe(1)
      const resends = scenario.token.kind === "string" ? 0 : 1
      expect(seen.bodies.length).toBeLessThanOrEqual(1 + maxRetries + resends)
      expect(result.meta.attempts).toBe(seen.bodies.length)

      expect(seen.elapsedMs).toBeLessThanOrEqual(Math.min(timeoutMs, abortAtMs) + 50)
      expect(seen.listeners).toEqual({ added: 1, removed: 1 })
      expect(seen.timersLeft).toBe(0)
      expect(seen.responses).toBe(seen.requests)

      expect(result.kind === "created").toBe(result.meta.outcome === "created")
      expect(seen.placed && result.meta.outcome === "not_created").toBe(false)
      for (const [index, pause] of seen.pauses.entries()) {
        const { retryAfter = 0 } = seen.played[index] ?? {}
        expect(pause).toBeGreaterThanOrEqual(retryAfter * 1000)
      }
    }),
    { numRuns: 400 },
  )
})

async function play(scenario: Scenario) {
  const { token, maxRetries, timeoutMs, abortAtMs } = scenario
  const bodies: string[] = []
  const keys: (string | null)[] = []
  const played: Step[] = []
  const pauses: number[] = []
  const serverTimers = new Set<ReturnType<typeof setTimeout>>()
  let placed = false
  let respondedAt: number | undefined

  /** A wait of the server or of the token function. It ends with the request, like a socket. */
  const pause = async (milliseconds: number, signal?: AbortSignal) => {
    if (milliseconds === 0) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        serverTimers.delete(timer)
        resolve()
      }, milliseconds)
      serverTimers.add(timer)
      signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")))
    })
  }

  const fetch = async (request: Request) => {
    if (respondedAt !== undefined) pauses.push(performance.now() - respondedAt)
    const step = scenario.steps[bodies.length] ?? scenario.steps.at(-1)
    if (step === undefined) throw new Error("the script is empty")
    keys.push(request.headers.get("idempotency-key"))
    bodies.push(String(bodies.length)) // kept for the count until the text is here
    const index = bodies.length - 1
    bodies[index] = await request.text()
    placed ||= step.places || step.act === "created"
    await pause(step.delayMs, request.signal)
    const response = responseOf(step)
    played.push(step)
    respondedAt = performance.now()
    return response
  }

  const source = async ({ refresh }: TokenRequest) => {
    await pause(token.delayMs)
    if (token.kind === "silent" || (refresh && token.kind === "silent-refresh"))
      return never<string>()
    if (refresh && token.kind === "failing") throw new Error("signed out")
    return refresh && token.kind === "fresh" ? "new" : "old"
  }

  const controller = new AbortController()
  const added = vi.spyOn(controller.signal, "addEventListener")
  const removed = vi.spyOn(controller.signal, "removeEventListener")
  const abortTimer =
    abortAtMs === undefined ? undefined : setTimeout(() => controller.abort("enough"), abortAtMs)
  const hooks = { onRequest: vi.fn<() => void>(), onResponse: vi.fn<() => void>() }
  const { orders } = createClient({
    token: token.kind === "string" ? "old" : source,
    fetch,
    ...hooks,
  }).labs

  const startedAt = performance.now()
  const order = aLabOrderRequest()
  const { signal } = controller
  let elapsedMs = Number.POSITIVE_INFINITY
  const call = orders.safeCreate(order, { maxRetries, timeoutMs, signal })
  const result = await settle(
    call.finally(() => {
      elapsedMs = performance.now() - startedAt
    }),
  )

  clearTimeout(abortTimer)
  const timersLeft = vi.getTimerCount() - serverTimers.size
  for (const timer of serverTimers) clearTimeout(timer)
  return {
    result,
    bodies,
    keys,
    played,
    pauses,
    placed,
    elapsedMs,
    timersLeft,
    listeners: { added: added.mock.calls.length, removed: removed.mock.calls.length },
    requests: hooks.onRequest.mock.calls.length,
    responses: hooks.onResponse.mock.calls.length,
  }
}

function responseOf({ act, status, code, retryAfter }: Step): Response | Promise<Response> {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }
  switch (act) {
    case "created":
      return jsonResponse(201, aLabOrder())
    case "rejected":
    case "open":
      return jsonResponse(status, { error: code, message: "Why." }, headers)
    case "foreign":
      return new Response(null, { status, headers })
    case "lost":
      return Promise.reject(new TypeError("fetch failed"))
    case "silent":
      return never()
    case "stalled":
      return new Response(new ReadableStream({ pull: never }), { status: 201 })
    case "cut":
      return new Response(
        new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) }),
        { status: 201 },
      )
  }
}
