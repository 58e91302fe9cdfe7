import { expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { serveTestHandler } from "../../support/in-process.ts"
import { createPlacingLab } from "../../support/labs.ts"
import { exchange, head, openConnection, orderText, request } from "../../support/raw-http.ts"

const close = { connection: "close" }

test("the server responds to pipelined requests in order", async () => {
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

test("a request of HTTP/1.0 needs no host and closes its connection", async () => {
  const { url } = await serveTestHandler()
  const responses = await exchange(
    url,
    request({ host: undefined }, "POST /v1/labs/orders HTTP/1.0"),
  )
  expect(responses).toMatchObject([{ status: 201, headers: { connection: "close" } }])
})

test.each([
  ["an absolute URL", "http://other.example:99/v1/labs/orders", 201],
  ["a path with a query", "/v1/labs/orders?x=/../1", 201],
  ["an absolute URL with a query", "HTTPS://other.example/v1/labs/orders?x", 201],
  ["an absolute URL without a path", "http://other.example", 404],
  ["an absolute URL with the path in its query", "http://other.example?/v1/labs/orders", 404],
  ["a path with two leading slashes", "//v1/labs/orders", 404],
  ["a path with two slashes inside", "/v1//labs/orders", 404],
  ["a path with an encoded slash", "/v1/labs%2Forders", 404],
  ["a path with an encoded letter", "/v1/labs/%6Frders", 404],
  ["a path with dot segments", "/v1/labs/x/../orders", 404],
  ["a path in another case", "/V1/labs/orders", 404],
  ["an asterisk", "*", 404],
])("the server responds to %s (%s) with %d", async (_what, target, status) => {
  const { url } = await serveTestHandler()
  expect(await exchange(url, request(close, `POST ${target} HTTP/1.1`))).toMatchObject([{ status }])
})

test("the server sends 100 Continue when it needs the body", async () => {
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
  ["of an unsupported media type", 400, { "content-type": "text/xml" }],
  ["without a key", 400, { "idempotency-key": undefined }],
  ["above the maximum length", 400, { "content-length": "65537" }],
])(
  "a client that waits for 100 Continue with a request %s gets %d without sending its body",
  async (_w, status, headers) => {
    const { url } = await serveTestHandler()
    const responses = await exchange(
      url,
      head({ "content-length": "9", expect: "100-continue", ...headers }),
    )
    expect(responses).toMatchObject([{ status, headers: { connection: "close" } }])
  },
)

test("the server rejects two tokens, even if the first one is valid", async () => {
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
])("the server rejects a second header `%s` as %s", async (line, error) => {
  const { url, simulator } = await serveTestHandler()
  const [response] = await exchange(url, request(close).replace("\r\n\r\n", `\r\n${line}\r\n\r\n`))
  expect(response?.status).toBe(400)
  expect(JSON.parse(response?.body ?? "")).toMatchObject({ error })
  expect(simulator.orders()).toEqual([])
})

test.each(["", "a b", "x".repeat(65), "quillon@zephyrine", "a, b"])(
  "the server replaces the invalid request ID `%s`",
  async (sent) => {
    const { url } = await serveTestHandler()
    const [response] = await exchange(url, request({ ...close, "x-request-id": sent }))
    expect(response?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/)
  },
)

test.each(["a", "A-0", "x".repeat(64)])("the server returns the request ID `%s`", async (sent) => {
  const { url } = await serveTestHandler()
  const [response] = await exchange(url, request({ ...close, "x-request-id": sent }))
  expect(response?.headers["x-request-id"]).toBe(sent)
})

test.each([
  ["a success", request(close), 201],
  ["a rejection", request({ ...close, authorization: "" }), 401],
  ["an unknown path", request(close, "POST / HTTP/1.1"), 404],
  ["another method", request(close, "OPTIONS /v1/labs/orders HTTP/1.1"), 405],
  ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n\r\n", 400],
])(
  "the response to %s has a request ID and forbids caching and sniffing",
  async (_what, text, status) => {
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
  },
)

test("the response to HEAD has a content length and no body", async () => {
  const { url } = await serveTestHandler()
  const connection = await openConnection(url)
  await connection.write(head(close, "HEAD /v1/labs/orders HTTP/1.1"))
  await connection.closed
  expect(connection.text()).toMatch(/^HTTP\/1.1 405 .*\r\ncontent-length: [1-9].*\r\n\r\n$/is)
})

test("a client that disconnects in its second request does not affect its first order", async () => {
  const gate = createGate()
  const { url, logs } = await serveTestHandler({}, { lab: createPlacingLab(gate.wait) })
  const connection = await openConnection(url)
  await connection.write(request() + "POST /v1/labs/ord")
  await gate.reached
  connection.socket.destroy()
  gate.open()
  await expect.poll(() => logs).toMatchObject([{ status: 201 }])
})
