import { createLabOrder } from "@loop-health/integrations-contract"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { beforeEach, expect, test, vi } from "vitest"
import { createClient, type ClientOptions } from "../../src/index.ts"
import { retryDelayMs, retryRuleOf } from "../../src/call/retry.ts"
import { fakeClock, settle } from "../support/fake-clock.ts"
import { jsonResponse, scriptedFetch, deferred } from "../support/scripted-fetch.ts"

beforeEach(fakeClock)

type Step = () => Response | Promise<Response>

/** A client with one step for each request. The last step applies to all later requests. */
function scriptedClient(steps: readonly Step[], options: Partial<ClientOptions> = {}) {
  const times: number[] = []
  const { fetch, sent } = scriptedFetch(() => {
    times.push(performance.now() - start)
    const step = steps[times.length - 1] ?? steps.at(-1)
    if (step === undefined) throw new Error("the script is empty")
    return step()
  })
  const start = performance.now()
  return { orders: createClient({ token: "t", fetch, ...options }).labs.orders, sent, times }
}

const created = () => jsonResponse(201, aLabOrder())
const lost = () => Promise.reject(new TypeError("fetch failed"))
const rejected = (code: string, status = 502, headers: Record<string, string> = {}) => {
  return () => jsonResponse(status, { error: code, message: "Why." }, headers)
}
const foreign = (status: number) => () => new Response(null, { status })

type Code = (typeof createLabOrder.errorCodes)[502][number]

const mayPass: Readonly<Record<Code, boolean>> = {
  junction_unavailable: true,
  junction_outcome_unknown: true,
  order_in_progress: true,
  store_unavailable: true,
  auth_unavailable: true,
  overloaded: true,
  junction_rejected: false,
  internal_error: false,
}

test("the table has each 502 code of the contract", () => {
  expect(Object.keys(mayPass).toSorted()).toEqual(createLabOrder.errorCodes[502].toSorted())
})

test.each(Object.entries(mayPass))("whether %s is retried is %s", async (code, again) => {
  const { orders, sent } = scriptedClient([rejected(code)])
  const result = await settle(orders.safeCreate(aLabOrderRequest()))
  expect(result).toMatchObject({ kind: "upstream", meta: { attempts: again ? 3 : 1 } })
  expect(sent).toHaveLength(again ? 3 : 1)
})

test.each<[string, number, Step]>([
  ...[408, 425, 429, 502, 503, 504].map((status): [string, number, Step] => [
    `a gateway's ${status}`,
    3,
    foreign(status),
  ]),
  ...[200, 307, 400, 403, 409, 500, 501].map((status): [string, number, Step] => [
    `a gateway's ${status}`,
    1,
    foreign(status),
  ]),
  ["a 502 with an unknown code", 3, rejected("unknown_code")],
  ["a 503 with a gateway's text", 3, rejected("Service Unavailable", 503)],
  ["a 409 order_in_progress", 3, rejected("order_in_progress", 409)],
  ["a 503 junction_rejected", 1, rejected("junction_rejected", 503)],
  ["a 504 internal_error", 1, rejected("internal_error", 504)],
  ["a 400", 1, rejected("validation_error", 400)],
  ["a 401", 1, rejected("insufficient_scope", 401)],
  ["a 201 without an order", 1, () => new Response("no order", { status: 201 })],
  ["a redirect in a browser", 1, () => Response.error()],
])("after %s, the call sends %i requests", async (_name, times, step) => {
  const { orders, sent } = scriptedClient([step])
  const result = await settle(orders.safeCreate(aLabOrderRequest()))
  expect(result.kind).not.toBe("created")
  expect(result.meta.attempts).toBe(times)
  expect(sent).toHaveLength(times)
})

