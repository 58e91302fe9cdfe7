import { createLabOrder } from "@loop-health/integrations-contract"
import { validateApiError } from "@loop-health/integrations-contract/validators"
import { exampleError } from "@loop-health/integrations-server"
import { expect, test } from "vitest"
import { aLabOrderRequest } from "../src/builders.ts"
import { createMockFetch, scenarioNames, type ScenarioName } from "../src/index.ts"
import { send } from "./support/send.ts"

const declared = createLabOrder.errorStatuses.flatMap((status) =>
  createLabOrder.errorCodes[status].map((code) => ({ status, code })),
)
const tokenScenarios: readonly ScenarioName[] = [
  ...createLabOrder.errorCodes[401],
  "auth_unavailable",
]

test("the scenarios are success, every declared error code, and the network errors", () => {
  expect(scenarioNames).toEqual([
    "created",
    ...declared.map(({ code }) => code),
    "connection_error",
    "connection_lost",
    "loading",
  ])
})

test.each(declared)("$code returns a valid $status for one request", async ({ status, code }) => {
  const mock = createMockFetch()
  mock.next(code)
  const failed = await send(mock, { key: "key" })
  expect(failed).toMatchObject({ status, error: { error: code } })
  expect(validateApiError(failed.json)).toMatchObject({ valid: true })
  expect(failed.headers.get("x-request-id")).toBe("mock-request-1")
  expect(failed.headers.has("www-authenticate")).toBe(status === 401)
  expect(mock.orders()).toHaveLength(code === "junction_outcome_unknown" ? 1 : 0)

  const again = await send(mock, { key: "key" })
  expect(again.status).toBe(201)
  expect(mock.orders()).toMatchObject([{ id: again.order.id }])
})

test.each(["validation_error", "patient_rejected"] as const)(
  "%s has details that name fields, as a form requires",
  async (code) => {
    const mock = createMockFetch()
    mock.next(code)
    expect((await send(mock)).error.details).toContainEqual({
      path: expect.stringMatching(/^\/patient\//),
      message: expect.stringMatching(/./),
    })
  },
)

test.each(declared)("$code has the server's message", async ({ code }) => {
  const mock = createMockFetch()
  mock.next(code)
  expect((await send(mock)).error.message).toBe(exampleError(code).message)
})

test.each([
  ["order_in_progress", "2"],
  ["junction_unavailable", "1"],
  ["overloaded", "1"],
] as const)("%s has a retry-after header", async (code, seconds) => {
  const mock = createMockFetch()
  mock.next(code)
  expect((await send(mock)).headers.get("retry-after")).toBe(seconds)
})

test("after a rejection the key accepts another body", async () => {
  const mock = createMockFetch()
  mock.next("patient_rejected")
  await send(mock, { key: "key" })
  const body = aLabOrderRequest({ panel_slug: "fertility" })
  expect((await send(mock, { key: "key", body })).status).toBe(201)
})

test("after an unknown outcome the key rejects another body, and a new key orders twice", async () => {
  const mock = createMockFetch()
  mock.next("junction_outcome_unknown")
  await send(mock, { key: "key" })
  const body = aLabOrderRequest({ panel_slug: "fertility" })
  expect(await send(mock, { key: "key", body })).toMatchObject({
    error: { error: "idempotency_key_reused" },
  })
  await send(mock, { key: "new-key" })
  expect(mock.orders()).toHaveLength(2)
})

test("a rejection is final if no earlier attempt can have placed the order", async () => {
  const mock = createMockFetch()
  mock.next("junction_unavailable")
  await send(mock, { key: "key" })
  mock.next("patient_rejected")
  expect(await send(mock, { key: "key" })).toMatchObject({ error: { error: "patient_rejected" } })
})

test("after an unknown outcome, a rejection leaves the outcome unknown", async () => {
  const mock = createMockFetch()
  mock.next("junction_outcome_unknown")
  await send(mock, { key: "key" })
  const placed = mock.orders()
  mock.next("patient_rejected")
  expect(await send(mock, { key: "key" })).toMatchObject({
    error: { error: "junction_outcome_unknown" },
  })
  const settled = await send(mock, { key: "key" })
  const { id, junction_order_id } = settled.order
  expect(placed).toMatchObject([{ id, junction_order_id }])
  expect(mock.orders()).toEqual(placed)
})

test("always() applies to every request, and queued calls of next() come first", async () => {
  const mock = createMockFetch()
  mock.always("junction_unavailable")
  mock.next("created")
  mock.next("token_expired")
  const outcomes: unknown[] = []
  for (let requests = 0; requests < 4; requests += 1) {
    const { status, error } = await send(mock)
    outcomes.push(status === 201 ? status : error.error)
  }
  expect(outcomes).toEqual([201, "token_expired", "junction_unavailable", "junction_unavailable"])
  mock.always("created")
  expect((await send(mock)).status).toBe(201)
})

test.each(scenarioNames.filter((name) => ![...tokenScenarios, "connection_error"].includes(name)))(
  "an invalid request gets its own 400 and does not use up %s",
  async (name) => {
    const mock = createMockFetch()
    mock.next(name)
    mock.next("connection_error")
    // If a request used it up, the next one would reject with connection_error.
    const details = [{ path: "/address", message: "is required" }]
    const bad = { ...aLabOrderRequest(), address: undefined }
    expect(await send(mock, { body: bad })).toMatchObject({ status: 400, error: { details } })
    expect(await send(mock, { body: bad })).toMatchObject({ status: 400, error: { details } })
  },
)

test.each(tokenScenarios)("%s applies before the body is validated", async (name) => {
  const mock = createMockFetch()
  mock.next(name)
  expect(await send(mock, { body: {} })).toMatchObject({ error: { error: name } })
  expect(await send(mock, { body: {} })).toMatchObject({ status: 400 })
})

test("an existing order is replayed and does not use up a scenario of the lab", async () => {
  const mock = createMockFetch()
  await send(mock, { key: "key" })
  mock.next("junction_unavailable")
  expect((await send(mock, { key: "key" })).status).toBe(201)
  expect((await send(mock)).status).toBe(502)
})

test("concurrent requests use the queued scenarios in the order of the calls", async () => {
  const mock = createMockFetch()
  mock.next("overloaded").next("token_expired").next("junction_rejected")
  const responses = await Promise.all([send(mock), send(mock), send(mock), send(mock)])
  expect(responses.map(({ status, error }) => error.error ?? status)).toEqual([
    "overloaded",
    "token_expired",
    "junction_rejected",
    201,
  ])
})

test("one request uses up only one scenario", async () => {
  const mock = createMockFetch()
  mock.next("created").next("connection_lost")
  expect((await send(mock)).status).toBe(201)
  await expect(send(mock)).rejects.toThrow("fetch failed")
})

test("a caller without the required scopes gets a 401", async () => {
  const scopes: readonly string[] = createLabOrder.scopes
  const mock = createMockFetch({ caller: { scopes: [] } })
  expect((await send(mock)).status).toBe(scopes.length === 0 ? 201 : 401)
})

test.each(["next", "always"] as const)(
  "%s throws on an unknown name and lists the allowed ones",
  (method) => {
    const mock = createMockFetch()
    for (const name of ["junction_gone", "toString", ""]) {
      // @ts-expect-error the names are a closed union
      const call = () => mock[method](name)
      expect(call).toThrow(TypeError)
      expect(call).toThrow(/created, validation_error, .*, loading\.$/)
    }
  },
)
