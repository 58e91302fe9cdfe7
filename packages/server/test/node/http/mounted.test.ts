import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import express from "express"
import fastify from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { toFetchHandler, type Handler } from "../../../src/index.ts"
import { createListener } from "../../../src/node/index.ts"
import { createTestHandler } from "../../support/in-process.ts"
import { orderText } from "../../support/raw-http.ts"

const init = {
  method: "POST",
  headers: {
    authorization: "Bearer good",
    "content-type": "application/json",
    "idempotency-key": "mounted",
  },
  body: orderText,
}

/** Serves a listener on a free port until the test ends. */
async function listen(listener: ReturnType<typeof createListener>): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function expressApp(handler: Handler, ...before: express.RequestHandler[]): express.Express {
  const app = express()
  if (before.length > 0) app.use(...before)
  app.all("/v1/labs/orders", createListener(handler))
  return app
}

/** Starts a Fastify app that calls the listener before or after Fastify reads the body. */
async function fastifyApp(handler: Handler, hook: "onRequest" | "preHandler"): Promise<string> {
  const app = fastify()
  onTestFinished(() => app.close())
  const listener = createListener(handler)
  app.route({
    method: ["POST", "GET"],
    url: "/v1/labs/orders",
    // terms: allow reply, Fastify's name of the type
    [hook]: (request: fastify.FastifyRequest, response: fastify.FastifyReply) => {
      response.hijack()
      listener(request.raw, response.raw)
    },
    handler: () => {},
  })
  return app.listen({ port: 0, host: "127.0.0.1" })
}

test("Express serves the listener", async () => {
  const { handler } = createTestHandler()
  const url = await listen(expressApp(handler))
  const response = await fetch(`${url}/v1/labs/orders?x=1`, init)
  expect(response.status).toBe(201)
  expect(await fetch(`${url}/v1/labs/orders`)).toMatchObject({ status: 405 })
})

test("Fastify serves the listener in an onRequest hook", async () => {
  const { handler } = createTestHandler()
  const url = await fastifyApp(handler, "onRequest")
  expect(await fetch(`${url}/v1/labs/orders`, init)).toMatchObject({ status: 201 })
  expect(await fetch(`${url}/v1/labs/orders`)).toMatchObject({ status: 405 })
})

async function expectBodyAlreadyRead(response: Response, logs: readonly unknown[]): Promise<void> {
  expect(response.status).toBe(502)
  expect(await response.json()).toMatchObject({ error: "internal_error" })
  expect(logs).toMatchObject([{ code: "internal_error", error: { name: "BodyAlreadyReadError" } }])
}

test.each([
  ["json", express.json()],
  ["raw", express.raw({ type: "*/*" })],
  ["urlencoded and text", [express.urlencoded(), express.text({ type: "*/*" })]],
])(
  "the listener responds with internal_error if express.%s has read the body",
  async (_, before) => {
    const { handler, logs, simulator } = createTestHandler()
    const url = await listen(expressApp(handler, ...[before].flat()))
    await expectBodyAlreadyRead(await fetch(`${url}/v1/labs/orders`, init), logs)
    expect(simulator.orders()).toEqual([])
  },
)

test("the listener responds with internal_error if Fastify has read the body", async () => {
  const { handler, logs } = createTestHandler()
  const url = await fastifyApp(handler, "preHandler")
  await expectBodyAlreadyRead(await fetch(`${url}/v1/labs/orders`, init), logs)
})

test("the fetch handler responds with internal_error if the body was read before", async () => {
  const { handler, logs } = createTestHandler()
  const request = new Request("http://localhost/v1/labs/orders", init)
  await request.json()
  await expectBodyAlreadyRead(await toFetchHandler(handler)(request), logs)
})

test("the listener does not replace a response of the app", async () => {
  const { handler, logs } = createTestHandler()
  const url = await listen(
    expressApp(handler, (_request, response, next) => {
      next()
      response.status(503).end("too late")
    }),
  )
  const response = await fetch(`${url}/v1/labs/orders`, init)
  expect([response.status, await response.text()]).toEqual([503, "too late"])
  await expect.poll(() => logs).toHaveLength(1)
})

test("a handler that rejects closes only its own connection", async () => {
  const { handler } = createTestHandler()
  const url = await listen(
    createListener((request) =>
      request.path === "/broken" ? Promise.reject(new Error("Quillon")) : handler(request),
    ),
  )
  await expect(fetch(`${url}/broken`)).rejects.toThrow("fetch failed")
  expect(await fetch(`${url}/v1/labs/orders`, init)).toMatchObject({ status: 201 })
})