test("a lost request is retried with the same key and bytes and places one order", async () => {
  const mock = createMockFetch()
  mock.next("connection_lost")
  mock.next("connection_error")
  const { fetch, sent } = scriptedFetch(mock)
  const { orders } = createClient({ token: "t", fetch }).labs
  const result = await settle(orders.safeCreate(aLabOrderRequest()))

  expect(result).toMatchObject({ kind: "created", replayed: true, meta: { attempts: 3 } })
  expect(mock.orders()).toHaveLength(1)
  const [first, ...others] = sent
  expect(others).toEqual([first, first])
})

test("the metadata of a response does not apply to a later request without response", async () => {
  const headers = { "x-request-id": "request-1", "retry-after": "1" }
  const { orders } = scriptedClient([rejected("overloaded", 502, headers), lost])
  expect(await settle(orders.safeCreate(aLabOrderRequest()))).toMatchObject({
    kind: "connection",
    meta: { attempts: 3, requestId: undefined, retryAfterMs: undefined },
  })
})

test("a change of the order object during a wait has no effect", async () => {
  const order = aLabOrderRequest()
  const { orders, sent } = scriptedClient([lost, created])
  const call = orders.safeCreate(order)
  await vi.advanceTimersByTimeAsync(0)
  order.patient.first_name = "Ben"
  await settle(call)
  expect(sent.map((request) => request.body)).toEqual(
    Array(2).fill(JSON.stringify(aLabOrderRequest())),
  )
})

test("a request with an incomplete response is retried", async () => {
  const broken = () => {
    const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) })
    return new Response(body, { status: 201 })
  }
  const { orders } = scriptedClient([broken, created])
  const result = await settle(orders.safeCreate(aLabOrderRequest()))
  expect(result).toMatchObject({ kind: "created", meta: { attempts: 2, outcome: "created" } })
})

test.each([
  [{ maxRetries: 0 }, {}, 1],
  [{ maxRetries: 1 }, {}, 2],
  [{}, { maxRetries: 0 }, 1],
  [{ maxRetries: 0 }, { maxRetries: 4 }, 5],
  [{ maxRetries: undefined }, { maxRetries: undefined }, 3],
])(
  "with the client's options %j and the call's %j, the call sends %i requests",
  async (client, call, times) => {
    const { orders, sent } = scriptedClient([lost], client)
    const result = await settle(orders.safeCreate(aLabOrderRequest(), call))
    expect(result).toMatchObject({ kind: "connection", meta: { attempts: times } })
    expect(sent).toHaveLength(times)
  },
)

test("waits are random below a limit that doubles from 500 ms", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5)
  const { orders, times } = scriptedClient([lost], { maxRetries: 3 })
  await settle(orders.safeCreate(aLabOrderRequest()))
  vi.restoreAllMocks()
  expect(times).toEqual([0, 250, 750, 1750])
})

test.each([
  [1, undefined, 0.999, 499.5],
  [2, undefined, 0.5, 500],
  [5, undefined, 0.5, 4000],
  [2000, undefined, 0.5, 4000],
  [1, undefined, 0, 0],
  [1, 0, 0.5, 0],
  [1, 1500, 0.5, 1500],
  [1, 30_000, 0.5, 30_000],
  [1, 30_001, 0.5, undefined],
])(
  "retry %i with retry-after %s and random number %d waits %s ms",
  (retry, retryAfterMs, random, wait) => {
    expect(retryDelayMs(retry, retryAfterMs, random)).toBe(wait)
  },
)

test("a connection error is retried, an abort and a timeout are not", () => {
  const status = undefined
  expect(retryRuleOf({ code: "connection", status })).toBe("same_key")
  for (const code of ["timeout", "aborted", "contract", "invalid_request", "token"] as const) {
    expect(retryRuleOf({ code, status })).toBe("never")
  }
})

test("the SDK waits for exactly the retry-after time", async () => {
  const { orders, times } = scriptedClient([
    rejected("overloaded", 502, { "retry-after": "7" }),
    created,
  ])
  expect((await settle(orders.safeCreate(aLabOrderRequest()))).kind).toBe("created")
  expect(times).toEqual([0, 7000])
})

