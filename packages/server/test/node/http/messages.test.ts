import { expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { serveTestHandler } from "../../support/in-process.ts"
import { createPlacingLab } from "../../support/labs.ts"
import { exchange, head, openConnection, orderText, request } from "../../support/raw-http.ts"

const close = { connection: "close" }

test("two orders in one packet are answered in their order", async () => {
  const { url, simulator } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(
    request({ "x-request-id": "first" }) +
      request({ ...close, "idempotency-key": "other", "x-request-id": "second" }),
  )
  await connection.closed
  expect(
    connection.responses().map(({ status, headers }) => [status, headers["x-request-id"]]),
  ).toEqual([
    [201, "first"],
    [201, "second"],
  ])
  expect(simulator.orders()).toHaveLength(2)
})

test("a request of HTTP/1.0 needs no host, and its connection is closed", async () => {
  const { url } = await serveTestHandler()
  const responses = await exchange(
    url,
    request({ host: undefined }, "POST /v1/labs/orders HTTP/1.0"),
  )
  expect(responses).toMatchObject([{ status: 201, headers: { connection: "close" } }])
})

test.each([
  ["the whole URL, as a proxy is sent it", "http://anybody.example:99/v1/labs/orders", 201],
  ["a query", "/v1/labs/orders?x=/../1", 201],
  ["the whole URL with a query", "HTTPS://anybody.example/v1/labs/orders?x", 201],
  ["the whole URL without a path", "http://anybody.example", 404],
  ["the path in the query of another URL", "http://anybody.example?/v1/labs/orders", 404],
  ["two slashes before it", "//v1/labs/orders", 404],
  ["two slashes in it", "/v1//labs/orders", 404],
  ["an encoded slash", "/v1/labs%2Forders", 404],
  ["an encoded letter", "/v1/labs/%6Frders", 404],
  ["a way round", "/v1/labs/x/../orders", 404],
  ["another case", "/V1/labs/orders", 404],
  ["an asterisk", "*", 404],
])("a target that is %s is %s: %d", async (_what, target, status) => {
  const { url } = await serveTestHandler()
  expect(await exchange(url, request(close, `POST ${target} HTTP/1.1`))).toMatchObject([{ status }])
})

test("the body that a client holds back is asked for when it is wanted", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  const length = String(orderText.length)
  await connection.write(head({ ...close, "content-length": length, expect: "100-continue" }))
  await expect.poll(connection.responses).toMatchObject([{ status: 100 }])
  await connection.write(orderText)
  await connection.closed
  expect(connection.responses()).toMatchObject([{ status: 100 }, { status: 201 }])
})

test.each<[string, number, Record<string, string | undefined>]>([
  ["without a token", 401, { authorization: undefined }],
  ["of a media type that is not read", 400, { "content-type": "text/xml" }],
  ["without a key", 400, { "idempotency-key": undefined }],
  ["with more than is read", 400, { "content-length": "65537" }],
])("a client that holds back a body %s is answered %d without it", async (_w, status, headers) => {
  const { url } = await serveTestHandler()
  const responses = await exchange(
    url,
    head({ "content-length": "9", expect: "100-continue", ...headers }),
  )
  expect(responses).toMatchObject([{ status, headers: { connection: "close" } }])
})

test("two tokens are none, even if the first is good", async () => {
  const { url, simulator } = await serveTestHandler()
  const responses = await exchange(
    url,
    request(close).replace("\r\n\r\n", "\r\nAuthorization: Bearer good\r\n\r\n"),
  )
  expect(responses).toMatchObject([{ status: 401 }])
  expect(simulator.orders()).toEqual([])
})

test.each([
  ["idempotency-key: more", "idempotency_key_invalid"],
  ["content-type: text/plain", "unsupported_media_type"],
])("a second header `%s` is %s, whatever the first says", async (line, error) => {
  const { url, simulator } = await serveTestHandler()
  const [response] = await exchange(url, request(close).replace("\r\n\r\n", `\r\n${line}\r\n\r\n`))
  expect(response?.status).toBe(400)
  expect(JSON.parse(response?.body ?? "")).toMatchObject({ error })
  expect(simulator.orders()).toEqual([])
})

test.each(["", "a b", "x".repeat(65), "quillon@zephyrine", "a, b"])(
  "the request id `%s` is answered with a new one",
  async (given) => {
    const { url } = await serveTestHandler()
    const [response] = await exchange(url, request({ ...close, "x-request-id": given }))
    expect(response?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/)
  },
)

test.each(["a", "A-0", "x".repeat(64)])("the request id `%s` is answered", async (given) => {
  const { url } = await serveTestHandler()
  const [response] = await exchange(url, request({ ...close, "x-request-id": given }))
  expect(response?.headers["x-request-id"]).toBe(given)
})

test.each([
  ["a success", request(close), 201],
  ["a rejection", request({ ...close, authorization: "" }), 401],
  ["an unknown path", request(close, "POST / HTTP/1.1"), 404],
  ["another method", request(close, "OPTIONS /v1/labs/orders HTTP/1.1"), 405],
  ["no HTTP at all", "SSH-2.0-OpenSSH_9.9\r\n\r\n", 400],
])("%s is never stored and never sniffed, and has an id", async (_what, text, status) => {
  const { url } = await serveTestHandler()
  expect(await exchange(url, text)).toMatchObject([
    {
      status,
      headers: {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        "content-type": "application/json",
      },
    },
  ])
})

test("HEAD has the length of a body, and no body", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(head(close, "HEAD /v1/labs/orders HTTP/1.1"))
  await connection.closed
  expect(connection.text()).toMatch(/^HTTP\/1.1 405 .*\r\ncontent-length: [1-9].*\r\n\r\n$/is)
})

test("CONNECT is no method of ours, and its connection is closed", async () => {
  const { url, logs } = await serveTestHandler()
  expect(await exchange(url, head({}, "CONNECT localhost:25 HTTP/1.1"))).toEqual([])
  expect(logs).toEqual([])
})

test("a client that leaves between two requests leaves the first one's order", async () => {
  const gate = createGate()
  const { url, logs } = await serveTestHandler({}, { lab: createPlacingLab(gate.wait) })
  const connection = await openConnection(url)
  await connection.write(request() + "POST /v1/labs/ord")
  await gate.reached
  connection.socket.destroy()
  gate.open()
  await expect.poll(() => logs).toMatchObject([{ status: 201 }])
})
