import { HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { aLabOrderRequest } from "../src/builders.ts"
import { createMockHandlers } from "../src/msw.ts"
import { send } from "./support/send.ts"

const mock = createMockHandlers()
const server = setupServer(...mock.handlers)

beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterEach(() => {
  server.resetHandlers()
  mock.reset()
})
afterAll(() => server.close())

test("the global fetch creates an order, and the same key returns that order", async () => {
  const first = await send(fetch, { key: "key" })
  const second = await send(fetch, { key: "key" })
  expect(first.status).toBe(201)
  expect(second.json).toEqual(first.json)
  expect(second.headers.get("idempotent-replayed")).toBe("true")
  expect(mock.orders()).toMatchObject([{ id: first.order.id }])
})

test("next() applies a scenario to one request, and always() to every request", async () => {
  mock.next("token_expired")
  const failed = await send(fetch)
  expect(failed).toMatchObject({ status: 401, error: { error: "token_expired" } })
  expect(failed.headers.get("www-authenticate")).toContain("invalid_token")
  expect((await send(fetch)).status).toBe(201)
  mock.always("junction_rejected")
  expect((await send(fetch)).error.error).toBe("junction_rejected")
})

test("an invalid body, method, or path gets the server's error response", async () => {
  const url = "https://integrations.platform.loop.health/v2/nothing"
  expect(await send(fetch, { body: aLabOrderRequest({ total_cents: -1 }) })).toMatchObject({
    status: 400,
    error: { details: [{ path: "/total_cents", message: "must be at least 0" }] },
  })
  const wrongMethod = await send(fetch, { method: "GET" })
  expect(wrongMethod).toMatchObject({ status: 405, error: { error: "method_not_allowed" } })
  expect(wrongMethod.headers.get("allow")).toBe("POST")
  expect(await send(fetch, { url })).toMatchObject({ status: 404, error: { error: "not_found" } })
})

test("a preflight without its headers is allowed, because happy-dom removes them", async () => {
  const url = "https://integrations.platform.loop.health/v1/labs/orders"
  const { status, headers } = await fetch(url, { method: "OPTIONS" })
  expect([status, headers.get("access-control-allow-origin")]).toEqual([204, "*"])
  expect((await send(fetch)).headers.get("access-control-allow-origin")).toBe("*")
})

test.each(["connection_error", "connection_lost"] as const)(
  "%s rejects with a TypeError, as fetch does",
  async (name) => {
    mock.next(name)
    await expect(send(fetch)).rejects.toBeInstanceOf(TypeError)
    expect(mock.orders()).toHaveLength(name === "connection_lost" ? 1 : 0)
  },
)

test("loading never responds and rejects when the signal aborts", async () => {
  mock.next("loading")
  const controller = new AbortController()
  const call = send(fetch, { signal: controller.signal })
  await expect.poll(() => mock.orders().length).toBe(1)
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: "AbortError" })
})

test("the handlers respond only to requests below their base URL", async () => {
  const gateway = createMockHandlers({ baseUrl: "https://gateway.example/loop/" })
  server.use(...gateway.handlers)
  const url = "https://gateway.example/loop/v1/labs/orders"
  expect((await send(fetch, { url })).status).toBe(201)
  expect([gateway.orders().length, mock.orders().length]).toEqual([1, 0])
  const console = vi.spyOn(globalThis.console, "error").mockImplementation(() => {})
  onTestFinished(() => console.mockRestore())
  // msw itself rejects the request and names the option: msw 3 in the cause of a TypeError.
  const rejected: unknown = await fetch("https://gateway.example/v1/labs/orders").catch(
    (error: Error) => error.cause ?? error,
  )
  expect(String(rejected)).toContain("onUnhandledFrame")
})

test("a typed override replaces the response until it is reset", async () => {
  server.use(
    mock.http.post("/v1/labs/orders", ({ response }) =>
      response(502).json({ error: "a_code_of_tomorrow", message: "Something new." }),
    ),
  )
  expect(await send(fetch)).toMatchObject({
    status: 502,
    error: { error: "a_code_of_tomorrow" },
  })
  server.resetHandlers()
  expect((await send(fetch)).status).toBe(201)
})

test("an override that does not match the contract does not compile", async () => {
  const overrides = [
    // @ts-expect-error the contract has no such path
    mock.http.post("/v1/labs/order", () => HttpResponse.json({})),
    mock.http.post("/v1/labs/orders", ({ response }) =>
      // @ts-expect-error the contract does not declare a 418
      response(418).json({ error: "teapot", message: "No." }),
    ),
    mock.http.post("/v1/labs/orders", ({ response }) =>
      // @ts-expect-error an error has a message
      response(400).json({ error: "validation_error" }),
    ),
    // `untyped` accepts a response that the contract does not declare.
    mock.http.post("/v1/labs/orders", ({ response }) =>
      response.untyped(new HttpResponse("<h1>Bad Gateway</h1>", { status: 504 })),
    ),
  ]
  server.use(...overrides.slice(-1))
  expect(
    (await fetch("https://integrations.platform.loop.health/v1/labs/orders", { method: "POST" }))
      .status,
  ).toBe(504)
})
