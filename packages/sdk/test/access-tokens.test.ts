import { AsyncLocalStorage } from "node:async_hooks"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test, vi } from "vitest"
import { createAccessTokens } from "../src/access-tokens.ts"
import { createClient, type ClientOptions, type TokenRequest } from "../src/index.ts"
import { fakeClock, settle } from "./support/fake-clock.ts"
import { jsonResponse, never, scriptedFetch, deferred } from "./support/scripted-fetch.ts"

test.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("signed out")
    },
  ],
  ["rejects", () => Promise.reject(new Error("signed out"))],
  ["rejects without an error", () => Promise.reject()],
  ["returns undefined", () => undefined],
  ["returns an empty string", () => ""],
  ["returns a string with a line break", async () => "abc\r\nx-other: y"],
  ["returns the token with its scheme", () => "Bearer abc"],
])("a token function that %s fails the call before anything is sent", async (_name, token) => {
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token: token as () => string, fetch }).labs
  const result = await orders.safeCreate(aLabOrderRequest())

  expect(result).toMatchObject({
    kind: "token",
    status: undefined,
    error: { name: "TokenError", outcome: "not_created" },
    meta: { attempts: 0, outcome: "not_created" },
  })
  expect(sent).toEqual([])
})

test("the SDK calls the token function once for each call", async () => {
  const calls: TokenRequest[] = []
  const token = async (request: TokenRequest) => `token-${calls.push(request)}`
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token, fetch }).labs
  await orders.create(aLabOrderRequest())
  await orders.create(aLabOrderRequest())
  expect(sent.map((request) => request.headers["authorization"])).toEqual([
    "Bearer token-1",
    "Bearer token-2",
  ])
  expect(calls).toEqual([{ refresh: false }, { refresh: false }])
})

test("a retry uses the token of the call, because the next token may be another user's", async () => {
  fakeClock()
  const mock = createMockFetch()
  mock.next("connection_lost")
  const { fetch, sent } = scriptedFetch(mock)
  let calls = 0
  const token = () => `token-${++calls}`
  const call = createClient({ token, fetch }).labs.orders.safeCreate(aLabOrderRequest())
  expect(await settle(call)).toMatchObject({ kind: "created", meta: { attempts: 2 } })
  expect(sent.map((request) => request.headers["authorization"])).toEqual([
    "Bearer token-1",
    "Bearer token-1",
  ])
})

/** An API that rejects some tokens, and a session that returns `old` until its refresh. */
function expiredSession(
  isRejected = (token: string): boolean => token === "old",
  refresh: () => string | Promise<string> = () => "new",
) {
  const mock = createMockFetch()
  const { fetch, sent } = scriptedFetch((request) => {
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? ""
    if (!isRejected(token)) return mock(request)
    const body = { error: "token_expired", message: "The token has expired." }
    return jsonResponse(401, body, { "x-request-id": "request-1" })
  })
  const refreshes = vi.fn<() => void>()
  let current = "old"
  const token = async (request: TokenRequest) => {
    if (!request.refresh) return current
    refreshes()
    const fresh = await refresh()
    current = fresh || current
    return fresh
  }
  return { mock, fetch, sent, token, refreshes }
}

test("the SDK refreshes a rejected token and sends the same request with the new one", async () => {
  const { mock, fetch, sent, token, refreshes } = expiredSession()
  // The request with the new token is not a retry.
  const { orders } = createClient({ token, fetch, maxRetries: 0 }).labs
  const result = await orders.safeCreate(aLabOrderRequest())

  expect(result).toMatchObject({ kind: "created", meta: { attempts: 2 } })
  expect(refreshes).toHaveBeenCalledTimes(1)
  expect(mock.orders()).toHaveLength(1)
  const [first, second, ...others] = sent
  expect(others).toEqual([])
  expect(first?.headers["authorization"]).toBe("Bearer old")
  const authorization = "Bearer new"
  expect(second).toEqual({ ...first, headers: { ...first?.headers, authorization } })
})

test("a hundred calls with one expired token share one refresh", async () => {
  const { mock, fetch, sent, token, refreshes } = expiredSession()
  const { orders } = createClient({ token, fetch }).labs
  const calls = Array.from({ length: 100 }, () => orders.safeCreate(aLabOrderRequest()))
  const results = await Promise.all(calls)

  expect(new Set(results.map((result) => result.kind))).toEqual(new Set(["created"]))
  expect(refreshes).toHaveBeenCalledTimes(1)
  expect(sent).toHaveLength(200)
  expect(mock.orders()).toHaveLength(100)
})

