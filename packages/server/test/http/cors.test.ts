import { expect, test } from "vitest"
import { toFetchHandler, withCors } from "../../src/index.ts"
import { serve } from "../../src/node/index.ts"
import { createTestHandler } from "../support/in-process.ts"
import { exchange, head, orderText } from "../support/raw-http.ts"

const page = "https://app.example"
const url = "https://integrations.example/v1/labs/orders"

function startFetch() {
  const { handler, logs, simulator } = createTestHandler()
  const origins = [page, "http://localhost:3000"]
  const fetch = toFetchHandler(withCors(handler, { origins }))
  const preflight = (origin: string, headers: Record<string, string> = {}, path = url) =>
    fetch(
      new Request(path, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", ...headers },
      }),
    )
  const post = (headers: Record<string, string>, body = orderText) =>
    fetch(
      new Request(url, {
        method: "POST",
        headers: {
          authorization: "Bearer good",
          "content-type": "application/json",
          "idempotency-key": "from-a-page",
          ...headers,
        },
        body,
      }),
    )
  return { fetch, preflight, post, logs, simulator }
}

function corsHeaders(response: Response): Record<string, string> {
  return Object.fromEntries(
    [...response.headers].filter(([name]) => name.startsWith("access-control-")),
  )
}

test("a preflight of a listed origin allows the headers that the SDK sends", async () => {
  const { preflight } = startFetch()
  const response = await preflight(page, { "x-request-id": "page-1" })
  expect(response.status).toBe(204)
  expect(await response.text()).toBe("")
  expect(corsHeaders(response)).toEqual({
    "access-control-allow-origin": page,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": expect.stringMatching(
      /^authorization, content-type, idempotency-key, x-request-id, traceparent, tracestate, /,
    ) as string,
    "access-control-expose-headers": "x-request-id, retry-after, idempotent-replayed",
    "access-control-max-age": "7200",
  })
  expect(Object.fromEntries(response.headers)).toMatchObject({
    vary: "Origin",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": "page-1",
  })
})

test.each([
  ["OpenTelemetry", ["traceparent", "tracestate", "baggage"]],
  ["Sentry", ["sentry-trace", "baggage"]],
  [
    "Datadog",
    [
      "x-datadog-trace-id",
      "x-datadog-parent-id",
      "x-datadog-origin",
      "x-datadog-sampling-priority",
      "x-datadog-sampled",
      "x-datadog-tags",
    ],
  ],
  ["New Relic", ["newrelic", "traceparent", "tracestate"]],
  [
    "Zipkin",
    ["b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags"],
  ],
  ["Elastic", ["elastic-apm-traceparent"]],
  ["Jaeger", ["uber-trace-id"]],
  ["AWS X-Ray", ["x-amzn-trace-id"]],
  ["Google Cloud", ["x-cloud-trace-context"]],
  ["Application Insights", ["request-id", "request-context"]],
  ["Honeycomb", ["x-honeycomb-trace"]],
  ["Instana", ["x-instana-t", "x-instana-s", "x-instana-l"]],
])("a page with %s can order, and its headers are not passed on", async (_library, names) => {
  const { preflight, post, simulator } = startFetch()
  const { headers } = await preflight(page, { "access-control-request-headers": names.join(",") })
  const allowed = headers.get("access-control-allow-headers")?.split(", ")
  expect(names.filter((name) => allowed?.includes(name) !== true)).toEqual([])

  const canary = "canary-of-the-trace"
  const added = Object.fromEntries(names.map((name) => [name, canary]))
  expect((await post({ origin: page, ...added })).status).toBe(201)
  expect(JSON.stringify(simulator.journal)).not.toContain(canary)
})

