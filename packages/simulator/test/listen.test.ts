import { once } from "node:events"
import { request, type IncomingMessage } from "node:http"
import createClient from "openapi-fetch"
import { expect, onTestFinished, test } from "vitest"
import type { paths } from "../src/generated/junction.gen.ts"
import { listen } from "../src/index.ts"
import { sampleOrder, startJunction } from "./support/junction.ts"

async function startListener() {
  const { simulator } = startJunction()
  const listener = await listen(simulator)
  onTestFinished(() => listener.close())
  const headers = { "x-vital-api-key": "sk_us_sample" }
  const client = createClient<paths>({ baseUrl: listener.url, headers })
  const { data } = await client.POST("/v2/user", { body: { client_user_id: "lh_sample" } })
  const body = sampleOrder(data?.user_id ?? "")
  const order = (options: { signal?: AbortSignal; redirect?: Request["redirect"] } = {}) =>
    client.POST("/v3/order", {
      body,
      params: { header: { "X-Idempotency-Key": "key" } },
      ...options,
    })
  return { simulator, listener, order }
}

const causeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error) => error.cause as { code?: string } | undefined,
  )

test.each([
  ["reset-before-create", 0],
  ["reset-after-create", 1],
] as const)("%s resets the connection and leaves %i orders", async (name, orders) => {
  const { simulator, order } = await startListener()
  simulator.fault({ name })
  expect((await causeOf(order()))?.code).toBe("ECONNRESET")
  expect(simulator.orders()).toHaveLength(orders)
  expect((await order()).response.status).toBe(200)
  expect(simulator.orders()).toHaveLength(1)
})

test("a hanging connection closes when the caller aborts", async () => {
  const { simulator, order } = await startListener()
  simulator.fault({ name: "hang" })
  const controller = new AbortController()
  const posted = order({ signal: controller.signal })
  await expect.poll(() => simulator.journal.at(-1)?.fault).toBe("hang")
  controller.abort(new Error("enough"))
  await expect(posted).rejects.toThrow("enough")
})

test("close() closes hanging and stalled connections and frees the port", async () => {
  const { simulator, listener, order } = await startListener()
  simulator.fault([{ name: "hang" }, { name: "stalled-body" }])
  const hanging = causeOf(order())
  await expect.poll(() => simulator.journal.at(-1)?.fault).toBe("hang")
  const stalled = causeOf(order())
  await expect.poll(() => simulator.journal.at(-1)?.status).toBe(200)
  await listener.close()
  expect(await hanging).toBeDefined()
  expect(await stalled).toBeDefined()
  const successor = await listen(simulator, { port: listener.port })
  expect(successor.port).toBe(listener.port)
  await successor.close()
})

/** Sends a request with these headers, which fetch does not allow. */
async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const outgoing = request(`${url}/__simulator/orders`, { headers }).end()
  const [response] = (await once(outgoing, "response")) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

test.each([
  [200, { host: "localhost:8789" }],
  [200, { host: "LOCALHOST" }],
  [200, { host: "junction.localhost:80" }],
  [200, { host: "[::1]:1" }],
  [200, { origin: "http://localhost:5173" }],
  [200, { origin: "https://127.0.0.1" }],
  [403, { host: "rebound.example" }],
  [403, { host: "localhost.example" }],
  [403, { host: "127.0.0.1.example" }],
  [403, { host: "localhost@evil.example" }],
  [403, { host: "0.0.0.0" }],
  [403, { origin: "https://site.example" }],
  [403, { origin: "http://localhost.example" }],
  [403, { origin: "null" }],
])("a loopback listener responds with %i to %j", async (status, headers) => {
  const { listener } = await startListener()
  expect(await statusOf(listener.url, headers)).toBe(status)
})

test("a listener on another address accepts every Host", async () => {
  const { simulator } = startJunction()
  const listener = await listen(simulator, { host: "0.0.0.0" })
  onTestFinished(() => listener.close())
  const url = `http://127.0.0.1:${listener.port}`
  expect(await statusOf(url, { host: "simulator:8789" })).toBe(200)
})

