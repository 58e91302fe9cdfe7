import { inspect } from "node:util"
import { createMockFetch, type ScenarioName } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test, vi } from "vitest"
import {
  createClient,
  type CreateLabOrderOptions,
  type Hooks,
  type LabOrderRequest,
  type LoopErrorCode,
  type TokenRequest,
} from "../../src/index.ts"
import { fakeClock, settle } from "../support/fake-clock.ts"
import { jsonResponse, never, scriptedFetch } from "../support/scripted-fetch.ts"

/** Part of each value of the body and of the token, so that a leak of any value is found. */
const mark = "SECRET"
const token = `${mark}-token`

const body = {
  panel_slug: "wellness",
  patient: {
    first_name: `${mark}-Ada`,
    last_name: `${mark}-Example`,
    dob: `${mark}-1990-04-12`,
    email: `${mark}@example.com`,
    phone: `${mark}-312`,
    sex: `${mark}-female`,
  },
  address: {
    line1: `${mark}-1 Sample Street`,
    line2: `${mark}-Apt 2`,
    city: `${mark}-Chicago`,
    state: `${mark}-IL`,
    zip: `${mark}-60601`,
    country: `${mark}-US`,
  },
  patient_id: `${mark}-pat`,
} satisfies LabOrderRequest

/** An error with everything that HTTP clients put into theirs, and more. */
function talkativeError(): Error {
  const cause = Object.assign(new Error(`sent ${JSON.stringify(body)}`), {
    code: "ECONNRESET",
    data: JSON.stringify(body),
  })
  const error = new TypeError(`"Bearer ${token}" is an invalid header value`, { cause })
  return Object.assign(error, {
    request: { headers: { authorization: `Bearer ${token}` }, body },
    config: { data: JSON.stringify(body) },
    errors: [cause],
    code: mark.toLowerCase(),
    name: `${mark} Error`,
  })
}

const cyclic: Record<string, unknown> = { ...body }
cyclic[`${mark}-self`] = cyclic

interface ErrorCase {
  readonly kind: LoopErrorCode
  readonly name: string
  readonly fetch?: (request: Request) => Promise<Response> | Response
  readonly token?: (request: TokenRequest) => string
  readonly body?: unknown
  readonly options?: CreateLabOrderOptions
  readonly maxRetries?: number
  /** The hook in which the caller aborts the call. */
  readonly abortOn?: keyof Hooks
}

/** Returns these responses in order. */
function inTurn(...responses: readonly (() => Promise<Response> | Response)[]) {
  const left = [...responses]
  return () => (left.shift() ?? throwTalkative)()
}

const detail = { path: "/patient/dob", message: "must be a calendar date" }
const echo = { error: `${mark}: bad name`, message: JSON.stringify(body), details: [body] }

function throwTalkative(): never {
  throw talkativeError()
}

/** The API, which fails in this way for any body. */
function failingApi(scenario: ScenarioName) {
  return (request: Request) => {
    const mock = createMockFetch()
    mock.always(scenario)
    return mock(request)
  }
}

