import { validateApiError } from "@loop-health/integrations-contract/validators"
import { expect, test } from "vitest"
import { createMemoryLedger, type OrderLedger } from "../../../src/index.ts"
import type { Fault } from "@loop-health/integrations-simulator"
import { aLabOrder, patientValues } from "../../support/a-lab-order.ts"
import { startTestService } from "../../support/deployment.ts"
import { findFreePort } from "../../support/free-port.ts"
import { createTestHandler } from "../../support/in-process.ts"
import type { OrderResponse } from "../../support/order-requests.ts"

function expectUpstreamError(response: OrderResponse, code: string): void {
  expect(response.status).toBe(502)
  expect(validateApiError(response.error)).toMatchObject({ valid: true })
  expect(response.error.error).toBe(code)
  expect(response.error).not.toHaveProperty("details")
  for (const value of patientValues) expect(response.body).not.toContain(value)
}

/** Makes Junction's list of orders fail, so that the server cannot look an order up. */
const listFails: Fault = { name: "list-fails", status: 503, times: 9 }

const leak = { detail: "Quillon Zephyrine, 1990-04-12" }

test.each<[string, string, Fault]>([
  ["a wrong API key at Junction", "junction_rejected", { name: "status", status: 401, body: leak }],
  [
    "an operation that Junction forbids",
    "junction_rejected",
    { name: "status", status: 403, body: leak },
  ],
  [
    "a user that Junction does not know",
    "junction_rejected",
    { name: "status", status: 404, body: leak },
  ],
  [
    "a 400 about no field of the body",
    "junction_rejected",
    { name: "status", status: 400, body: leak },
  ],
  [
    "a 422 for a field of the server",
    "junction_rejected",
    {
      name: "status",
      status: 422,
      body: { detail: [{ loc: ["body", "order_set"], input: leak }] },
    },
  ],
  [
    "a 422 for a field that does not exist",
    "junction_rejected",
    {
      name: "status",
      status: 422,
      body: { detail: [{ loc: ["body", "constructor"], input: leak }] },
    },
  ],
  ["a redirect of Junction", "junction_rejected", { name: "redirect" }],
  ["a 429 with a long retry-after", "junction_unavailable", { name: "429", retryAfter: 30 }],
  ["a 503 at each retry", "junction_unavailable", { name: "503", times: 9 }],
  ["a 500 at each retry", "junction_outcome_unknown", { name: "500", times: 9 }],
  [
    "an unexpected status of Junction",
    "junction_outcome_unknown",
    { name: "status", status: 418, times: 9 },
  ],
  ["a success that is not JSON", "junction_outcome_unknown", { name: "non-json-200", times: 9 }],
  [
    "a success without an id",
    "junction_outcome_unknown",
    { name: "missing-field", field: "id", times: 9 },
  ],
  [
    "a success with another order",
    "junction_outcome_unknown",
    { name: "other-passthrough", times: 9 },
  ],
  [
    "a connection that breaks at each retry",
    "junction_outcome_unknown",
    { name: "reset-before-create", times: 9 },
  ],
])("responds to %s with 502 %s, without patient data", async (_label, code, fault) => {
  const service = await startTestService()
  service.simulator.fault(fault)
  service.simulator.fault(listFails)
  const response = await service.send()
  expectUpstreamError(response, code)
  const logged = JSON.stringify(service.logs)
  for (const value of patientValues) expect(logged).not.toContain(value)
  expect(service.logs).toMatchObject([{ level: "error", status: 502, code }])
})

test.each([
  ["30", "30"],
  ["3601", "3600"],
  ["99999999999999999999", "3600"],
  ["Fri, 31 Dec 9999 23:59:59 GMT", "3600"],
])("returns Junction's `retry-after: %s` as %s", async (sent, returned) => {
  const service = await startTestService()
  service.simulator.fault({ name: "status", status: 429, headers: { "retry-after": sent } })
  expect((await service.send()).headers["retry-after"]).toBe(returned)
})

test("logs each field that Junction rejected once", async () => {
  const service = await startTestService()
  const detail = Array.from({ length: 1_000 }, () => ({ loc: ["body", "patient_details", "dob"] }))
  service.simulator.fault({ name: "status", status: 422, body: { detail } })
  expect(await service.send()).toMatchObject({ status: 400 })
  expect(service.logs[0]?.upstream?.fields).toEqual(["/patient/dob"])
})

