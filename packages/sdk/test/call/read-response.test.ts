import { createLabOrder } from "@loop-health/integrations-contract"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test } from "vitest"
import { ContractError, createClient, ResponseError } from "../../src/index.ts"
import { jsonResponse, scriptedFetch } from "../support/scripted-fetch.ts"

async function resultOf(createResponse: () => Response) {
  const { fetch } = scriptedFetch(createResponse)
  return createClient({ token: "t", fetch, maxRetries: 0 }).labs.orders.safeCreate(
    aLabOrderRequest(),
  )
}

const kinds = { 400: "validation", 401: "unauthenticated", 502: "upstream" } as const
const notCreated = ["auth_unavailable", "junction_rejected", "overloaded"]

const declared = createLabOrder.errorStatuses.flatMap((status) =>
  createLabOrder.errorCodes[status].map((code) => ({
    status,
    code,
    outcome:
      (status === 502 && !notCreated.includes(code)) || code === "idempotency_key_reused"
        ? "unknown"
        : "not_created",
  })),
)

test.each(declared)(
  "the outcome of $status $code is $outcome",
  async ({ status, code, outcome }) => {
    const mock = createMockFetch()
    mock.always(code)
    const { orders } = createClient({ token: "t", fetch: mock, maxRetries: 0 }).labs
    const facts = { outcome, requestId: "mock-request-1", attempts: 1 }
    expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
      kind: kinds[status],
      status,
      error: { code: kinds[status], status, apiCode: code, ...facts },
      meta: facts,
    })
  },
)

test.each([
  [400, "a_code_of_tomorrow", "not_created"],
  [401, "a_code_of_tomorrow", "not_created"],
  [502, "a_code_of_tomorrow", "unknown"],
  // Every object has a property with this name.
  [400, "constructor", "not_created"],
] as const)("a %i with the unknown code %s is %s", async (status, error, outcome) => {
  const body = { error, message: "Why." }
  const result = await resultOf(() => jsonResponse(status, body, { "x-request-id": "request-1" }))
  const facts = { outcome, requestId: "request-1", attempts: 1 }
  expect(result).toMatchObject({
    kind: kinds[status],
    status,
    error: { code: kinds[status], status, apiCode: error, ...facts },
    meta: facts,
  })
})

const envelope = { error: "overloaded", message: "Try later." }

test.each<[string, () => Response, number]>([
  ["a gateway's HTML 502", () => new Response("<h1>Bad Gateway</h1>", { status: 502 }), 502],
  ["an empty 502", () => new Response(null, { status: 502 }), 502],
  [
    "an empty 400 with a content length",
    () => new Response("", { status: 400, headers: { "content-length": "0" } }),
    400,
  ],
  ["an empty 401", () => new Response(null, { status: 401 }), 401],
  ["a 400 of another API", () => jsonResponse(400, { message: "Missing token" }), 400],
  ["a 400 with a structured error", () => jsonResponse(400, { error: {}, message: "x" }), 400],
  [
    "a 400 with a gateway's text",
    () => jsonResponse(400, { error: "Bad Request", message: "x" }),
    400,
  ],
  [
    "a 502 with a gateway's text",
    () => jsonResponse(502, { statusCode: 502, error: "Bad Gateway", message: "x" }),
    502,
  ],
  ["a 401 that is a JSON string", () => jsonResponse(401, "nope"), 401],
  ["a 401 that is null", () => jsonResponse(401, null), 401],
  ["a 502 that is an array", () => jsonResponse(502, [envelope]), 502],
  ["a 503 in the API's form", () => jsonResponse(503, envelope), 503],
  ["an HTML 404", () => new Response("<h1>Not Found</h1>", { status: 404 }), 404],
  [
    "a 404 with another code",
    () => jsonResponse(404, { error: "route_not_found", message: "x" }),
    404,
  ],
  [
    "a 403 with the API's code for a 404",
    () => jsonResponse(403, { error: "not_found", message: "x" }),
    403,
  ],
  ["a 408 with no body", () => new Response(null, { status: 408 }), 408],
  ["a 200 with an order", () => jsonResponse(200, aLabOrder()), 200],
  ["a 202 with an order", () => jsonResponse(202, aLabOrder()), 202],
  ["a 204", () => new Response(null, { status: 204 }), 204],
  ["a redirect in a browser", () => Response.error(), 0],
  ["a redirect that fetch does not follow", () => new Response(null, { status: 307 }), 307],
])(
  "%s is an unexpected status, and an order may have been placed",
  async (_name, createResponse, status) => {
    const result = await resultOf(createResponse)
    expect(result).toMatchObject({
      kind: "unexpected_status",
      status,
      error: { name: "UnexpectedStatusError", status },
      meta: { outcome: "unknown", attempts: 1 },
    })
  },
)