test("listen rejects if the port is in use", async () => {
  const { simulator, listener } = await startListener()
  await expect(listen(simulator, { port: listener.port })).rejects.toThrow("EADDRINUSE")
})

test("a stalled body sends the headers and half of the body, and never ends", async () => {
  const { simulator, listener } = await startListener()
  simulator.fault({ name: "stalled-body", path: "/v3/lab_test" })
  const headers = { "x-vital-api-key": "sk_us_sample" }
  const controller = new AbortController()
  const signal = controller.signal
  const response = await fetch(`${listener.url}/v3/lab_test`, { headers, signal })
  expect(response.status).toBe(200)
  const reader = response.body?.getReader()
  const half = await reader?.read()
  expect(half?.value?.length).toBeLessThan(Number(response.headers.get("content-length")))
  const rest = reader?.read()
  controller.abort(new Error("enough"))
  await expect(rest).rejects.toThrow("enough")
})

test("the listener sends a redirect and does not follow it", async () => {
  const { simulator, order } = await startListener()
  simulator.fault([{ name: "redirect" }, { name: "redirect", location: "/v3/lab_test" }])
  const { response } = await order({ redirect: "manual" })
  expect(response.status).toBe(307)
  expect(response.headers.get("location")).toContain("https://elsewhere.invalid")
  expect(await causeOf(order({ redirect: "error" }))).toBeDefined()
})

test("an internal error is a 500 that names the simulator", async () => {
  const { simulator } = startJunction({
    onChange() {
      throw new Error("disk full")
    },
  })
  const listener = await listen(simulator)
  onTestFinished(() => listener.close())
  const response = await fetch(`${listener.url}/v2/user`, {
    method: "POST",
    headers: { "x-vital-api-key": "sk_us_sample" },
    body: JSON.stringify({ client_user_id: "lh_sample" }),
  })
  expect(response.status).toBe(500)
  expect(await response.text()).toBe("Internal error of the simulator: Error: disk full")
})

test.each([
  [
    { name: "explode" },
    'Unknown fault "explode". Expected one of: 429, 500, 503, reset-before-create, reset-after',
  ],
  [
    { name: "toString" },
    'Unknown fault "toString". Expected one of: 429, 500, 503, reset-before-create',
  ],
  ["hang", "A fault must be an object whose name is one of: 429, 500, 503, reset-before-create"],
  [{ name: "delay" }, "delay.ms must be a whole number of milliseconds, at least 0."],
  [{ name: "hang", ms: 5 }, "Unknown field hang.ms. Expected one of: times, path, method."],
  [
    [{ name: "hang" }, { name: "hang", times: 0 }],
    "hang.times must be a whole number of at least 1.",
  ],
  [{ name: "status", status: 42 }, "status.status must be a status from 200 to 599."],
])("the fault %j is rejected with the message: %s", async (fault, message) => {
  const { listener, order } = await startListener()
  const response = await fetch(`${listener.url}/__simulator/faults`, {
    method: "POST",
    body: JSON.stringify(fault),
  })
  expect(response.status).toBe(400)
  expect(((await response.json()) as { message: string }).message).toContain(message)
  expect((await order()).response.status).toBe(200)
})

test("the control API queues and clears faults, and returns orders and the journal", async () => {
  const { simulator, listener, order } = await startListener()
  const control = (method: string, subject: string, body?: unknown) =>
    fetch(`${listener.url}/__simulator/${subject}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  await control("POST", "faults", [{ name: "503" }, { name: "429", retryAfter: 1 }])
  expect((await order()).response.status).toBe(503)
  await control("DELETE", "faults")
  const { data } = await order()
  expect(await (await control("GET", "orders")).json()).toEqual({ orders: [data?.order] })
  expect(await (await control("GET", "journal")).json()).toEqual({ journal: simulator.journal })
  expect(simulator.journal.map(({ path }) => path)).not.toContain("/__simulator/faults")
  expect((await control("PUT", "faults")).status).toBe(404)
})