test.each<[string, Fault]>([
  ["responds late", { name: "hang", times: 2 }],
  ["stops in the middle of its response", { name: "stalled-body", times: 2 }],
])(
  "if Junction %s, the outcome is unknown and a retry returns the order",
  async (_label, fault) => {
    const service = await startTestService({ junction: { orderTimeoutMs: 100 } })
    service.simulator.fault(fault)
    service.simulator.fault({ name: "list-fails", status: 503 })
    const headers = { "idempotency-key": "patient" }
    expectUpstreamError(await service.send({ headers }), "junction_outcome_unknown")
    const retry = await service.send({ headers })
    expect(retry.status).toBe(201)
    expect(service.simulator.orders().map(({ id }) => id)).toEqual([retry.order.junction_order_id])
  },
)

test("the server looks up and returns an order that Junction placed without a valid response", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "non-json-200", times: 9 })
  const response = await service.send()
  expect(response.status).toBe(201)
  expect(service.simulator.orders().map(({ id }) => id)).toEqual([response.order.junction_order_id])
})

test("a rejection does not reject an order whose earlier send has an unknown outcome", async () => {
  const service = await startTestService()
  service.simulator.fault([
    { name: "list-fails", status: 503 },
    { name: "reset-after-create" },
    {
      name: "status",
      status: 422,
      body: { detail: [{ loc: ["body", "patient_details", "dob"] }] },
    },
  ])
  const headers = { "idempotency-key": "indeterminate" }
  expectUpstreamError(await service.send({ headers }), "junction_outcome_unknown")
  const other = await service.send({ headers, body: aLabOrder({ panel_slug: "pcos" }) })
  expect(other.error.error).toBe("idempotency_key_reused")
  expect((await service.send({ headers })).status).toBe(201)
  expect(service.simulator.orders()).toHaveLength(1)
})

test("the key of a rejected order is accepted with a corrected body", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "status", status: 403, body: leak })
  const headers = { "idempotency-key": "free" }
  expectUpstreamError(await service.send({ headers }), "junction_rejected")
  expect((await service.send({ headers, body: aLabOrder({ panel_slug: "pcos" }) })).status).toBe(
    201,
  )
})

test("the server places no order if it cannot create the patient's user at Junction", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "status", status: 403, body: leak, path: "/v2/user" })
  expectUpstreamError(await service.send(), "junction_rejected")
  service.simulator.fault({ name: "status", status: 500, body: leak, path: "/v2/user", times: 2 })
  expectUpstreamError(await service.send(), "junction_unavailable")
  expect(service.simulator.journal.map((entry) => entry.path)).not.toContain("/v3/order")
})

test("a failed connection to Junction is 502 junction_unavailable", async () => {
  const baseUrl = `http://127.0.0.1:${await findFreePort()}`
  const service = await startTestService({ junction: { baseUrl } })
  expectUpstreamError(await service.send(), "junction_unavailable")
  expect(service.logs).toMatchObject([{ upstream: { networkCode: "ECONNREFUSED" } }])
})

test("keys that cannot be fetched are 502 auth_unavailable, because a 401 would sign users out", async () => {
  const service = await startTestService({
    variables: { AUTH_JWKS_URL: "http://127.0.0.1:9/jwks.json" },
  })
  expectUpstreamError(await service.send(), "auth_unavailable")
})

test.each(["claim", "record"] as const)(
  "a ledger that fails to %s is 502 store_unavailable",
  async (method) => {
    const memory = createMemoryLedger()
    const broken: OrderLedger = {
      ...memory,
      [method]: () => Promise.reject(new Error("disk full while writing\n    at Zephyrine")),
    }
    const { send, simulator, logs } = createTestHandler({ ledger: broken })
    expectUpstreamError(await send(), "store_unavailable")
    expect(simulator.orders()).toHaveLength(method === "claim" ? 0 : 1)
    expect(logs).toMatchObject([{ error: { name: "Error" } }])
    expect(JSON.stringify(logs)).not.toContain("Zephyrine")
  },
)

test("an order that does not match the contract is 502 internal_error", async () => {
  const memory = createMemoryLedger()
  const wrong: OrderLedger = {
    ...memory,
    record: async (...parameters) => {
      const order = await memory.record(...parameters)
      return order && { ...order, created_at: 5 as never }
    },
  }
  const { send } = createTestHandler({ ledger: wrong })
  expectUpstreamError(await send(), "internal_error")
})
