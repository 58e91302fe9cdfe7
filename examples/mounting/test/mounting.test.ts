import { randomUUID } from "node:crypto"
import { createListener } from "@loop-health/integrations-server/node"
import express from "express"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import { exchange } from "./exchange.ts"
import { createService, listening, startApp } from "./mounted-apps.ts"
import { startUpstreams } from "./upstreams.ts"

type Upstreams = Awaited<ReturnType<typeof startUpstreams>>
type Name = keyof typeof startApp

const names = Object.keys(startApp) as Name[]
const upstreams = new Map<Name, Upstreams>()
const urls = new Map<Name, string>()
const closers: (() => Promise<void>)[] = []

beforeAll(async () => {
  for (const name of names) {
    const own = await startUpstreams()
    closers.push(own.close)
    upstreams.set(name, own)
    const app = await startApp[name](own)
    closers.push(app.close)
    urls.set(name, app.url)
  }
})

afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

const order = {
  panel_slug: "wellness",
  patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: "ada@example.com" },
  address: { line1: "1 Sample Street", city: "Chicago", state: "IL", zip: "60601", country: "US" },
}

/**
 * Sends a valid order, with changes, to an app. A header with the value `undefined` is left out.
 */
async function send(
  name: Name,
  request: {
    readonly body?: string
    readonly headers?: Readonly<Record<string, string | undefined>>
    readonly method?: string
  } = {},
  url = `${urls.get(name)}/v1/labs/orders`,
) {
  const { method = "POST", body = JSON.stringify(order) } = request
  const headers = Object.entries({
    authorization: `Bearer ${upstreams.get(name)?.token}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
    ...request.headers,
  }).filter((header): header is [string, string] => header[1] !== undefined)
  const response = await exchange(url, { method, headers: Object.fromEntries(headers), body })
  return { ...response, json: JSON.parse(response.text) as Record<string, unknown> }
}

function junctionOf(name: Name) {
  const simulator = upstreams.get(name)?.simulator
  if (simulator === undefined) throw new Error(`${name} has not started.`)
  return simulator
}

test.each(names)("%s: a 400 names the path of each invalid field", async (name) => {
  const sent = junctionOf(name).journal.length
  const patient = { ...order.patient, dob: "12/04/1990", email: "ada" }
  const { status, json } = await send(name, { body: JSON.stringify({ ...order, patient }) })
  expect(status).toBe(400)
  expect(json).toMatchObject({
    error: "validation_error",
    details: [{ path: "/patient/dob" }, { path: "/patient/email" }],
  })
  expect(junctionOf(name).journal).toHaveLength(sent)
})

// A framework's body parser would respond to these in another format.
test.each(
  names.flatMap(
    (name) =>
      [
        [name, "half a body", "invalid_json", { body: '{"panel_slug":' }],
        [name, "no body", "invalid_json", { body: "" }],
        [name, "text", "unsupported_media_type", { headers: { "content-type": "text/plain" } }],
        [
          name,
          "a body of 2 MB",
          "payload_too_large",
          { body: JSON.stringify("x".repeat(2 ** 21)) },
        ],
      ] as const,
  ),
)(
  "%s: the service rejects %s as %s instead of the framework",
  async (name, _what, code, request) => {
    const { status, json, headers } = await send(name, request)
    expect({ status, code: json["error"] }).toEqual({ status: 400, code })
    expect(headers["cache-control"]).toBe("no-store")
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/)
  },
)

test.each(names)("%s: the response to a request without a token names the scheme", async (name) => {
  const { status, json, headers } = await send(name, { headers: { authorization: undefined } })
  expect({ status, code: json["error"] }).toEqual({ status: 401, code: "unauthenticated" })
  expect(headers["www-authenticate"]).toBe("Bearer")
})

test.each(
  names.flatMap((name) =>
    ["GET", "PUT", "PATCH", "DELETE"].map((method) => [name, method] as const),
  ),
)("%s: the response to %s lists the allowed methods", async (name, method) => {
  const { status, json, headers } = await send(name, { method })
  expect({ status, code: json["error"] }).toEqual({ status: 405, code: "method_not_allowed" })
  expect(headers["allow"]).toBe("POST")
})

test.each(names)("%s: repeated requests place one order", async (name) => {
  const { simulator } = upstreams.get(name) ?? {}
  const placedBefore = junctionOf(name).orders().length
  const headers = { "idempotency-key": "once" }
  const first = await send(name, { headers })
  expect(first.status).toBe(201)
  const again = await send(name, { headers })
  expect(again.text).toBe(first.text)
  expect(again.headers["idempotent-replayed"]).toBe("true")
  expect(simulator?.orders()).toHaveLength(placedBefore + 1)
  expect(first.json["junction_order_id"]).toBe(simulator?.orders()[0]?.id)
})

test.each(names)("%s: the app still reads the bodies of its other routes", async (name) => {
  const body = JSON.stringify({ hello: "you" })
  const { status, json } = await send(name, { body }, `${urls.get(name)}/hello`)
  expect({ status, json }).toEqual({ status: 200, json: { hello: "you" } })
})

test("an order behind a body parser is rejected and does not hang", async () => {
  const own = upstreams.get("Express")
  if (own === undefined) throw new Error("Express has not started.")
  const sent = own.simulator.journal.length
  const wrong = express()
  wrong.use(express.json())
  wrong.all("/v1/labs/orders", createListener(createService(own)))
  const app = await listening(wrong.listen(0, "127.0.0.1"))
  onTestFinished(() => app.close())
  const { status, json } = await send("Express", {}, `${app.url}/v1/labs/orders`)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(json).toMatchObject({ error: expect.any(String), message: expect.any(String) })
  expect(own.simulator.journal).toHaveLength(sent)
})
