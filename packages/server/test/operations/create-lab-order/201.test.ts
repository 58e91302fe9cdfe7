import { labOrderFields } from "@loop-health/integrations-contract"
import { expect, test } from "vitest"
import { aLabOrder } from "../../support/a-lab-order.ts"
import { startTestService } from "../../support/deployment.ts"

test("the server places an order at Junction and returns the contract's 14 fields", async () => {
  const service = await startTestService()
  const { status, headers, order } = await service.send()

  expect(status).toBe(201)
  expect(headers["idempotent-replayed"]).toBeUndefined()
  expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers["cache-control"]).toBe("no-store")
  expect(Object.keys(order)).toEqual(labOrderFields)
  const [placed] = service.simulator.orders()
  expect(order).toMatchObject({
    brand_id: "brand_a",
    user_id: "user_a",
    patient_id: "pat_0001",
    panel_slug: "wellness",
    junction_order_id: placed?.id,
    status: "received",
    total_cents: 19_900,
    currency: "USD",
    tracking_number: null,
    result_bloodwork_id: null,
    completed_at: null,
  })
  expect(placed?.passthrough).toBe(order.id)
  expect(Date.parse(order.created_at)).toBeLessThanOrEqual(Date.parse(order.updated_at))
})

test("the server places an order with only the required fields and returns null for the others", async () => {
  const service = await startTestService()
  const { panel_slug, patient, address } = aLabOrder()
  const { first_name, last_name, dob, email } = patient
  const { status, order } = await service.send({
    body: { panel_slug, patient: { first_name, last_name, dob, email }, address },
  })
  expect(status).toBe(201)
  expect(order).toMatchObject({ patient_id: null, total_cents: null, currency: null })
  const sent = service.simulator.journal.find((entry) => entry.path === "/v3/order")
  expect(sent?.body).toMatchObject({
    patient_details: { gender: "unknown", phone_number: "+13125550100" },
  })
})

test("the server never sends patient_id or total_cents to Junction", async () => {
  const service = await startTestService()
  await service.send({ body: aLabOrder({ patient_id: "not-for-junction", total_cents: 424_242 }) })
  const upstream = JSON.stringify(service.simulator.journal)
  expect(upstream).toContain("Zephyrine")
  expect(upstream).not.toContain("not-for-junction")
  expect(upstream).not.toContain("424242")
})

test("a retry returns the same body and idempotent-replayed, and places no second order", async () => {
  const service = await startTestService()
  const headers = { "idempotency-key": "once" }
  const first = await service.send({ headers })
  const calls = service.simulator.journal.length
  const second = await service.send({ headers })

  expect(second.status).toBe(201)
  expect(second.body).toBe(first.body)
  expect(second.headers["idempotent-replayed"]).toBe("true")
  expect(service.simulator.journal).toHaveLength(calls)
  expect(service.simulator.orders()).toHaveLength(1)
})

test("a retry whose JSON is written differently returns the same order", async () => {
  const service = await startTestService()
  const headers = { "idempotency-key": "rewritten" }
  const body = { ...aLabOrder({ total_cents: 100 }), remark: { b: 1, a: 2 } }
  const first = await service.send({ headers, body })
  const reversed = Object.fromEntries(Object.entries(body).reverse())
  const text = JSON.stringify({ ...reversed, remark: { a: 2, b: 1 } }, null, 3).replace(
    "100",
    "1.0e2",
  )
  const second = await service.send({ headers, bytes: text })
  expect(second.body).toBe(first.body)
  expect(second.headers["idempotent-replayed"]).toBe("true")
})

test("concurrent requests with the same key wait for the first one and return its order", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "delay", ms: 50 })
  const headers = { "idempotency-key": "all-at-once" }
  const responses = await Promise.all(Array.from({ length: 8 }, () => service.send({ headers })))

  expect(responses.map((response) => response.status)).toEqual(Array(8).fill(201))
  expect(new Set(responses.map((response) => response.body)).size).toBe(1)
  expect(
    responses.filter((response) => response.headers["idempotent-replayed"] === undefined),
  ).toHaveLength(1)
  expect(service.simulator.orders()).toHaveLength(1)
})

test("the same key of another brand or another user is another intent", async () => {
  const service = await startTestService()
  const key = "shared-key"
  const ids = await Promise.all(
    [
      { brand_id: "brand_a", user_id: "user_a" },
      { brand_id: "brand_b", user_id: "user_a" },
      { brand_id: "brand_a", user_id: "user_b" },
    ].map(async (claims) => {
      const authorization = `Bearer ${await service.issuer.issue(claims)}`
      const { order } = await service.send({ headers: { "idempotency-key": key, authorization } })
      expect(order).toMatchObject(claims)
      return order.junction_order_id
    }),
  )
  expect(new Set(ids).size).toBe(3)
})

test("the server returns the one order that Junction placed before the connection broke", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "reset-after-create" })
  const { status, order } = await service.send()
  expect(status).toBe(201)
  expect(service.simulator.orders().map(({ id }) => id)).toEqual([order.junction_order_id])
})

test("the server resends an order if the connection broke before Junction placed it", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "reset-before-create" })
  expect((await service.send()).status).toBe(201)
  expect(service.simulator.orders()).toHaveLength(1)
})

test("the server retries an order after a 429 of Junction", async () => {
  const service = await startTestService()
  service.simulator.fault({ name: "429", retryAfter: 0 })
  expect((await service.send()).status).toBe(201)
})

test("the server returns the caller's x-request-id if it is letters, digits, and hyphens", async () => {
  const service = await startTestService()
  const valid = await service.send({ headers: { "x-request-id": "abc-123" } })
  expect(valid.headers["x-request-id"]).toBe("abc-123")
  const invalid = await service.send({ headers: { "x-request-id": "a b; Zephyrine" } })
  expect(invalid.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/)
})

test("the server normalizes patient and address before it sends them to Junction", async () => {
  const service = await startTestService()
  const { status } = await service.send({
    body: aLabOrder({
      patient: {
        first_name: "  José  María ",
        sex: "F",
        phone: "(312) 555-0142",
        dob: "1990-04-12T00:00:00Z",
      },
      address: { state: "illinois", country: "United States", zip: " 60601-1234 ", line2: "Apt 2" },
    }),
  })
  expect(status).toBe(201)
  const sent = service.simulator.journal.find((entry) => entry.path === "/v3/order")
  expect(sent?.body).toMatchObject({
    patient_details: {
      first_name: "Jose Maria",
      gender: "female",
      phone_number: "+13125550142",
      dob: "1990-04-12",
    },
    patient_address: {
      state: "IL",
      country: "US",
      zip: "60601-1234",
      second_line: "Apt 2",
      receiver_name: "Jose Maria Zephyrine",
    },
  })
})

test("each patient of a user is one user at Junction", async () => {
  const service = await startTestService()
  for (const patient of [{}, {}, { first_name: "Someone" }, { dob: "1991-01-01" }]) {
    expect((await service.send({ body: aLabOrder({ patient }) })).status).toBe(201)
  }
  const [first, second, ...others] = service.simulator.orders().map((order) => order.user_id)
  expect(second).toBe(first)
  expect(new Set([first, ...others]).size).toBe(3)
})