test.each([
  ["a 201", {}, 201],
  ["a 401", { authorization: "Bearer bad" }, 401],
  ["a 400", { "idempotency-key": "" }, 400],
])("a page of a listed origin can read %s", async (_label, headers, status) => {
  const { post } = startFetch()
  const response = await post({ origin: page, ...headers })
  expect(response.status).toBe(status)
  expect(response.headers.get("vary")).toBe("Origin")
  expect(corsHeaders(response)).toEqual({
    "access-control-allow-origin": page,
    "access-control-expose-headers": "x-request-id, retry-after, idempotent-replayed",
  })
})

test("access-control-allow-origin is the origin of the request", async () => {
  const { post } = startFetch()
  const response = await post({ origin: "http://localhost:3000" })
  expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:3000")
})

test.each([
  "https://evil.example",
  "https://app.example.evil.example",
  "https://app.example:444",
  "http://app.example",
  "https://APP.example",
  "https://app.example/",
  "https://sub.app.example",
  "https://app.example, https://evil.example",
  "null",
  "*",
])("a page of %s receives no CORS headers", async (origin) => {
  const { preflight, post } = startFetch()
  const rejected = await preflight(origin)
  expect(rejected.status).toBe(405)
  const posted = await post({ origin })
  for (const response of [rejected, posted]) {
    expect(corsHeaders(response)).toEqual({})
    expect(response.headers.get("vary")).toBe("Origin")
  }
})

test("a request without an origin receives no CORS headers", async () => {
  const { post } = startFetch()
  const response = await post({})
  expect(response.status).toBe(201)
  expect(corsHeaders(response)).toEqual({})
  expect(response.headers.get("vary")).toBe("Origin")
})

test("OPTIONS without access-control-request-method is 405", async () => {
  const { fetch } = startFetch()
  const response = await fetch(new Request(url, { method: "OPTIONS", headers: { origin: page } }))
  expect(response.status).toBe(405)
  expect(response.headers.get("access-control-allow-origin")).toBe(page)
})

test("a preflight for an unknown path is 404", async () => {
  const { preflight } = startFetch()
  const response = await preflight(page, {}, "https://integrations.example/v2")
  expect(response.status).toBe(404)
  expect(corsHeaders(response)).not.toHaveProperty("access-control-allow-methods")
})

test("withCors keeps the vary header of the handler", async () => {
  const handler = withCors(
    async () => ({ status: 200, headers: { vary: "accept-language" }, body: "{}" }),
    { origins: [page] },
  )
  const response = await toFetchHandler(handler)(new Request(url))
  expect(response.headers.get("vary")).toBe("accept-language, Origin")
})

test("a preflight over HTTP has no body and no content-length", async () => {
  const { handler } = createTestHandler()
  const server = await serve(withCors(handler, { origins: [page] }), { port: 0 })
  const preflight = { origin: page, "access-control-request-method": "POST", connection: "close" }
  const responses = await exchange(server.url, head(preflight, "OPTIONS /v1/labs/orders HTTP/1.1"))
  await server.close()
  expect(responses).toMatchObject([{ status: 204, body: "" }])
  expect(responses[0]?.headers).not.toHaveProperty("content-length")
  expect(responses[0]?.headers).not.toHaveProperty("transfer-encoding")
})

test.each(["capacitor://localhost", "ionic://localhost"])(
  "a page of the app shell %s can order",
  async (origin) => {
    const { handler } = createTestHandler()
    const fetch = toFetchHandler(withCors(handler, { origins: [origin] }))
    const headers = { origin, "access-control-request-method": "POST" }
    const response = await fetch(new Request(url, { method: "OPTIONS", headers }))
    expect(response.headers.get("access-control-allow-origin")).toBe(origin)
  },
)

test.each([
  "https://*.app.example",
  "ftp://app.example",
  "*",
  "null",
  "https://app.example/",
  "app.example",
  "https://APP.example",
  "",
])("withCors throws for the origin `%s`", (origin) => {
  const { handler } = createTestHandler()
  expect(() => withCors(handler, { origins: [page, origin] })).toThrow(TypeError)
})