const errorCases: readonly ErrorCase[] = [
  { kind: "validation", name: "the API's own 400", fetch: failingApi("created") },
  { kind: "unauthenticated", name: "the API's own 401", fetch: failingApi("token_expired") },
  { kind: "upstream", name: "the API's own 502", fetch: failingApi("auth_unavailable") },
  {
    kind: "validation",
    name: "a 400",
    fetch: () =>
      jsonResponse(400, { error: "validation_error", message: "x", details: [detail], body }),
  },
  {
    kind: "validation",
    name: "a 400 with personal data in its details",
    fetch: () =>
      jsonResponse(400, { error: "x", message: "x", details: [{ ...detail, value: mark }] }),
  },
  {
    kind: "unauthenticated",
    name: "a 401",
    fetch: () => jsonResponse(401, { error: "token_expired", message: "x", token }),
  },
  {
    kind: "upstream",
    name: "a 502",
    fetch: () => jsonResponse(502, { error: "junction_rejected", message: "x", body }),
  },
  {
    kind: "unexpected_status",
    name: "a gateway that echoes the request in HTML",
    fetch: () => new Response(`<pre>${JSON.stringify(body)}</pre>`, { status: 502 }),
  },
  {
    kind: "unexpected_status",
    name: "another status that echoes the request as an API error",
    fetch: () => jsonResponse(403, echo),
  },
  {
    kind: "unexpected_status",
    name: "a 200 that echoes the request",
    fetch: () => jsonResponse(200, echo),
  },
  { kind: "connection", name: "a fetch that throws a detailed error", fetch: throwTalkative },
  {
    kind: "connection",
    name: "a fetch that throws a string",
    fetch: () => Promise.reject(JSON.stringify(body)),
  },
  {
    kind: "connection",
    name: "a truncated body",
    fetch: () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.error(talkativeError()),
        }),
        { status: 201 },
      ),
  },
  {
    kind: "contract",
    name: "a 201 that quotes the request",
    fetch: () => new Response(`${mark} is not JSON`, { status: 201 }),
  },
  { kind: "contract", name: "a 201 without an id", fetch: () => jsonResponse(201, body) },
  { kind: "invalid_request", name: "a cycle", body: cyclic },
  {
    kind: "invalid_request",
    name: "a toJSON that throws",
    body: { ...body, toJSON: throwTalkative },
  },
  { kind: "token", name: "a token function that throws", token: throwTalkative },
  {
    kind: "connection",
    name: "a fetch that throws a detailed error three times",
    fetch: throwTalkative,
    maxRetries: 2,
  },
  {
    kind: "unexpected_status",
    name: "a gateway that echoes the request three times",
    fetch: () => jsonResponse(503, echo, { "retry-after": "1" }),
    maxRetries: 2,
  },
  {
    kind: "validation",
    name: "a 400 after a lost request",
    fetch: inTurn(throwTalkative, () => jsonResponse(400, { error: "x", message: "x", body })),
    maxRetries: 1,
  },
  {
    kind: "contract",
    name: "a 201 that quotes the request after a lost request",
    fetch: inTurn(throwTalkative, () => jsonResponse(201, body)),
    maxRetries: 1,
  },
  {
    kind: "unauthenticated",
    name: "a rejected token after its refresh",
    fetch: () => jsonResponse(401, { error: "token_expired", message: "x", token }),
    token: ({ refresh }) => (refresh ? `${token}-2` : token),
  },
  {
    kind: "token",
    name: "a refresh that throws",
    fetch: () => jsonResponse(401, { error: "token_expired", message: "x", token }),
    token: ({ refresh }) => (refresh ? throwTalkative() : token),
  },
  {
    kind: "token",
    name: "a refresh that returns an invalid token",
    fetch: () => jsonResponse(401, { error: "token_expired", message: "x", token }),
    token: ({ refresh }) => (refresh ? `${token} ${token}` : token),
  },
  {
    kind: "aborted",
    name: "an abort while waiting for a retry",
    fetch: throwTalkative,
    maxRetries: 1,
    abortOn: "onRetry",
  },
  {
    kind: "aborted",
    name: "an abort between the requests",
    fetch: throwTalkative,
    maxRetries: 1,
    abortOn: "onResponse",
  },
  {
    kind: "timeout",
    name: "a deadline in the second request",
    options: { timeoutMs: 600 },
    fetch: inTurn(throwTalkative, never),
    maxRetries: 1,
  },
  {
    kind: "connection",
    name: "a response that throws its content when it is read",
    fetch: () => {
      const { headers } = new Response(null, { headers: { "x-request-id": "request-1" } })
      const response = { status: 201, ok: true, headers, text: throwTalkative }
      return response as unknown as Response
    },
  },
  ...[`${mark}-Ada`, token, mark].map((value): ErrorCase => ({
    kind: "connection",
    name: `a programming error that quotes ${value}`,
    // V8 quotes the argument: "SECRET is not a function".
    fetch: () => [new Response()].map<Response>(value as never)[0] ?? throwTalkative(),
  })),
  {
    kind: "invalid_request",
    name: "a programming error in toJSON that quotes the body",
    body: { ...body, toJSON: () => [1].map(mark as never) },
  },
  { kind: "token", name: "a token that cannot be sent", token: () => `${token}\r\nx: y` },
  { kind: "aborted", name: "an abort", options: { signal: AbortSignal.abort(talkativeError()) } },
  {
    kind: "timeout",
    name: "a deadline",
    options: { timeoutMs: 1 },
    fetch: () => {
      vi.advanceTimersByTime(1)
      return Promise.reject(talkativeError())
    },
  },
]

