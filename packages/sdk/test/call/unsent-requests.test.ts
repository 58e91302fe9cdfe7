// `not_created` only if no byte of any request can have reached the server.
import { once } from "node:events"
import { createServer, type AddressInfo } from "node:net"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import fc from "fast-check"
import { expect, onTestFinished, test } from "vitest"
import { createClient } from "../../src/index.ts"
import { jsonResponse } from "../support/scripted-fetch.ts"

/** An error in the form of Node's fetch. */
function fetchFailed(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) })
}

const unsent = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
]

const maySent = [
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EPROTO",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
  "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC",
  "ERR_HTTP2_STREAM_ERROR",
]

async function callWith(steps: readonly (() => Response)[]) {
  let request = 0
  const fetch = async () => {
    const step = steps[request]
    request += 1
    if (step === undefined) throw new Error("The script is empty.")
    return step()
  }
  const options = { token: "t", fetch, maxRetries: steps.length - 1 }
  return createClient(options).labs.orders.safeCreate(aLabOrderRequest())
}

function failWith(error: Error) {
  return () => {
    throw error
  }
}

test.each(unsent)("after %s, no order was placed", async (code) => {
  const result = await callWith([failWith(fetchFailed(code))])
  expect(result).toMatchObject({
    kind: "connection",
    error: {
      message: `No complete response from https://integrations.platform.loop.health/v1/labs/orders (${code}). Check baseUrl. No order was placed.`,
    },
    meta: { outcome: "not_created" },
  })
})

test.each([
  ...maySent.map((code): [string, Error] => [code, fetchFailed(code)]),
  ["a browser's Failed to fetch", new TypeError("Failed to fetch")],
  ["Safari's Load failed", new TypeError("Load failed")],
  ["an unknown error", new Error("x")],
  ["a message that looks like a code", new Error("connect ECONNREFUSED")],
  ["an identifier that looks like a code", new ReferenceError("CERT_STORE is not defined")],
])("after %s, an order may have been placed", async (_name, error) => {
  const result = await callWith([failWith(error)])
  expect(result).toMatchObject({ kind: "connection", meta: { outcome: "unknown" } })
  expect(result.kind !== "created" && result.error.message).not.toContain("Check baseUrl")
})

test("ECONNREFUSED while a body is read leaves the outcome unknown", async () => {
  const body = new ReadableStream({
    pull: (stream) => stream.error(fetchFailed("ECONNREFUSED")),
  })
  const result = await callWith([() => new Response(body, { status: 201 })])
  expect(result).toMatchObject({ kind: "connection", meta: { outcome: "unknown" } })
})

interface Step {
  readonly respond: () => Response
  readonly isCertain: boolean
}

const headers = { "retry-after": "0" }
const rejection = (code: string) => () =>
  jsonResponse(502, { error: code, message: "Why." }, headers)
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...unsent).map((code) => ({
    respond: failWith(fetchFailed(code)),
    isCertain: true,
  })),
  fc.constantFrom(...maySent).map((code) => ({
    respond: failWith(fetchFailed(code)),
    isCertain: false,
  })),
  fc.constantFrom("overloaded", "auth_unavailable").map((code) => ({
    respond: rejection(code),
    isCertain: true,
  })),
  fc.constantFrom("order_in_progress", "store_unavailable").map((code) => ({
    respond: rejection(code),
    isCertain: false,
  })),
)

test("a later certain error does not change that an earlier request may have placed an order", async () => {
  const random = Math.random
  Math.random = () => 0
  onTestFinished(() => {
    Math.random = random
  })
  const counts = { certain: 0, uncertain: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (given) => {
      const { meta } = await callWith(given.map(({ respond }) => respond))
      expect(meta.attempts).toBe(given.length)
      const isCertain = given.every((step) => step.isCertain)
      counts[isCertain ? "certain" : "uncertain"] += 1
      expect(meta.outcome).toBe(isCertain ? "not_created" : "unknown")
    }),
    { numRuns: 200 },
  )
  expect(counts.certain).toBeGreaterThan(20)
  expect(counts.uncertain).toBeGreaterThan(20)
})

test("with a port that fetch blocks, no order was placed", async () => {
  // Port 1 is on the list of blocked ports of the Fetch standard.
  const baseUrl = "http://127.0.0.1:1"
  const { orders } = createClient({ token: "t", baseUrl, maxRetries: 0 }).labs
  const message = `No complete response from ${baseUrl}/v1/labs/orders (bad port). Check baseUrl. No order was placed.`
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "connection",
    error: { message },
    meta: { outcome: "not_created" },
  })
})

test("with https for a port that speaks another protocol, no order was placed", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.close()
  })
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { orders } = createClient({ token: "t", baseUrl, maxRetries: 0 }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "connection",
    error: { message: expect.stringContaining(`${baseUrl}/v1/labs/orders (ERR_SSL_WRONG_VERSION`) },
    meta: { outcome: "not_created" },
  })
})