test("a late rejection of the old token causes no second refresh", async () => {
  const { fetch, sent, token, refreshes } = expiredSession()
  const { reached, reach } = deferred()
  let delayed = false
  const { orders } = createClient({
    token,
    fetch: async (request) => {
      const response = await fetch(request)
      if (response.status === 401 && !delayed) {
        delayed = true
        await reached
      }
      return response
    },
  }).labs
  const late = orders.safeCreate(aLabOrderRequest())
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({ meta: { attempts: 2 } })
  reach()
  expect(await late).toMatchObject({ kind: "created", meta: { attempts: 2 } })
  expect(refreshes).toHaveBeenCalledTimes(1)
  expect(sent).toHaveLength(4)
})

test("a rejected new token ends in the 401, and the next call refreshes again", async () => {
  let minted = 0
  const { fetch, token, refreshes } = expiredSession(
    () => true,
    () => `new-${++minted}`,
  )
  const { orders } = createClient({ token, fetch }).labs
  for (const times of [1, 2]) {
    expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
      kind: "unauthenticated",
      meta: { attempts: 2, outcome: "not_created" },
    })
    expect(refreshes).toHaveBeenCalledTimes(times)
  }
})

test("the next call replaces a rejected replacement", async () => {
  let rejected = ["old"]
  const minted = ["new-1", "new-2"]
  const { fetch, refreshes } = expiredSession((token) => rejected.includes(token))
  // The function returns its new token only once, and then the old one again.
  const token = ({ refresh }: TokenRequest) => {
    if (!refresh) return "old"
    refreshes()
    return minted.shift() ?? "none-left"
  }
  const { orders } = createClient({ token, fetch }).labs
  expect((await orders.safeCreate(aLabOrderRequest())).kind).toBe("created")
  expect((await orders.safeCreate(aLabOrderRequest())).kind).toBe("created")
  expect(refreshes).toHaveBeenCalledTimes(1)
  rejected = ["old", "new-1"]
  expect((await orders.safeCreate(aLabOrderRequest())).kind).toBe("unauthenticated")
  expect((await orders.safeCreate(aLabOrderRequest())).kind).toBe("created")
  expect(refreshes).toHaveBeenCalledTimes(2)
})

test.each<[string, () => string | Promise<string>]>([
  ["throws", () => Promise.reject(new Error("signed out"))],
  ["returns no token", () => ""],
])(
  "a refresh that %s fails the waiting calls, and the next call refreshes again",
  async (_name, refresh) => {
    const { fetch, sent, token, refreshes } = expiredSession(() => true, refresh)
    const { orders } = createClient({ token, fetch }).labs
    const calls = [orders.safeCreate(aLabOrderRequest()), orders.safeCreate(aLabOrderRequest())]
    for (const result of await Promise.all(calls)) {
      expect(result).toMatchObject({
        kind: "token",
        meta: { attempts: 1, outcome: "not_created", requestId: "request-1" },
      })
    }
    expect(refreshes).toHaveBeenCalledTimes(1)
    expect(sent).toHaveLength(2)
    await orders.safeCreate(aLabOrderRequest())
    expect(refreshes).toHaveBeenCalledTimes(2)
  },
)

test("a refresh that fails after a lost request leaves the outcome unknown", async () => {
  fakeClock()
  const responses = [
    () => Promise.reject(new TypeError("fetch failed")),
    () => jsonResponse(401, { error: "token_expired", message: "x" }),
  ]
  const { fetch } = scriptedFetch(() => responses.shift()?.() ?? never())
  const token = ({ refresh }: TokenRequest) => (refresh ? "" : "old")
  const call = createClient({ token, fetch }).labs.orders.safeCreate(aLabOrderRequest())
  expect(await settle(call)).toMatchObject({
    kind: "token",
    error: { message: expect.stringContaining("may have been placed") },
    meta: { attempts: 2, outcome: "unknown" },
  })
})

test("a refresh that returns the rejected token ends in the 401, and the next call refreshes again", async () => {
  const { fetch, sent, token, refreshes } = expiredSession(undefined, () => "old")
  const { orders } = createClient({ token, fetch }).labs
  for (const times of [1, 2]) {
    expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
      kind: "unauthenticated",
      error: { apiCode: "token_expired" },
      meta: { attempts: 1, outcome: "not_created" },
    })
    expect(refreshes).toHaveBeenCalledTimes(times)
  }
  expect(sent).toHaveLength(2)
})

test("a refresh that hangs ends in a timeout, and the next call refreshes again", async () => {
  fakeClock()
  const { fetch, token, refreshes } = expiredSession(undefined, never)
  const { orders } = createClient({ token, fetch }).labs
  for (const times of [1, 2]) {
    expect(await settle(orders.safeCreate(aLabOrderRequest()))).toMatchObject({
      kind: "timeout",
      meta: { attempts: 1, outcome: "not_created", elapsedMs: 30_000 },
    })
    expect(refreshes).toHaveBeenCalledTimes(times)
  }
  expect(vi.getTimerCount()).toBe(0)
})

