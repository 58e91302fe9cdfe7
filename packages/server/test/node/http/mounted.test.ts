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

/** The app, with Fastify's own reading of bodies before the listener or after it. */
async function fastifyApp(handler: Handler, hook: "onRequest" | "preHandler"): Promise<string> {
  const app = fastify()
  onTestFinished(() => app.close())
  const listener = createListener(handler)
  app.route({
    method: ["POST", "GET"],
    url: "/v1/labs/orders",
    [hook]: (request: fastify.FastifyRequest, reply: fastify.FastifyReply) => {
      reply.hijack()
      listener(request.raw, reply.raw)
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

test("Fastify serves the listener before it reads bodies", async () => {
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
])("a body that express.%s has read is the deployment's fault, told at once", async (_, before) => {
  const { handler, logs, simulator } = createTestHandler()
  const url = await listen(expressApp(handler, ...[before].flat()))
  await expectBodyAlreadyRead(await fetch(`${url}/v1/labs/orders`, init), logs)
  expect(simulator.orders()).toEqual([])
})

test("a body that Fastify has read is the deployment's fault, told at once", async () => {
  const { handler, logs } = createTestHandler()
  const url = await fastifyApp(handler, "preHandler")
  await expectBodyAlreadyRead(await fetch(`${url}/v1/labs/orders`, init), logs)
})

test("a body that somebody has read of a Request is the deployment's fault, told at once", async () => {
  const { handler, logs } = createTestHandler()
  const request = new Request("http://localhost/v1/labs/orders", init)
  await request.json()
  await expectBodyAlreadyRead(await toFetchHandler(handler)(request), logs)
})

test("an answer that the app has given in the meantime stands", async () => {
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

test("a handler that rejects, which none does, costs its own connection alone", async () => {
  const { handler } = createTestHandler()
  const url = await listen(
    createListener((request) =>
      request.path === "/broken" ? Promise.reject(new Error("Quillon")) : handler(request),
    ),
  )
  await expect(fetch(`${url}/broken`)).rejects.toThrow("fetch failed")
  expect(await fetch(`${url}/v1/labs/orders`, init)).toMatchObject({ status: 201 })
})
