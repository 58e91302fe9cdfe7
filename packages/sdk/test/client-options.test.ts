import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, onTestFinished, test, vi } from "vitest"
import { createClient, type ClientOptions, type CreateLabOrderOptions } from "../src/index.ts"
import { scriptedFetch } from "./support/scripted-fetch.ts"

test.each([
  ["no options", undefined, /token must be/],
  ["no token", {}, /token must be/],
  ["an empty token", { token: "" }, /token must be/],
  ["a token with its scheme", { token: "Bearer abc" }, /token must be/],
  ["a token with a line break", { token: "abc\r\nx: y" }, /token must be/],
  ["a token that is a number", { token: 7 }, /token must be/],
  ["an invalid base URL", { token: "t", baseUrl: "loop.health" }, /baseUrl must be/],
  ["a relative base URL", { token: "t", baseUrl: "/api" }, /baseUrl must be/],
  ["an empty base URL", { token: "t", baseUrl: "" }, /baseUrl must be/],
  ["a base URL of another scheme", { token: "t", baseUrl: "ftp://x.test" }, /baseUrl must be/],
  ["a base URL with a password", { token: "t", baseUrl: "https://u:p@x.test" }, /baseUrl must be/],
  ["a base URL with a query", { token: "t", baseUrl: "https://x.test/?a=1" }, /baseUrl must be/],
  ["a base URL with a fragment", { token: "t", baseUrl: "https://x.test/#a" }, /baseUrl must be/],
  ["a fetch that is not a function", { token: "t", fetch: {} }, /fetch must be/],
  ["a timeout of 0", { token: "t", timeoutMs: 0 }, /timeoutMs must be/],
  ["a negative timeout", { token: "t", timeoutMs: -1 }, /timeoutMs must be/],
  ["a timeout that is not a number", { token: "t", timeoutMs: Number.NaN }, /timeoutMs must be/],
  ["negative retries", { token: "t", maxRetries: -1 }, /maxRetries must be/],
  ["fractional retries", { token: "t", maxRetries: 0.5 }, /maxRetries must be/],
  ["a hook that is not a function", { token: "t", onRetry: {} }, /onRetry must be/],
  ["a timeout beyond the limit of timers", { token: "t", timeoutMs: 2 ** 31 }, /timeoutMs must be/],
])(
  "createClient rejects %s with a TypeError that names the option and its rule",
  (_name, options, message) => {
    const create = () => createClient(options as ClientOptions)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(message)
  },
)

test.each([
  ["timeout", "timeoutMs"],
  ["timeoutms", "timeoutMs"],
  ["timeout_ms", "timeoutMs"],
  ["retries", "maxRetries"],
  ["maxRetry", "maxRetries"],
  ["baseURL", "baseUrl"],
  ["base_url", "baseUrl"],
  ["url", "baseUrl"],
  ["fetchFn", "fetch"],
  ["accessToken", "token"],
  ["onRequst", "onRequest"],
  ["onRespnse", "onResponse"],
  ["onretry", "onRetry"],
])("createClient rejects the unknown option %s and names %s", (name, nearest) => {
  const create = () => createClient({ token: "t", [name]: 3 })
  expect(create).toThrow(TypeError)
  expect(create).toThrow(`createClient: Unknown option "${name}". Use ${nearest}`)
})

test.each([
  ["timeout", "timeoutMs"],
  ["retries", "maxRetries"],
  ["idempotency_key", "idempotencyKey"],
  ["key", "idempotencyKey"],
  ["abortSignal", "signal"],
])("a call rejects the unknown option %s and names %s", async (name, nearest) => {
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token: "t", fetch }).labs
  const options = { [name]: 3 } as object
  const rule = `Unknown option "${name}". Use ${nearest}.`
  expect(await orders.safeCreate(aLabOrderRequest(), options)).toMatchObject({
    kind: "invalid_request",
    error: { message: `${rule} No order was placed.` },
    meta: { attempts: 0, outcome: "not_created" },
  })
  await expect(orders.create(aLabOrderRequest(), options)).rejects.toThrow(rule)
  expect(sent).toEqual([])
})

