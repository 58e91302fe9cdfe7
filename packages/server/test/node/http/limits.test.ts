import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { connect, type Socket } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { validateApiError } from "@loop-health/integrations-contract/validators"
import { expect, onTestFinished, test } from "vitest"
import { serve } from "../../../src/node/index.ts"
import { toMaxConnections } from "../../../src/node/http/descriptor-limit.ts"
import { createGate } from "../../support/gate.ts"
import { createTestHandler, serveTestHandler } from "../../support/in-process.ts"
import { createPlacingLab } from "../../support/labs.ts"
import {
  exchange,
  head,
  openConnection,
  orderText,
  request,
  type RawResponse,
} from "../../support/raw-http.ts"

const close = { connection: "close" }

/** Short timeouts in which a head still arrives on a busy machine. */
const short = { headersTimeoutMs: 500, requestTimeoutMs: 500 }

function expectEnvelope(responses: readonly RawResponse[], status: number, error: string): void {
  expect(responses).toMatchObject([{ status, headers: { connection: "close" } }])
  const body: unknown = JSON.parse(responses[0]?.body ?? "")
  expect(validateApiError(body)).toMatchObject({ valid: true })
  expect(body).toMatchObject({ error })
}

test.each([
  ["an invalid request line", "Quillon Zephyrine\r\n\r\n"],
  ["a request line without a version", "POST /v1/labs/orders\r\n\r\n"],
  ["a request of HTTP/0.9", request({}, "POST /v1/labs/orders HTTP/0.9")],
  [
    "a request of HTTP/1.0 with chunked encoding",
    head({ "transfer-encoding": "chunked" }, "POST /v1/labs/orders HTTP/1.0") + "0\r\n\r\n",
  ],
  ["a header with a space before its colon", head({ "x-quillon ": "1" })],
  ["a header with a null byte", head({ "x-a": "Quillon\0" })],
  ["a folded header", head({ "x-a": "1\r\n Quillon" })],
  ["lines without carriage returns", head().replaceAll("\r\n", "\n")],
  ["a request without a host", head({ host: undefined })],
  ["a request with two hosts", head({ Host: "other.example" })],
  ["two content lengths", head({ "content-length": "5", "Content-Length": "6" })],
  ["an invalid content length", head({ "content-length": "+5" })],
  [
    "a content length before chunked encoding",
    head({ "content-length": "5", "transfer-encoding": "chunked" }) + "0\r\n\r\n",
  ],
  [
    "a content length after chunked encoding",
    head({ "transfer-encoding": "chunked", "content-length": "5" }) + "0\r\n\r\n",
  ],
  ["an unknown transfer encoding", head({ "transfer-encoding": "xchunked" })],
  ["chunked encoding that is not last", head({ "transfer-encoding": "chunked, gzip" })],
  ["a chunk without a length", head({ "transfer-encoding": "chunked" }) + "Quillon\r\n"],
  [
    "a chunk longer than its length",
    head({ "transfer-encoding": "chunked" }) + "2\r\nQuillon\r\n0\r\n\r\n",
  ],
])(
  "the server responds with 400 bad_request to %s and closes the connection",
  async (_what, text) => {
    const { url, simulator } = await serveTestHandler()
    const responses = await exchange(url, text)
    expectEnvelope(responses, 400, "bad_request")
    expect(JSON.stringify(responses)).not.toMatch(/quillon|parse|HPE/i)
    expect(simulator.orders()).toEqual([])
  },
)

