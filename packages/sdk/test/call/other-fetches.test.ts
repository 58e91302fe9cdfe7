// Runs calls with other implementations of fetch, whose response bodies are no web streams.
import { text } from "node:stream/consumers"
import { createMockFetch, type ScenarioName } from "@loop-health/integrations-mocks"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import * as crossFetch from "cross-fetch"
import * as nodeFetch from "node-fetch"
import { expect, onTestFinished, test, vi } from "vitest"
import { createClient, type ClientOptions } from "../../src/index.ts"
import { listen } from "../support/listen.ts"

/** Node's own class, which the mocks need. */
const NodeRequest = globalThis.Request

type AnyFetch = (url: string, init: object) => Promise<Response>

/** Their types of streams and signals differ from those of Node's fetch. */
const libraries: readonly (readonly [string, Record<"fetch" | "Request", unknown>])[] = [
  ["node-fetch 3", { fetch: nodeFetch.default, Request: nodeFetch.Request }],
  ["cross-fetch 4, with node-fetch 2", { fetch: crossFetch.fetch, Request: crossFetch.Request }],
]

function replaceGlobals(globals: Readonly<Record<string, unknown>>) {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
}

/** Serves the mocks over HTTP. */
async function anApi(scenario: ScenarioName = "created") {
  const mock = createMockFetch()
  mock.always(scenario)
  const baseUrl = await listen((request, response) => {
    const { method = "", url = "", headers } = request
    void text(request).then(async (body) => {
      const sent = { method, headers: headers as Record<string, string>, body }
      const mocked = await mock(new NodeRequest(`http://127.0.0.1${url}`, sent))
      response.writeHead(mocked.status, Object.fromEntries(mocked.headers))
      response.end(await mocked.text())
    })
  })
  return { mock, baseUrl }
}

const call = (options: Partial<ClientOptions>) =>
  createClient({ token: "t", maxRetries: 0, ...options }).labs.orders.safeCreate(aLabOrderRequest())

test.each(libraries)("with the globals of %s, a call places an order", async (_name, library) => {
  const { mock, baseUrl } = await anApi()
  replaceGlobals(library)
  const result = await call({ baseUrl })
  expect(result).toMatchObject({
    kind: "created",
    meta: { requestId: "mock-request-1", attempts: 1 },
  })
  expect(mock.orders()).toHaveLength(1)
})

test.each(libraries)("with the globals of %s, a call reads an error", async (_name, library) => {
  const { baseUrl } = await anApi("order_in_progress")
  replaceGlobals(library)
  expect(await call({ baseUrl })).toMatchObject({
    kind: "upstream",
    error: { apiCode: "order_in_progress" },
    meta: { retryAfterMs: 2000, outcome: "unknown" },
  })
})

test.each(libraries)(
  "with the globals of %s, a closed port places no order",
  async (_name, library) => {
    replaceGlobals(library)
    expect(await call({ baseUrl: "http://127.0.0.1:1" })).toMatchObject({
      kind: "connection",
      error: { message: expect.stringContaining("(ECONNREFUSED). Check baseUrl. No order was") },
      meta: { outcome: "not_created" },
    })
  },
)

test.each(libraries)("the fetch of %s works in a function of its own", async (_name, library) => {
  const { mock, baseUrl } = await anApi()
  const fetch = async (request: Request) => {
    const { url, method, headers, redirect, signal } = request
    const body = await request.text()
    const init = { method, headers: Object.fromEntries(headers), body, redirect, signal }
    return (library.fetch as AnyFetch)(url, init)
  }
  expect(await call({ baseUrl, fetch })).toMatchObject({ kind: "created" })
  expect(mock.orders()).toHaveLength(1)
})

const foreign = {
  kind: "invalid_request",
  error: {
    message: "fetch, Request, and dispatcher must be of one library. No order was placed.",
  },
  meta: { outcome: "not_created" },
}

test.each(libraries)(
  "the fetch of %s does not know Node's Request, and no order was placed",
  async (_name, library) => {
    const { mock, baseUrl } = await anApi()
    const fetch = library.fetch as NonNullable<ClientOptions["fetch"]>
    expect(await call({ baseUrl, fetch })).toMatchObject(foreign)
    expect(mock.orders()).toHaveLength(0)
  },
)

test.each(libraries)(
  "Node's fetch does not know the Request of %s, and no order was placed",
  async (_name, { Request }) => {
    const { mock, baseUrl } = await anApi()
    replaceGlobals({ Request })
    expect(await call({ baseUrl })).toMatchObject(foreign)
    expect(mock.orders()).toHaveLength(0)
  },
)

test("Node's fetch does not accept the dispatcher of undici 8, and no order was placed", async () => {
  // The error of Node 24 with a dispatcher of undici 8.
  const cause = Object.assign(new Error("x"), { code: "UND_ERR_INVALID_ARG" })
  const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }))
  expect(await call({ fetch })).toMatchObject(foreign)
})

test("after an unknown request, a foreign Request leaves the outcome unknown", async () => {
  const steps = [
    new TypeError("fetch failed"),
    Object.assign(new Error(), { code: "ERR_INVALID_URL" }),
  ]
  const fetch = () => Promise.reject(steps.shift() ?? new Error("no step"))
  const random = vi.spyOn(Math, "random").mockReturnValue(0)
  expect(await call({ fetch, maxRetries: 1 })).toMatchObject({
    kind: "invalid_request",
    meta: { attempts: 2, outcome: "unknown" },
  })
  random.mockRestore()
})

test.each([
  ["a plain object", { status: 201, ok: true, json: async () => aLabOrder() }],
  ["plain headers", { status: 201, headers: {}, text: async () => JSON.stringify(aLabOrder()) }],
  ["a body without text", { status: 201, headers: new Headers(), json: async () => aLabOrder() }],
  ["nothing", undefined],
])("the message about a response that is %s names what it lacks", async (_name, response) => {
  const result = await call({ fetch: async () => response as unknown as Response })
  expect(result).toMatchObject({
    kind: "connection",
    error: {
      message: expect.stringContaining("(fetch returned no headers.get or text). An order"),
    },
    meta: { outcome: "unknown" },
  })
})

test("a runtime without Object.hasOwn reads every response", async () => {
  const responses = ["overloaded", "order_in_progress", undefined].map((error) =>
    Response.json(error ? { error, message: "Why." } : aLabOrder(), { status: error ? 502 : 201 }),
  )
  const { hasOwn } = Object
  Reflect.deleteProperty(Object, "hasOwn")
  onTestFinished(() => {
    Object.hasOwn = hasOwn
  })
  const fetch = async () => responses.shift() ?? Response.error()
  const kinds = [await call({ fetch }), await call({ fetch }), await call({ fetch })]
  Object.hasOwn = hasOwn
  expect(kinds.map(({ kind }) => kind)).toEqual(["upstream", "upstream", "created"])
})
