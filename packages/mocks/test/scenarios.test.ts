import { createLabOrder } from "@loop-health/integrations-contract"
import { validateApiError } from "@loop-health/integrations-contract/validators"
import { exampleError } from "@loop-health/integrations-server"
import { expect, test } from "vitest"
import { createMockFetch, scenarioNames, type ScenarioName } from "../src/index.ts"
import { aLabOrder } from "./support/lab-order.ts"
import { send } from "./support/send.ts"

const declared = createLabOrder.errorStatuses.flatMap((status) =>
  createLabOrder.errorCodes[status].map((code) => ({ status, code })),
)
const tokenScenarios: readonly ScenarioName[] = [
  ...createLabOrder.errorCodes[401],
  "auth_unavailable",
]

test("there is a scenario for the success, for each declared code, and for the network", () => {
  expect(scenarioNames).toEqual([
    "created",
    ...declared.map(({ code }) => code),
    "connection_error",
    "connection_lost",
    "loading",
  ])
})

test.each(declared)("$code is a $status in the contract's form, once", async ({ status, code }) => {
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
  "a forced %s names members, as a form needs it",
  async (code) => {
    const mock = createMockFetch()
    mock.next(code)
    expect((await send(mock)).error.details).toContainEqual({
      path: expect.stringMatching(/^\/patient\//),
      message: expect.stringMatching(/./),
    })
  },
)

test.each(declared)("$code has the message of the server", async ({ code }) => {
  const mock = createMockFetch()
  mock.next(code)
  expect((await send(mock)).error.message).toBe(exampleError(code).message)
})

test.each([
  ["order_in_progress", "2"],
  ["junction_unavailable", "1"],
  ["overloaded", "1"],
] as const)("%s has retry-after", async (code, seconds) => {
  const mock = createMockFetch()
  mock.next(code)
  expect((await send(mock)).headers.get("retry-after")).toBe(seconds)
})

test("after a refusal the key is free for another body", async () => {
  const mock = createMockFetch()
  mock.next("patient_rejected")
  await send(mock, { key: "key" })
  const body = aLabOrder({ panel_slug: "fertility" })
  expect((await send(mock, { key: "key", body })).status).toBe(201)
})

test("after an unknown outcome the key is not free, and a new key orders twice", async () => {
  const mock = createMockFetch()
  mock.next("junction_outcome_unknown")
  await send(mock, { key: "key" })
  const body = aLabOrder({ panel_slug: "fertility" })
  expect(await send(mock, { key: "key", body })).toMatchObject({
    error: { error: "idempotency_key_reused" },
  })
  await send(mock, { key: "new-key" })
  expect(mock.orders()).toHaveLength(2)
})

test("where nothing can have been placed, a refusal counts", async () => {
  const mock = createMockFetch()
  mock.next("junction_unavailable")
  await send(mock, { key: "key" })
  mock.next("patient_rejected")
  expect(await send(mock, { key: "key" })).toMatchObject({ error: { error: "patient_rejected" } })
})

test("no refusal undoes what an unknown outcome may have placed", async () => {
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

test("always lasts, next goes before it, and calls of next queue up", async () => {
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
  "a bad request gets its own 400 and leaves %s to the next good one",
  async (name) => {
    const mock = createMockFetch()
    mock.next(name)
    mock.next("connection_error")
    // Were it used up by any of these, the one behind it would be next, and nothing would be answered.
    const details = [{ path: "/address", message: "is required" }]
    const bad = { ...aLabOrder(), address: undefined }
    expect(await send(mock, { body: bad })).toMatchObject({ status: 400, error: { details } })
    expect(await send(mock, { body: bad })).toMatchObject({ status: 400, error: { details } })
  },
)

test.each(tokenScenarios)("%s comes before the body is looked at", async (name) => {
  const mock = createMockFetch()
  mock.next(name)
  expect(await send(mock, { body: {} })).toMatchObject({ error: { error: name } })
  expect(await send(mock, { body: {} })).toMatchObject({ status: 400 })
})

test("an order that is there is replayed, and leaves the lab's failure to a new one", async () => {
  const mock = createMockFetch()
  await send(mock, { key: "key" })
  mock.next("junction_unavailable")
  expect((await send(mock, { key: "key" })).status).toBe(201)
  expect((await send(mock)).status).toBe(502)
})

test("duplicates at the same moment share one failure", async () => {
  const mock = createMockFetch()
  mock.next("overloaded")
  const answers = await Promise.all([send(mock, { key: "key" }), send(mock, { key: "key" })])
  expect(answers.map(({ status }) => status)).toEqual([502, 502])
  expect((await send(mock, { key: "key" })).status).toBe(201)
})

test("a token that lacks the contract's scopes is the caller's to give", async () => {
  const scopes: readonly string[] = createLabOrder.scopes
  const mock = createMockFetch({ caller: { scopes: [] } })
  expect((await send(mock)).status).toBe(scopes.length === 0 ? 201 : 401)
})

test.each(["next", "always"] as const)(
  "%s refuses a name that is none, and lists those that are",
  (method) => {
    const mock = createMockFetch()
    for (const name of ["junction_gone", "toString", ""]) {
      // @ts-expect-error the names are a closed union
      const call = () => mock[method](name)
      expect(call).toThrow(TypeError)
      expect(call).toThrow(/created, validation_error, .*, loading$/)
    }
  },
)
