import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test, vi } from "vitest"
import { createClient, type ClientOptions, type Hooks, type TokenRequest } from "../src/index.ts"
import { fakeClock, settle } from "./support/fake-clock.ts"
import { jsonResponse, never, scriptedFetch } from "./support/scripted-fetch.ts"

const options = { idempotencyKey: "key-1" }

/** Hooks that record their events in order. */
function recorder() {
  const events: [string, unknown][] = []
  const hooks: Hooks = {
    onRequest: (event) => events.push(["request", event]),
    onResponse: (event) => events.push(["response", event]),
    onRetry: (event) => events.push(["retry", event]),
  }
  return { events, hooks }
}

const request = {
  method: "POST",
  path: "/v1/labs/orders",
  idempotencyKey: "key-1",
  attempt: 1,
  startedAt: 1_795_000_000_000,
}

test("the hooks report a request and its response without the content of the request", async () => {
  fakeClock()
  vi.setSystemTime(1_795_000_000_000)
  const { events, hooks } = recorder()
  const mock = createMockFetch()
  const fetch = async (sent: Request) => {
    vi.advanceTimersByTime(40)
    return mock(sent)
  }
  await createClient({ token: "t", fetch, ...hooks }).labs.orders.create(
    aLabOrderRequest(),
    options,
  )
  const ended = { errorCode: undefined, status: 201, requestId: "mock-request-1", durationMs: 40 }
  expect(events).toEqual([
    ["request", request],
    ["response", { ...request, ...ended }],
  ])
})

test("each request has two events, and a third one before a retry", async () => {
  fakeClock()
  vi.setSystemTime(1_795_000_000_000)
  const { events, hooks } = recorder()
  const responses = [
    () => Promise.reject(new TypeError("fetch failed")),
    () => jsonResponse(401, { error: "token_expired", message: "x" }, { "x-request-id": "r-2" }),
    () => jsonResponse(502, { error: "overloaded", message: "x" }, { "retry-after": "2" }),
    () => jsonResponse(502, { error: "junction_rejected", message: "x" }),
  ]
  const { fetch } = scriptedFetch(() => responses.shift()?.() ?? never())
  const token = ({ refresh }: TokenRequest) => (refresh ? "new" : "old")
  vi.spyOn(Math, "random").mockReturnValue(0.5)
  const { orders } = createClient({ token, fetch, ...hooks }).labs
  await settle(orders.safeCreate(aLabOrderRequest(), options))
  vi.restoreAllMocks()

  const lost = {
    ...request,
    errorCode: "connection",
    status: undefined,
    requestId: undefined,
    durationMs: 0,
  }
  const second = { ...request, attempt: 2, startedAt: 1_795_000_000_250 }
  const rejected = {
    ...lost,
    ...second,
    errorCode: "unauthenticated",
    status: 401,
    requestId: "r-2",
  }
  const third = { ...second, attempt: 3 }
  const overloaded = { ...lost, ...third, errorCode: "upstream", status: 502 }
  const fourth = { ...request, attempt: 4, startedAt: 1_795_000_002_250 }
  expect(events).toEqual([
    ["request", request],
    ["response", lost],
    ["retry", { ...lost, delayMs: 250 }],
    ["request", second],
    ["response", rejected],
    ["retry", { ...rejected, delayMs: 0 }],
    ["request", third],
    ["response", overloaded],
    ["retry", { ...overloaded, delayMs: 2000 }],
    ["request", fourth],
    ["response", { ...overloaded, ...fourth }],
  ])
})

test("a request that times out has its second event", async () => {
  fakeClock()
  const { events, hooks } = recorder()
  const { orders } = createClient({ token: "t", fetch: never, timeoutMs: 50, ...hooks }).labs
  await settle(orders.safeCreate(aLabOrderRequest()))
  expect(events).toMatchObject([
    ["request", { attempt: 1 }],
    ["response", { errorCode: "timeout", status: undefined, durationMs: 50 }],
  ])
})

test("a call that sends no request calls no hook", async () => {
  const { events, hooks } = recorder()
  const { orders } = createClient({ token: () => "", ...hooks }).labs
  await orders.safeCreate(aLabOrderRequest())
  await orders.safeCreate(aLabOrderRequest(), { idempotencyKey: "" })
  await orders.safeCreate(aLabOrderRequest(), { signal: AbortSignal.abort() })
  expect(events).toEqual([])
})

const badHooks: readonly [string, (event: object) => unknown][] = [
  [
    "throws",
    () => {
      throw new Error("a hook")
    },
  ],
  ["rejects", () => Promise.reject(new Error("a hook"))],
  ["never ends", () => never()],
  [
    "returns an object that throws when it is awaited",
    () =>
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("a hook")
          },
        },
      ),
  ],
  [
    "changes its event",
    (event) => Object.assign(event, { attempt: 99, idempotencyKey: "other", method: "GET" }),
  ],
]

test.each(badHooks)("a hook that %s does not affect the call", async (_name, hook) => {
  fakeClock()
  const { events, hooks } = recorder()
  const both = (name: keyof Hooks) => (event: never) => {
    hooks[name]?.(structuredClone(event))
    return hook(event)
  }
  const mock = createMockFetch()
  mock.next("overloaded")
  const { fetch, sent } = scriptedFetch(mock)
  const { orders } = createClient({
    token: "t",
    fetch,
    onRequest: both("onRequest"),
    onResponse: both("onResponse"),
    onRetry: both("onRetry"),
  } as ClientOptions).labs
  const result = await settle(orders.safeCreate(aLabOrderRequest(), options))
  expect(result).toMatchObject({ kind: "created", meta: { attempts: 2, idempotencyKey: "key-1" } })
  expect(sent[1]).toEqual(sent[0])
  expect(events).toMatchObject(
    ["request", "response", "retry", "request", "response"].map((name, index) => [
      name,
      { attempt: index < 3 ? 1 : 2, idempotencyKey: "key-1", method: "POST" },
    ]),
  )
})

test("an abort in onRequest prevents the request", async () => {
  const controller = new AbortController()
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const onRequest = () => controller.abort()
  const { orders } = createClient({ token: "t", fetch, onRequest }).labs
  const result = await orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  expect(result).toMatchObject({
    kind: "aborted",
    meta: { attempts: 0, outcome: "not_created" },
  })
  expect(sent).toEqual([])
})

test("after an abort in onRetry, no further event is reported", async () => {
  const { events, hooks } = recorder()
  const controller = new AbortController()
  const { fetch, sent } = scriptedFetch(() =>
    jsonResponse(401, { error: "token_expired", message: "x" }),
  )
  const { orders } = createClient({
    token: ({ refresh }) => (refresh ? "new" : "old"),
    fetch,
    ...hooks,
    onRetry: () => controller.abort(),
  }).labs
  const result = await orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  expect(result).toMatchObject({
    kind: "aborted",
    meta: { attempts: 1, outcome: "not_created" },
  })
  expect(events.map(([name]) => name)).toEqual(["request", "response"])
  expect(sent).toHaveLength(1)
})

test("a request has only four headers, with and without hooks", async () => {
  const { hooks } = recorder()
  const { fetch, sent } = scriptedFetch(createMockFetch())
  await createClient({ token: "t", fetch, ...hooks }).labs.orders.create(aLabOrderRequest())
  expect(sent.map((request) => Object.keys(request.headers).toSorted())).toEqual([
    ["accept", "authorization", "content-type", "idempotency-key"],
  ])
})