test.each([
  ["https://integrations.platform.loop.health/v2", "POST", 404],
  [undefined, "GET", 405],
] as const)("the API's own response to %s with %s is a %i without an order", async (...given) => {
  const [baseUrl, method, status] = given
  const mock = createMockFetch()
  // The base URL has a wrong path, or a gateway changes the method.
  const fetch = (request: Request) =>
    mock(method === "GET" ? new Request(request.url) : new Request(request))
  const { orders } = createClient({ token: "t", fetch, baseUrl, maxRetries: 0 }).labs
  const code = status === 404 ? "not_found" : "method_not_allowed"
  const path = `${baseUrl ?? "https://integrations.platform.loop.health"}/v1/labs/orders`
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "unexpected_status",
    status,
    error: {
      apiCode: code,
      message: `Unexpected response status ${status} (${code}) from ${path}. Check baseUrl. No order was placed.`,
    },
    meta: { outcome: "not_created", attempts: 1 },
  })
})

test.each([
  [{ error: "overloaded", message: "x" }, "overloaded"],
  [{ error: "order_in_progress", message: "x" }, "order_in_progress"],
  [{ error: "Service Unavailable", message: "x" }, undefined],
  [{ error: "ada@example.com", message: "x" }, undefined],
  [{ error: "overloaded" }, undefined],
])("an undeclared status with %j has the apiCode %s", async (body, apiCode) => {
  const result = await resultOf(() => jsonResponse(503, body))
  expect(result.kind === "unexpected_status" && result.error.apiCode).toBe(apiCode)
})

test.each([
  ["no body", ""],
  ["text that is not JSON", "<html>created</html>"],
  ["truncated JSON", '{"id":"5f0c'],
  ["null", "null"],
  ["a string", '"5f0c"'],
  ["an array", '[{"id":"5f0c"}]'],
  ["an object without an id", '{"order":{"id":"5f0c"}}'],
  ["an id that is a number", '{"id":5}'],
])("a 201 with %s is a contract error with the text", async (_name, text) => {
  const result = await resultOf(() => new Response(text, { status: 201 }))
  expect(result).toMatchObject({
    kind: "contract",
    status: undefined,
    error: { name: "ContractError", outcome: "unknown" },
    meta: { outcome: "unknown", attempts: 1 },
  })
  expect(result.kind === "contract" && result.error.rawText).toBe(text)
  expect(Object.keys(result.kind === "contract" ? result.error : {})).not.toContain("rawText")
})

test("a 201 with a content length of 0 is a contract error", async () => {
  const headers = { "content-length": "0" }
  const result = await resultOf(() => new Response("", { status: 201, headers }))
  expect(result.kind === "contract" && result.error).toBeInstanceOf(ContractError)
  expect(result.kind === "contract" && result.error.rawText).toBe("")
})

test("a ValidationError has the details of the API", async () => {
  const { patient, address } = aLabOrderRequest()
  const body = aLabOrderRequest({
    patient: { ...patient, dob: "1990-02-30" },
    address: { ...address, line1: " " },
  })
  const { orders } = createClient({ token: "t", fetch: createMockFetch() }).labs
  const result = await orders.safeCreate(body)
  expect(result.kind === "validation" && result.error.details).toEqual([
    { path: "/patient/dob", message: expect.stringContaining("calendar date") },
    { path: "/address/line1", message: expect.stringContaining("must not be blank") },
  ])
})

test("details keep only path and message, and invalid details are omitted", async () => {
  const details = [
    { path: "/patient/dob", message: "is required", value: "1990" },
    null,
    { path: 1 },
  ]
  const body = { error: "validation_error", message: "x", details }
  const result = await resultOf(() => jsonResponse(400, body))
  expect(result.kind === "validation" && result.error.details).toEqual([
    { path: "/patient/dob", message: "is required" },
  ])
})

function rejectedWith(details: unknown) {
  return () => jsonResponse(400, { error: "validation_error", message: "Why.", details })
}