test("an aborted call does not cancel the refresh for other calls", async () => {
  const refreshing = deferred()
  const ready = deferred()
  const { fetch, token, refreshes } = expiredSession(undefined, async () => {
    refreshing.reach()
    await ready.reached
    return "new"
  })
  const { orders } = createClient({ token, fetch }).labs
  const controller = new AbortController()
  const aborted = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  const other = orders.safeCreate(aLabOrderRequest())
  await refreshing.reached
  controller.abort()
  expect(await aborted).toMatchObject({
    kind: "aborted",
    meta: { attempts: 1, outcome: "not_created" },
  })
  ready.reach()
  expect((await other).kind).toBe("created")
  expect(refreshes).toHaveBeenCalledTimes(1)
})

test("calls with different tokens never share a refresh, because their users may differ", async () => {
  const { fetch, sent } = expiredSession((token) => token.startsWith("old"))
  const users = new AsyncLocalStorage<string>()
  const token = ({ refresh }: TokenRequest) => `${refresh ? "new" : "old"}-${users.getStore()}`
  const { orders } = createClient({ token, fetch }).labs
  const callOf = (user: string) =>
    users.run(user, () => orders.safeCreate(aLabOrderRequest(), { idempotencyKey: user }))
  await Promise.all([callOf("a"), callOf("b"), callOf("a")])
  const tokens = sent.map(
    ({ headers }) => `${headers["authorization"]} for ${headers["idempotency-key"]}`,
  )
  expect(new Set(tokens)).toEqual(
    new Set([
      "Bearer old-a for a",
      "Bearer old-b for b",
      "Bearer new-a for a",
      "Bearer new-b for b",
    ]),
  )
})

test("the SDK forgets the oldest replacement when there are too many", async () => {
  let calls = 0
  const tokens = createAccessTokens(() => `new-${++calls}`)
  const first = await tokens.replace("old-0")?.token
  expect(await tokens.replace("old-0")?.token).toBe(first)
  for (let user = 1; user <= 1000; user += 1) await tokens.replace(`old-${user}`)?.token
  expect(await tokens.replace("old-0")?.token).not.toBe(first)
})

const mint = ({ refresh }: TokenRequest) => (refresh ? "new" : "old")

test("a late failure of a discarded refresh does not discard the next one", async () => {
  const rejections: ((reason: Error) => void)[] = []
  const tokens = createAccessTokens(
    () =>
      new Promise<string>((_resolve, reject) => {
        rejections.push(reject)
      }),
  )
  const discarded = tokens.replace("old")
  discarded?.discard()
  const next = tokens.replace("old")
  rejections[0]?.(new Error("too late"))
  await expect(discarded?.token).rejects.toThrow("too late")
  expect(tokens.replace("old")).toBe(next)
})

test.each<[string, ClientOptions["token"], string]>([
  ["a token that is a string", "old", "token_expired"],
  ["a missing scope", mint, "insufficient_scope"],
])("%s is not refreshed", async (_name, token, code) => {
  const { fetch, sent } = scriptedFetch(() => unauthorized(code))
  const { orders } = createClient({ token, fetch }).labs
  expect((await orders.safeCreate(aLabOrderRequest())).kind).toBe("unauthenticated")
  expect(sent).toHaveLength(1)
})

test("a 401 of a gateway causes a refresh", async () => {
  const mock = createMockFetch()
  const { fetch } = scriptedFetch((request) =>
    request.headers.get("authorization") === "Bearer old"
      ? new Response("<h1>401</h1>", { status: 401 })
      : mock(request),
  )
  const { orders } = createClient({ token: mint, fetch }).labs
  expect((await orders.safeCreate(aLabOrderRequest())).kind).toBe("created")
})

test("the request with a new token does not count as a retry", async () => {
  fakeClock()
  const responses = [
    () => jsonResponse(502, { error: "overloaded", message: "x" }),
    () => unauthorized("token_expired"),
    () => new Response(null, { status: 503 }),
  ]
  const { fetch, sent } = scriptedFetch((request) => responses.shift()?.() ?? mock(request))
  const mock = createMockFetch()
  const call = createClient({ token: mint, fetch }).labs.orders.safeCreate(aLabOrderRequest())
  expect(await settle(call)).toMatchObject({ kind: "created", meta: { attempts: 4 } })
  expect(sent.map((request) => request.headers["authorization"])).toEqual([
    "Bearer old",
    "Bearer old",
    "Bearer new",
    "Bearer new",
  ])
})

function unauthorized(code: string): Response {
  return jsonResponse(401, { error: code, message: "Why." })
}
