import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test, vi } from "vitest"
import { createClient } from "../../src/index.ts"
import { listen } from "../support/listen.ts"
import { deferred } from "../support/scripted-fetch.ts"

const unknown = { attempts: 1, outcome: "unknown" }

test("a closed port is a connection error without an order", async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")

  const { orders } = createClient({
    token: "t",
    baseUrl: `http://127.0.0.1:${port}`,
    maxRetries: 0,
  }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "connection",
    error: {
      message: `No complete response from http://127.0.0.1:${port}/v1/labs/orders (ECONNREFUSED). Check baseUrl. No order was placed.`,
    },
    meta: { attempts: 1, outcome: "not_created" },
  })
})

test("a connection reset before the headers may have placed an order", async () => {
  const baseUrl = await listen((request) => request.socket.resetAndDestroy())
  const result = await createClient({ token: "t", baseUrl, maxRetries: 0 }).labs.orders.safeCreate(
    aLabOrderRequest(),
  )
  expect(result).toMatchObject({ kind: "connection", status: undefined, meta: unknown })
})

test.each([201, 400, 502])(
  "a connection reset in the body of a %i is a connection error",
  async (status) => {
    const baseUrl = await listen((_request, response) => {
      response.writeHead(status, { "content-length": "1000", "x-request-id": "request-1" })
      response.write('{"id":"5f0c', () => response.socket?.resetAndDestroy())
    })
    const result = await createClient({
      token: "t",
      baseUrl,
      maxRetries: 0,
    }).labs.orders.safeCreate(aLabOrderRequest())
    expect(result).toMatchObject({ kind: "connection", meta: unknown })
  },
)

test("a response that is not HTTP is a connection error", async () => {
  const baseUrl = await listen((request) => request.socket.end("Ada Example, ada@example.com\r\n"))
  const result = await createClient({ token: "t", baseUrl, maxRetries: 0 }).labs.orders.safeCreate(
    aLabOrderRequest(),
  )
  expect(result).toMatchObject({ kind: "connection", meta: unknown })
})

test("an HTML 502 of a gateway is an unexpected status", async () => {
  const baseUrl = await listen((_request, response) => {
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>")
  })
  const result = await createClient({ token: "t", baseUrl, maxRetries: 0 }).labs.orders.safeCreate(
    aLabOrderRequest(),
  )
  expect(result).toMatchObject({ kind: "unexpected_status", status: 502, meta: unknown })
})

test.each([301, 302, 303, 307, 308])(
  "a %i sends neither token nor patient to another host",
  async (status) => {
    const elsewhere = vi.fn<() => void>()
    const other = await listen((_request, response) => {
      elsewhere()
      response.writeHead(201).end(JSON.stringify(aLabOrder()))
    })
    const baseUrl = await listen((_request, response) => {
      response.writeHead(status, { location: `${other}/v1/labs/orders` }).end()
    })
    const result = await createClient({
      token: "t",
      baseUrl,
      maxRetries: 0,
    }).labs.orders.safeCreate(aLabOrderRequest())
    expect(result).toMatchObject({
      kind: "unexpected_status",
      status,
      meta: unknown,
    })
    expect(elsewhere).not.toHaveBeenCalled()
  },
)

test("an abort before the headers also ends the request at the server", async () => {
  const arrived = deferred()
  const closed = deferred()
  const baseUrl = await listen((request) => {
    request.socket.once("close", closed.reach)
    arrived.reach()
  })
  const controller = new AbortController()
  const { orders } = createClient({ token: "t", baseUrl, maxRetries: 0 }).labs
  const call = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  await arrived.reached
  controller.abort()
  expect(await call).toMatchObject({ kind: "aborted", meta: unknown })
  await closed.reached
})

test("an abort while the body stalls ends the call", async () => {
  const baseUrl = await listen((_request, response) => {
    response.writeHead(201, { "content-length": "1000", "x-request-id": "request-1" })
    response.write('{"id":')
  })
  const arrived = deferred()
  const controller = new AbortController()
  const { orders } = createClient({
    token: "t",
    baseUrl,
    fetch: async (request) => {
      const response = await fetch(request)
      setImmediate(arrived.reach)
      return response
    },
  }).labs
  const call = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  await arrived.reached
  controller.abort()
  expect(await call).toMatchObject({
    kind: "aborted",
    meta: { ...unknown, requestId: "request-1" },
  })
})

test("the deadline applies while the server sends nothing", async () => {
  const arrived = deferred()
  const baseUrl = await listen(() => arrived.reach())
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  try {
    const { orders } = createClient({ token: "t", baseUrl, maxRetries: 0 }).labs
    const call = orders.safeCreate(aLabOrderRequest())
    await arrived.reached
    vi.advanceTimersByTime(30_000)
    expect(await call).toMatchObject({ kind: "timeout", meta: unknown })
  } finally {
    vi.useRealTimers()
  }
})

test("a retry after a connection reset finds the order", async () => {
  const mock = createMockFetch()
  let requests = 0
  const baseUrl = await listen((request, response) => {
    requests += 1
    const reset = requests === 1
    void text(request).then(async (body) => {
      const { method = "", url = "", headers } = request
      const sent = { method, headers: headers as Record<string, string>, body }
      const mocked = await mock(`http://127.0.0.1${url}`, sent)
      if (reset) return request.socket.resetAndDestroy()
      response.writeHead(mocked.status, Object.fromEntries(mocked.headers))
      return response.end(await mocked.text())
    })
  })
  const { orders } = createClient({ token: "t", baseUrl }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "created",
    replayed: true,
    meta: { attempts: 2 },
  })
  expect(mock.orders()).toHaveLength(1)
})

test("create places an order over HTTP", async () => {
  const mock = createMockFetch()
  const baseUrl = await listen((request, response) => {
    const { method = "", url = "", headers } = request
    void text(request).then(async (body) => {
      const sent = { method, headers: headers as Record<string, string>, body }
      const mocked = await mock(`http://127.0.0.1${url}`, sent)
      response.writeHead(mocked.status, Object.fromEntries(mocked.headers))
      response.end(await mocked.text())
    })
  })
  const { orders } = createClient({ token: "t", baseUrl, maxRetries: 0 }).labs
  const order = await orders.create(aLabOrderRequest({ panel_slug: "pcos" }))
  expect(order).toMatchObject({ panel_slug: "pcos", status: "received" })
  expect(mock.orders()).toMatchObject([{ id: order.id }])
})