test.each<[string, unknown, Record<string, string[]>]>([
  ["no details", undefined, {}],
  ["invalid details", "no", {}],
  ["a field", [{ path: "/patient/dob", message: "a" }], { "patient.dob": ["a"] }],
  [
    "two errors of one field and one of another",
    [
      { path: "/patient/dob", message: "a" },
      { path: "/address/zip", message: "b" },
      { path: "/patient/dob", message: "c" },
    ],
    { "patient.dob": ["a", "c"], "address.zip": ["b"] },
  ],
  ["a field of the body itself", [{ path: "/panel_slug", message: "a" }], { panel_slug: ["a"] }],
  ["an element of a list", [{ path: "/tests/0/name", message: "a" }], { "tests.0.name": ["a"] }],
  ["an escaped name", [{ path: "/a~1b/c~0d/~01", message: "a" }], { "a/b.c~d.~1": ["a"] }],
  ["the body as a whole", [{ path: "", message: "a" }], {}],
  [
    "names of built-in properties",
    [
      { path: "/__proto__", message: "a" },
      { path: "/constructor", message: "b" },
    ],
    Object.fromEntries([
      ["__proto__", ["a"]],
      ["constructor", ["b"]],
    ]),
  ],
])("fieldErrors returns messages by dotted path for %s", async (_name, details, expected) => {
  const result = await resultOf(rejectedWith(details))
  if (result.kind !== "validation") throw new Error("The call was not rejected.")
  expect(Object.entries(result.error.fieldErrors())).toEqual(Object.entries(expected))
  expect(result.error.message).toContain("Why.")
})

test("a form gets the error of each field by the name of the form", async () => {
  const form = new Map<string, { message: string }>()
  const setError = (name: string, error: { message: string }) => form.set(name, error)
  const { patient } = aLabOrderRequest()
  const { orders } = createClient({ token: "t", fetch: createMockFetch() }).labs
  const result = await orders.safeCreate(
    aLabOrderRequest({ patient: { ...patient, dob: "1990-02-30" } }),
  )
  if (result.kind !== "validation") throw new Error("The call was not rejected.")
  for (const [name, [message]] of Object.entries(result.error.fieldErrors())) {
    setError(name, { message })
  }
  expect([...form]).toEqual([
    ["patient.dob", { message: expect.stringContaining("calendar date") }],
  ])
})

test.each([[undefined], [null], ["no"], [{}]])(
  "details that are %j are ignored",
  async (details) => {
    const body = { error: "validation_error", message: "x", details }
    const result = await resultOf(() => jsonResponse(400, body))
    expect(result.kind === "validation" && result.error.details).toEqual([])
  },
)

test.each([
  [400, "validation_error", /Why\. No order was placed\.$/],
  [400, "idempotency_key_reused", /Why\. An order may have been placed with the first body/],
  [401, "token_expired", /Why\. No order was placed\.$/],
  [502, "junction_rejected", /Why\. No order was placed\.$/],
  [502, "order_in_progress", /Why\. An order may have been placed\. Retry .* same idempotencyKey/],
  [503, "order_in_progress", /^Unexpected response status 503 .* Retry .* same idempotencyKey/],
])("the message of a %i %s contains the next step", async (status, error, message) => {
  const result = await resultOf(() => jsonResponse(status, { error, message: "Why." }))
  expect(result.kind !== "created" && result.error.message).toMatch(message)
})

test("retryAfterMs is the retry-after header in milliseconds", async () => {
  const mock = createMockFetch()
  mock.always("order_in_progress")
  const { orders } = createClient({ token: "t", fetch: mock, maxRetries: 0 }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    error: { retryAfterMs: 2000 },
    meta: { retryAfterMs: 2000 },
  })
})

test("create throws the error of the status", async () => {
  const mock = createMockFetch()
  mock.always("overloaded")
  const call = createClient({ token: "t", fetch: mock, maxRetries: 0 }).labs.orders.create(
    aLabOrderRequest(),
  )
  await expect(call).rejects.toBeInstanceOf(ResponseError)
  await expect(call).rejects.toMatchObject({ name: "UpstreamError", apiCode: "overloaded" })
})

test("the stack of an error starts at the caller of create", async () => {
  const mock = createMockFetch()
  mock.always("junction_rejected")
  const { orders } = createClient({ token: "t", fetch: mock }).labs
  async function checkOut() {
    return await orders.create(aLabOrderRequest())
  }
  const error = await checkOut().catch((thrown: unknown) => thrown)
  if (!(error instanceof ResponseError)) throw new Error("The call was not rejected.")
  const frames = error.stack?.split("\n    at ").filter((frame) => !frame.includes("(node:"))
  expect(frames?.slice(0, 2)).toEqual([
    `UpstreamError: ${error.message}`,
    expect.stringContaining("checkOut"),
  ])
})

test("a retry with the key of the error finds the order of a lost response", async () => {
  const mock = createMockFetch()
  mock.next("connection_lost")
  const { orders } = createClient({ token: "t", fetch: mock, maxRetries: 0 }).labs
  const lost = await orders.safeCreate(aLabOrderRequest())
  expect(lost).toMatchObject({ kind: "connection", meta: { outcome: "unknown", attempts: 1 } })
  const { idempotencyKey } = lost.meta
  const found = await orders.safeCreate(aLabOrderRequest(), { idempotencyKey })
  expect(found).toMatchObject({ kind: "created", replayed: true })
  expect(mock.orders()).toHaveLength(1)
})