/** Returns every string in a value, also of inherited, hidden, and symbol properties. */
function stringsOf(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === "string") return [value]
  if (value === null || typeof value !== "object" || seen.has(value)) return []
  seen.add(value)
  const found: string[] = []
  for (let owner: object | null = value; owner !== null; owner = Reflect.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      // The only property that contains the received text, as documented.
      if (key === "rawText") continue
      found.push(String(key), ...stringsOf(Reflect.get(owner, key, value), seen))
    }
  }
  return found
}

test.each(errorCases)(
  "the error of $name and the events of hooks contain no part of the body or the token",
  async (errorCase) => {
    fakeClock()
    const { fetch } = scriptedFetch(errorCase.fetch ?? throwTalkative)
    const controller = new AbortController()
    const events: unknown[] = []
    const listen = (name: keyof Hooks) => (event: unknown) => {
      events.push(event)
      if (errorCase.abortOn === name) controller.abort(talkativeError())
    }
    const { orders } = createClient({
      token: errorCase.token ?? token,
      fetch,
      maxRetries: errorCase.maxRetries ?? 0,
      onRequest: listen("onRequest"),
      onResponse: listen("onResponse"),
      onRetry: listen("onRetry"),
    }).labs
    const options = { signal: controller.signal, ...errorCase.options }
    const result = await settle(
      orders.safeCreate((errorCase.body ?? body) as LabOrderRequest, options),
    )

    expect(result.kind).toBe(errorCase.kind)
    if (result.kind === "created") throw new Error("the call was to fail")
    const { error } = result
    expect(result.meta.outcome).toBe(error.outcome)
    const texts = [
      ...stringsOf(error),
      ...stringsOf(result.meta),
      ...stringsOf(events),
      String(error),
      error.stack,
      JSON.stringify(error),
      JSON.stringify(result),
      inspect(error, { depth: 20 }),
      inspect(result, { depth: 20, showHidden: true, getters: false }),
      inspect(structuredClone(error), { depth: 20, showHidden: true }),
    ].join("\n")
    expect(texts).toContain(error.message)
    expect(texts.toLowerCase()).not.toContain(mark.toLowerCase())
  },
)

test("the cases have each kind of error", () => {
  const all: Record<LoopErrorCode, true> = {
    validation: true,
    unauthenticated: true,
    upstream: true,
    unexpected_status: true,
    connection: true,
    timeout: true,
    aborted: true,
    contract: true,
    invalid_request: true,
    token: true,
  }
  expect(new Set(errorCases.map((errorCase) => errorCase.kind))).toEqual(new Set(Object.keys(all)))
})

test("the cause has names, system codes, and stack frames", async () => {
  const { fetch } = scriptedFetch(throwTalkative)
  const result = await createClient({ token, fetch, maxRetries: 0 }).labs.orders.safeCreate(body)
  if (result.kind !== "connection") throw new Error("the call was to fail to connect")
  expect(result.error.message).toContain("(ECONNRESET)")
  expect(result.error.cause).toMatchObject({
    name: "Error",
    message: "message withheld",
    stack: expect.stringContaining("throwTalkative"),
    cause: { message: "ECONNRESET", code: "ECONNRESET" },
  })
})

test.each([
  ["response.body.getReader", "is not a function", TypeError],
  ["setImmediate", "is not defined", ReferenceError],
  ["URLSearchParams", "is not a constructor", TypeError],
] as const)("the programming error %s %s is part of the message", async (name, rule, Thrown) => {
  const fetch = () => Promise.reject(new Thrown(`${name} ${rule}`))
  const options = { token: "t", fetch, maxRetries: 0 }
  const result = await createClient(options).labs.orders.safeCreate(aLabOrderRequest())
  expect(result).toMatchObject({
    kind: "connection",
    error: { message: expect.stringContaining(`(${name} ${rule}). An order may`) },
  })
  const inToken = async () => {
    throw new Thrown(`${name} ${rule}`)
  }
  expect(await createClient({ token: inToken }).labs.orders.safeCreate(body)).toMatchObject({
    kind: "token",
    error: { cause: { name: Thrown.name, message: `${name} ${rule}` } },
  })
})

test("the cause omits a line of a message that looks like a stack frame", async () => {
  const thrown = new TypeError("rejected\n    at Zephyrine")
  const result = await createClient({
    token: "t",
    fetch: () => Promise.reject(thrown),
    maxRetries: 0,
  }).labs.orders.safeCreate(aLabOrderRequest())
  expect(result.kind).toBe("connection")
  expect(inspect(result, { depth: 20, showHidden: true })).not.toContain("Zephyrine")
})