test("the SDK returns an error with a retry-after above 30 seconds immediately", async () => {
  const { orders } = scriptedClient([rejected("overloaded", 502, { "retry-after": "31" })], {
    timeoutMs: 100_000,
  })
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "upstream",
    meta: { attempts: 1, retryAfterMs: 31_000, elapsedMs: 0 },
  })
})

test.each([
  [7000, 1],
  [7001, 2],
])(
  "with a timeout of %i ms and a wait of 7 s, the call sends %i requests",
  async (timeoutMs, times) => {
    const { orders, sent } = scriptedClient([
      rejected("overloaded", 502, { "retry-after": "7" }),
      rejected("junction_rejected"),
    ])
    const result = await settle(orders.safeCreate(aLabOrderRequest(), { timeoutMs }))
    expect(result.kind).toBe("upstream")
    expect(sent).toHaveLength(times)
  },
)

test("one deadline applies to all requests and waits", async () => {
  const { reached, reach } = deferred()
  const { orders } = scriptedClient([
    rejected("overloaded", 502, { "retry-after": "20" }),
    () => {
      reach()
      return new Promise<Response>(() => {})
    },
  ])
  const call = orders.safeCreate(aLabOrderRequest())
  await vi.advanceTimersByTimeAsync(20_000)
  await reached
  expect(await settle(call)).toMatchObject({
    kind: "timeout",
    meta: { attempts: 2, elapsedMs: 30_000, outcome: "unknown" },
  })
})

test.each([
  ["auth_unavailable", "not_created"],
  ["overloaded", "not_created"],
  ["store_unavailable", "unknown"],
])("an abort during the wait after %s ends the call with the outcome %s", async (code, outcome) => {
  const { orders, sent } = scriptedClient([rejected(code, 502, { "x-request-id": "request-1" })])
  const controller = new AbortController()
  const call = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  await vi.advanceTimersByTimeAsync(0)
  expect(vi.getTimerCount()).toBe(2)
  controller.abort()
  expect(await call).toMatchObject({
    kind: "aborted",
    meta: { attempts: 1, outcome, requestId: "request-1" },
  })
  expect(sent).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})

test.each<[string, readonly Step[], string]>([
  [
    "overloaded, then a 400",
    [rejected("overloaded"), rejected("invalid_json", 400)],
    "not_created",
  ],
  ["auth_unavailable each time", [rejected("auth_unavailable")], "not_created"],
  [
    "auth_unavailable, then a 400",
    [rejected("auth_unavailable"), rejected("invalid_json", 400)],
    "not_created",
  ],
  ["a lost request, then a 400", [lost, rejected("invalid_json", 400)], "unknown"],
  ["a lost request, then junction_rejected", [lost, rejected("junction_rejected")], "unknown"],
  ["a gateway's 503, then a 401", [foreign(503), rejected("unauthenticated", 401)], "unknown"],
  ["auth_unavailable, then a lost request", [rejected("auth_unavailable"), lost], "unknown"],
  ["overloaded, then an order", [rejected("overloaded"), created], "created"],
])("the outcome is correct after %s", async (_name, steps, outcome) => {
  const { orders } = scriptedClient(steps)
  const result = await settle(orders.safeCreate(aLabOrderRequest()))
  const reported = result.kind === "created" ? result.meta : result.error
  expect([result.meta.outcome, reported.outcome]).toEqual([outcome, outcome])
})

test("the message of a 400 after a lost request does not suggest a corrected request", async () => {
  const { orders } = scriptedClient([lost, rejected("validation_error", 400)])
  const result = await settle(orders.safeCreate(aLabOrderRequest()))
  if (result.kind !== "validation") throw new Error("The call was not rejected.")
  expect(result.error.message).toMatch(/An order may have been placed/)
  expect(result.error.message).not.toMatch(/Correct the request/)
})