test.each([
  ["HTTP/2.0", request({}, "POST /v1/labs/orders HTTP/2.0")],
  ["HTTP/2.0 without a body", "GET / HTTP/2.0\r\n\r\n"],
  ["HTTP/3.0", "GET / HTTP/3.0\r\n\r\n"],
  ["HTTP/2 in its own format", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
])("the server responds with 505 to %s and closes the connection", async (_what, text) => {
  const { url, simulator } = await serveTestHandler()
  expectEnvelope(await exchange(url, text), 505, "http_version_not_supported")
  expect(simulator.orders()).toEqual([])
})

const chunk = `${orderText.length.toString(16)}\r\n${orderText}\r\n0\r\n\r\n`

test.each([
  ["gzip, chunked", head({ "transfer-encoding": "gzip, chunked" }) + chunk],
  [
    "gzip and chunked in two headers",
    head({ "transfer-encoding": "gzip", "Transfer-Encoding": "chunked" }) + chunk,
  ],
  ["identity, chunked", head({ "transfer-encoding": "identity, chunked" }) + chunk],
  ["CONNECT with a host", head({}, "CONNECT localhost:25 HTTP/1.1")],
  ["CONNECT with a path", head({}, "CONNECT /v1/labs/orders HTTP/1.1")],
])("the server responds with 501 to %s and closes the connection", async (_what, text) => {
  const { url, simulator, logs } = await serveTestHandler()
  expectEnvelope(await exchange(url, text), 501, "not_implemented")
  expect(simulator.orders()).toEqual([])
  expect(logs).toEqual([])
})

test("the server accepts chunked encoding in any case", async () => {
  const { url } = await serveTestHandler()
  const text = head({ ...close, "transfer-encoding": "Chunked" }) + chunk
  expect(await exchange(url, text)).toMatchObject([{ status: 201 }])
})

test.each([
  ["one byte", orderText.length, `${orderText}}`],
  ["the bytes of a client that counts characters", orderText.length, `${orderText}"}  {"`],
  ["another body", orderText.length, orderText + orderText],
])("an order whose body has %s too much gets its 201", async (_what, length, body) => {
  const gate = createGate()
  const { url } = await serveTestHandler({}, { lab: createPlacingLab(gate.wait) })
  const connection = await openConnection(url)
  await connection.write(head({ "content-length": String(length) }) + body)
  await gate.reached
  await connection.write(" more")
  gate.open()
  await connection.closed
  expect(connection.errors).toEqual([])
  expect(connection.responses()).toMatchObject([{ status: 201, headers: { connection: "close" } }])
})

test("a rejected body and the bytes after its length get their responses", async () => {
  const { url } = await serveTestHandler()
  const text = head({ "content-length": String(orderText.length - 1) }) + orderText
  const [body, rest] = await exchange(url, text)
  expect(body).toMatchObject({ status: 400, headers: { connection: "keep-alive" } })
  expect(JSON.parse(body?.body ?? "")).toMatchObject({ error: "invalid_json" })
  expectEnvelope(rest === undefined ? [] : [rest], 400, "bad_request")
})

test("requests before invalid data get their responses", async () => {
  const gate = createGate()
  const { url } = await serveTestHandler({}, { lab: createPlacingLab(gate.wait) })
  const connection = await openConnection(url)
  const second = head({ "idempotency-key": "2", "transfer-encoding": "chunked" }) + "Quillon\r\n"
  await connection.write(request({ "idempotency-key": "1" }) + second)
  await gate.reached
  gate.open()
  await connection.closed
  expect(connection.responses()).toMatchObject([{ status: 201 }])
})

test.each([
  ["invalid data", "Quillon\r\n\r\n", []],
  ["CONNECT", head({}, "CONNECT localhost:25 HTTP/1.1"), []],
  ["a request without a token", request({ ...close, authorization: undefined }), [401]],
  [
    "a request without a token or its body",
    head({ "content-length": "9", authorization: "" }),
    [401],
  ],
  ["a request with two hosts", request({ Host: "other.example" }), [400]],
  ["a request of HTTP/2.0", request({}, "POST / HTTP/2.0"), [505]],
  ["a request with an unknown expectation", head({ expect: "miracles" }), [417]],
  ["a request whose headers are too large", head({ "x-a": "x".repeat(20_000) }), []],
])("accepted orders before %s get their responses", async (_what, text, rejected) => {
  const gate = createGate()
  const { url, logs } = await serveTestHandler(short, { lab: createPlacingLab(gate.wait) })
  const connection = await openConnection(url)
  const orders = ["1", "2"].map((key) => request({ "idempotency-key": key }))
  await connection.write(orders.join("") + text)
  await gate.reached
  gate.open()
  await connection.closed
  expect(connection.errors).toEqual([])
  expect(connection.responses().map(({ status }) => status)).toEqual([201, 201, ...rejected])
  expect(logs.filter(({ status }) => status === 201)).toHaveLength(2)
})

test("the server does not read a request in the body of another request", async () => {
  const { url, logs } = await serveTestHandler()
  const hidden = request({ "idempotency-key": "hidden" })
  const text = head({ "content-length": "4", "transfer-encoding": "chunked" })
  expectEnvelope(await exchange(url, `${text}0\r\n\r\n${hidden}`), 400, "bad_request")
  expect(logs.filter(({ status }) => status !== 400)).toEqual([])
})

test.each([
  ["one header of 20 kB", head({ "x-a": "x".repeat(20_000) })],
  ["one header of 300 kB", head({ "x-a": "x".repeat(300_000) })],
  ["a target of 20 kB", head({}, `GET /${"x".repeat(20_000)} HTTP/1.1`)],
  [
    "101 headers",
    head(Object.fromEntries(Array.from({ length: 97 }, (_, index) => [`x-${index}`, "1"]))),
  ],
])("the server responds with 431 headers_too_large to %s", async (_what, text) => {
  const { url } = await serveTestHandler()
  expectEnvelope(await exchange(url, text), 431, "headers_too_large")
})

test("the server accepts 100 headers", async () => {
  const { url } = await serveTestHandler()
  const more = Object.fromEntries(Array.from({ length: 94 }, (_, index) => [`x-${index}`, "1"]))
  expect(await exchange(url, request({ ...more, ...close }))).toMatchObject([{ status: 201 }])
})

test("the server responds with 417 expectation_failed to an unknown expectation", async () => {
  const { url } = await serveTestHandler()
  expectEnvelope(await exchange(url, head({ expect: "miracles" })), 417, "expectation_failed")
})

test("the server responds with 408 request_timeout to an incomplete head and closes the connection", async () => {
  const { url } = await serveTestHandler(short)
  expectEnvelope(
    await exchange(url, "POST /v1/labs/orders HTTP/1.1\r\nhost: "),
    408,
    "request_timeout",
  )
})

test("the server responds with 408 request_timeout to an incomplete body and places no order", async () => {
  const { url, simulator, logs } = await serveTestHandler(short)
  const responses = await exchange(url, head({ "content-length": "500" }) + '{"panel_slug":')
  expectEnvelope(responses, 408, "request_timeout")
  await expect.poll(() => logs).toMatchObject([{ code: "invalid_json" }])
  expect(simulator.orders()).toEqual([])
})

test("the server closes a connection without data and sends nothing", async () => {
  const { url } = await serveTestHandler({ headersTimeoutMs: 20 })
  const connection = await openConnection(url)
  await connection.closed
  expect(connection.text()).toBe("")
})

test("the server closes an idle connection", async () => {
  const { url } = await serveTestHandler({ keepAliveTimeoutMs: 1 })
  expect(await exchange(url, request())).toMatchObject([
    { status: 201, headers: { connection: "keep-alive" } },
  ])
})

test("the server closes the connection of a client that does not read its response", async () => {
  const body = "x".repeat(64 * 1024 * 1024)
  const handler = async () => ({ status: 200, headers: {}, body })
  const { url } = await serve(handler, { port: 0, inactivityTimeoutMs: 50 })
  const socketOf = watchSockets()
  const connection = await openConnection(url)
  connection.socket.pause()
  await connection.write(request())
  await expect.poll(() => socketOf()?.destroyed).toBe(true)
})

test("the server responds to an order that takes longer than the request timeout", async () => {
  const gate = createGate()
  const { url } = await serveTestHandler(short, { lab: createPlacingLab(gate.wait) })
  const slow = exchange(url, request(close))
  await gate.reached
  // A later request of another client times out.
  await exchange(url, "P")
  gate.open()
  expect(await slow).toMatchObject([{ status: 201 }])
})

test("a new connection above the limit closes the one that was idle for the longest", async () => {
  const { url } = await serveTestHandler({ maxConnections: 2 })
  const used = await openConnection(url)
  const unused = await openConnection(url)
  await used.write(request({ "idempotency-key": "1" }))
  await expect.poll(() => used.responses()).toHaveLength(1)
  const third = await openConnection(url)
  await unused.closed
  for (const [connection, key] of [
    [used, "2"],
    [third, "3"],
  ] as const) {
    await connection.write(request({ ...close, "idempotency-key": key }))
    await connection.closed
    expect(connection.responses().at(-1)).toMatchObject({ status: 201 })
  }
  expect(unused.text()).toBe("")
})

test("a new connection above the limit closes one whose rejected body is incomplete", async () => {
  const { url } = await serveTestHandler({ maxConnections: 1 })
  const rejected = await openConnection(url)
  await rejected.write(head({ authorization: undefined, "content-length": "1000" }) + "{")
  await expect.poll(() => rejected.responses()).toMatchObject([{ status: 401 }])
  expect(await exchange(url, request(close))).toMatchObject([{ status: 201 }])
  await rejected.closed
})

test("a new connection above the limit is closed if all others have active requests", async () => {
  const gate = createGate()
  const { url } = await serveTestHandler(
    { maxConnections: 1 },
    { lab: createPlacingLab(gate.wait) },
  )
  const first = await openConnection(url)
  await first.write(request(close))
  await gate.reached
  const second = await openConnection(url)
  await second.closed
  gate.open()
  await first.closed
  expect(first.responses()).toMatchObject([{ status: 201 }])
  expect(second.text()).toBe("")
})

test("each connection leaves a file descriptor for a call of Junction, and 32 are left for files", () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${soft.padEnd(20)} 1048576              files     \n`
  const connections = ["1048576", "1024", "64", "33", "8", "unlimited"].map((soft) =>
    toMaxConnections(limits(soft)),
  )
  expect(connections).toEqual([524_272, 496, 16, 1, 1, Infinity])
  expect(toMaxConnections("")).toBe(Infinity)
})

test("serve rejects contradictory limits", async () => {
  const { handler } = createTestHandler()
  const limits = { port: 0, headersTimeoutMs: 2, requestTimeoutMs: 1 }
  await expect(serve(handler, limits)).rejects.toThrow(RangeError)
})

test("the server responds with 400 to invalid data after a response", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(request())
  await expect.poll(connection.responses).toHaveLength(1)
  await connection.write("Quillon\r\n\r\n")
  await connection.closed
  expect(connection.responses()).toMatchObject([{ status: 201 }, { status: 400 }])
})

test.each([
  ["with a content length", { "content-length": String(8 * 1024 * 1024) }, false],
  ["with chunked encoding", { "transfer-encoding": "chunked" }, true],
])("a client that writes 8 MB %s reads the 400 without a reset", async (_how, length, chunked) => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(head({ ...close, ...length }))
  const piece = "x".repeat(64 * 1024)
  for (let sent = 0; sent < 8 * 1024 * 1024; sent += piece.length) {
    await connection.write(chunked ? `10000\r\n${piece}\r\n` : piece)
  }
  if (chunked) await connection.write("0\r\n\r\n")
  await connection.closed
  expect(connection.errors).toEqual([])
  expect(connection.responses()).toMatchObject([{ status: 400, headers: { connection: "close" } }])
  expect(connection.text()).toContain("payload_too_large")
})

test("a client that writes a head of 1 MB reads the 431 without a reset", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write("POST /v1/labs/orders HTTP/1.1\r\n")
  const piece = `x-a: ${"x".repeat(64 * 1024)}\r\n`
  for (let sent = 0; sent < 1024 * 1024; sent += piece.length) await connection.write(piece)
  await connection.closed
  expect(connection.errors).toEqual([])
  expectEnvelope(connection.responses(), 431, "headers_too_large")
})

test("a client can read a rejection before it has written its body", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(head({ "content-length": "65536", authorization: undefined }))
  await expect.poll(connection.responses).toMatchObject([{ status: 401 }])
  await connection.write("x".repeat(65_536) + request(close))
  await connection.closed
  expect(connection.responses()).toMatchObject([{ status: 401 }, { status: 201 }])
})

test("the server closes the connection of a rejected client that never ends its body", async () => {
  const { url } = await serveTestHandler(short)
  const connection = await openConnection(url)
  await connection.write(head({ "content-length": "65536", authorization: undefined }))
  await connection.closed
  expect(connection.responses()).toMatchObject([{ status: 401 }])
})

test.each<[string, string, readonly string[]]>([
  ["in the head", "POST /v1/labs/orders HTTP/1.1\r\nho", []],
  ["in the body", head({ "content-length": "500" }) + "{", ["invalid_json"]],
  ["in a rejected body", head({ "content-length": "70000" }) + "{", ["payload_too_large"]],
])(
  "a client that disconnects %s places no order and affects no other client",
  async (_where, text, codes) => {
    const { url, logs, simulator } = await serveTestHandler()
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    await new Promise<void>((resolve) => socket.write(text, () => resolve()))
    socket.resetAndDestroy()
    await expect.poll(() => logs.map(({ code }) => code)).toEqual(codes)
    expect(simulator.orders()).toEqual([])
    expect(await exchange(url, request(close))).toMatchObject([{ status: 201 }])
  },
)

test("close does not wait for incomplete requests", async () => {
  const { handler } = createTestHandler()
  const server = await serve(handler, { port: 0, ...short })
  const silent = await openConnection(server.url)
  const half = await openConnection(server.url)
  await half.write(head({ "content-length": String(orderText.length) }))
  await expect.poll(() => half.socket.bytesWritten).toBeGreaterThan(100)
  await server.close()
  await Promise.all([silent.closed, half.closed])
})

test("a body of many small chunks uses little memory", async () => {
  const socketOf = watchSockets()
  const { url, logs } = await serveTestHandler()
  const connection = await openConnection(url)
  const text = head({ "transfer-encoding": "chunked" }) + "1\r\n \r\n".repeat(60_000)
  const usedBefore = usedMemory()
  await connection.write(text)
  await expect.poll(() => socketOf()?.bytesRead).toBe(text.length)
  // 13 MB if every chunk is a buffer of its own.
  expect(usedMemory() - usedBefore).toBeLessThan(5_000_000)
  await connection.write("0\r\n\r\n")
  await expect.poll(connection.responses).toMatchObject([{ status: 400 }])
  expect(logs).toMatchObject([{ code: "invalid_json" }])
})

test("a connection with many pipelined requests takes only a few slots", async () => {
  const gate = createGate()
  const socketOf = watchSockets()
  const lab = createPlacingLab(gate.wait)
  const { url, send } = await serveTestHandler({}, { lab, maxConcurrent: 8 })
  const connection = await openConnection(url)
  const count = 500
  const requests = Array.from({ length: count }, (_, index) =>
    request({
      "idempotency-key": `pipelined-${index}`,
      "x-request-id": `${index}`,
      ...(index === count - 1 ? close : {}),
    }),
  )
  const text = requests.join("")
  await connection.write(text.slice(0, 200_000))
  await gate.reached
  const pipelining = socketOf()
  void connection.write(text.slice(200_000))
  // The server reads both connections in turn.
  await exchange(url, head(close, "GET / HTTP/1.1"))

  const others = Array.from({ length: 3 }, () => send())
  expect((await send({ body: {} })).error.error).toBe("validation_error")
  // The server does not read ahead, or a client could fill its memory.
  expect(pipelining?.bytesRead).toBeLessThan(200_000)
  gate.open()
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([201, 201, 201])
  await connection.closed
  const responses = connection.responses()
  expect(responses.map(({ headers }) => headers["x-request-id"])).toEqual(
    requests.map((_, index) => `${index}`),
  )
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]))
})

test("pipelined requests with bodies in pieces get their responses", async () => {
  const { url, logs } = await serveTestHandler()
  const connection = await openConnection(url)
  const text = Array.from({ length: 12 }, (_, index) =>
    request({ "idempotency-key": `${index}`, ...(index === 11 ? close : {}) }),
  ).join("")
  for (let sent = 0; sent < text.length; sent += 333) {
    await connection.write(text.slice(sent, sent + 333))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await connection.closed
  expect(connection.responses().map(({ status }) => status)).toEqual(Array(12).fill(201))
  expect(logs).toHaveLength(12)
})

/** Returns a function that returns the server's socket of the latest request. */
function watchSockets(): () => Socket | undefined {
  let newest: Socket | undefined
  const watch = (message: unknown) => {
    newest = (message as { readonly socket: Socket }).socket
  }
  subscribe("http.server.request.start", watch)
  onTestFinished(() => void unsubscribe("http.server.request.start", watch))
  return () => newest
}

/** Collects garbage and returns the used heap in bytes. */
function usedMemory(): number {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc")()
  return process.memoryUsage().heapUsed
}