test("every option of a client and of a call is known", async () => {
  const hook = () => {}
  const client: Required<ClientOptions> = {
    token: "t",
    baseUrl: "https://x.test",
    fetch: createMockFetch({ baseUrl: "https://x.test" }),
    timeoutMs: 1_000,
    maxRetries: 0,
    onRequest: hook,
    onResponse: hook,
    onRetry: hook,
  }
  const call: Required<CreateLabOrderOptions> = {
    idempotencyKey: "key-1",
    signal: new AbortController().signal,
    timeoutMs: 1_000,
    maxRetries: 0,
  }
  const result = await createClient(client).labs.orders.safeCreate(aLabOrderRequest(), call)
  expect(result.kind).toBe("created")
})

test("createClient needs only the text of a URL, as in React Native", async () => {
  const address = "x.test/api"
  class PartialUrl {
    readonly href: string
    constructor(given: string) {
      this.href = given.endsWith("/") ? given : `${given}/`
    }
    get origin(): string {
      throw new Error("URL.origin is not implemented")
    }
    toString() {
      return this.href
    }
  }
  vi.stubGlobal("URL", PartialUrl)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  expect(() => createClient({ token: "t", baseUrl: `https://${address}?a=1` })).toThrow(/baseUrl/)
  const urls: string[] = []
  const fetch = async (request: Request) => {
    urls.push(request.url)
    return Response.json({ id: "1" }, { status: 201 })
  }
  const { orders } = createClient({ token: "t", fetch, baseUrl: `https://${address}` }).labs
  // Node's Request uses the global URL.
  vi.unstubAllGlobals()
  await orders.create(aLabOrderRequest())
  expect(urls).toEqual([`https://${address}/v1/labs/orders`])
})

test("the message does not contain the value of the invalid option", () => {
  expect(() => createClient({ token: "SECRET with space" })).not.toThrow(/SECRET/)
  expect(() => createClient({ token: "t", baseUrl: "https://u:SECRET@x.test" })).not.toThrow(
    /SECRET/,
  )
})

test.each([
  [undefined, "https://integrations.platform.loop.health/v1/labs/orders"],
  ["https://x.test", "https://x.test/v1/labs/orders"],
  ["https://x.test/", "https://x.test/v1/labs/orders"],
  ["http://localhost:3000/gateway/loop///", "http://localhost:3000/gateway/loop/v1/labs/orders"],
])("the base URL %s sends to %s", async (baseUrl, url) => {
  const { fetch, sent } = scriptedFetch(createMockFetch({ baseUrl }))
  await createClient({ token: "t", fetch, baseUrl }).labs.orders.create(aLabOrderRequest())
  expect(sent.map((request) => request.url)).toEqual([url])
})

test("the client uses a global fetch that is replaced after createClient", async () => {
  const loop = createClient({ token: "t" })
  const mock = createMockFetch()
  vi.stubGlobal("fetch", mock)
  try {
    await loop.labs.orders.create(aLabOrderRequest())
  } finally {
    vi.unstubAllGlobals()
  }
  expect(mock.orders()).toHaveLength(1)
})

test("a runtime without fetch causes an invalid request, and no order was placed", async () => {
  vi.stubGlobal("fetch", undefined)
  try {
    const result = await createClient({ token: "t" }).labs.orders.safeCreate(aLabOrderRequest())
    expect(result).toMatchObject({
      kind: "invalid_request",
      error: { message: expect.stringContaining("(fetch is not defined). No order was placed.") },
      meta: { attempts: 0, outcome: "not_created" },
    })
  } finally {
    vi.unstubAllGlobals()
  }
})

test("an AbortController that is incompatible with Request causes an invalid request", async () => {
  // jsdom replaces Node's AbortController, but not its Request.
  class ForeignController {
    readonly signal = Object.assign(new EventTarget(), { aborted: false })
    abort() {
      this.signal.aborted = true
      this.signal.dispatchEvent(new Event("abort"))
    }
  }
  vi.stubGlobal("AbortController", ForeignController)
  try {
    const result = await createClient({ token: "t" }).labs.orders.safeCreate(aLabOrderRequest())
    expect(result).toMatchObject({
      kind: "invalid_request",
      error: { message: expect.stringContaining("AbortController") },
      meta: { attempts: 0, outcome: "not_created" },
    })
  } finally {
    vi.unstubAllGlobals()
  }
})
