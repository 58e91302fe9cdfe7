import { inspect } from "node:util"
import { aLabOrder, aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { expect, test, vi } from "vitest"
import { createClient, type ClientOptions, type CreateLabOrderOptions } from "../../src/index.ts"
import { fakeClock, settle } from "../support/fake-clock.ts"
import { never, scriptedFetch } from "../support/scripted-fetch.ts"

// A call never rejects and never hangs because of the functions that it calls.

function fail(): never {
  throw new Error("looked at")
}

class Untouchable extends Error {
  override get message(): string {
    return fail()
  }
  override get name(): string {
    return fail()
  }
}

const revoked = Proxy.revocable({}, {})
revoked.revoke()
const endless: Error & { cause?: unknown } = new Error("its own cause")
endless.cause = endless

const thrownValues: readonly [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["a symbol", Symbol("thrown")],
  ["a function", fail],
  ["an error whose getters throw", new Untouchable()],
  [
    "a proxy that throws at every access",
    new Proxy(new Error("x"), { get: fail, getPrototypeOf: fail }),
  ],
  ["a revoked proxy", revoked.proxy],
  [
    "an object that throws when its name is read",
    {
      [Symbol.toStringTag]: "Error",
      get message() {
        return fail()
      },
    },
  ],
  ["an error that is its own cause", endless],
  [
    "an error whose properties have other types",
    Object.assign(new Error("x"), { name: 7, stack: {}, code: [] }),
  ],
]

test.each(thrownValues)("a fetch that throws %s is a connection error", async (_name, thrown) => {
  const fetch = () => {
    throw thrown
  }
  const { orders } = createClient({ token: "t", fetch, maxRetries: 0 }).labs
  const result = await orders.safeCreate(aLabOrderRequest())
  expect(result).toMatchObject({ kind: "connection", meta: { attempts: 1, outcome: "unknown" } })
  expect(inspect(result, { depth: 20, showHidden: true })).toContain("ConnectionError")
})

test.each(thrownValues)(
  "a token function that throws %s is a token error",
  async (_name, thrown) => {
    const token = () => {
      throw thrown
    }
    const result = await createClient({ token }).labs.orders.safeCreate(aLabOrderRequest())
    expect(result).toMatchObject({ kind: "token", meta: { attempts: 0, outcome: "not_created" } })
  },
)

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a number", 7],
  ["an empty object", {}],
  ["a response without headers", { status: 201, ok: true, text: async () => "{}" }],
  ["headers that throw", { status: 201, ok: true, headers: { get: fail } }],
  ["a response that throws at every access", new Proxy({}, { get: fail })],
  ["a body that was already read", readAlready()],
  ["a body that is not a stream", { status: 201, headers: new Headers(), ok: true, body: {} }],
])("a fetch that returns %s is a connection error", async (_name, response) => {
  const fetch = async () => response as Response
  const { orders } = createClient({ token: "t", fetch, maxRetries: 0 }).labs
  expect(await orders.safeCreate(aLabOrderRequest())).toMatchObject({
    kind: "connection",
    meta: { attempts: 1, outcome: "unknown" },
  })
})

function readAlready(): Response {
  const response = Response.json(aLabOrder(), { status: 201 })
  void response.text()
  return response
}

test("the SDK reads a frozen response", async () => {
  const fetch = async () => Object.freeze(Response.json(aLabOrder(), { status: 201 }))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.create(aLabOrderRequest())).toEqual(aLabOrder())
})

test("the SDK reads a response without a stream, as in React Native", async () => {
  const order = aLabOrder()
  const text = async () => JSON.stringify(order)
  const response = { status: 201, ok: true, headers: new Headers(), text }
  const fetch = async () => response as Response
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.create(aLabOrderRequest())).toEqual(order)
})

/** An endless body. */
function endlessBody(start: string) {
  const cancel = vi.fn<() => void>()
  const spaces = new TextEncoder().encode(" ".repeat(65_536))
  let pulls = 0
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(new TextEncoder().encode(start)),
    pull: (stream) => {
      pulls += 1
      if (pulls > 1000) throw new Error("The SDK did not stop reading.")
      stream.enqueue(spaces)
    },
    cancel,
  })
  return { body, cancel }
}

test.each([
  [201, '{"id":', "contract"],
  [400, '{"error":"x","message":"', "validation"],
  [502, "<html>", "unexpected_status"],
] as const)("of a %i that never ends the first MiB is read", async (status, start, kind) => {
  const { body, cancel } = endlessBody(start)
  const fetch = async () => new Response(body, { status })
  const { orders } = createClient({ token: "t", fetch, maxRetries: 0 }).labs
  const result = await orders.safeCreate(aLabOrderRequest())
  expect(result.kind).toBe(kind === "validation" ? "unexpected_status" : kind)
  expect(result.kind === "contract" ? result.error.rawText.length : 2 ** 20).toBe(2 ** 20)
  expect(cancel).toHaveBeenCalledTimes(1)
})

test("the SDK reads a response of exactly 1 MiB in chunks that split characters", async () => {
  const order = { ...aLabOrder(), note: "é" }
  const filled = JSON.stringify({ ...order, filler: "" }).length + 1
  const text = JSON.stringify({ ...order, filler: "x".repeat(2 ** 20 - filled) })
  const bytes = new TextEncoder().encode(text)
  expect(bytes).toHaveLength(2 ** 20)
  const split = bytes.indexOf(0xc3) + 1
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => {
      stream.enqueue(bytes.subarray(0, split))
      stream.enqueue(bytes.subarray(split))
      stream.close()
    },
  })
  const fetch = async () => new Response(body, { status: 201 })
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await orders.create(aLabOrderRequest())).toMatchObject(order)
})

test.each<[string, unknown]>([
  ["options that throw", new Proxy({}, { get: fail })],
  ["a signal without working listeners", { signal: { aborted: false, addEventListener: fail } }],
  ["a signal that throws", { signal: new Proxy({}, { get: fail }) }],
  ["a signal that is a string", { signal: "abort" }],
  ["maxRetries below 0", { maxRetries: -1 }],
  ["fractional maxRetries", { maxRetries: 1.5 }],
  ["infinite maxRetries", { maxRetries: Number.POSITIVE_INFINITY }],
  ["maxRetries that is a string", { maxRetries: "2" }],
  ["a timeout that is null", { timeoutMs: null }],
])("a call with %s is an invalid request and leaves no timer", async (_name, options) => {
  fakeClock()
  const { fetch, sent } = scriptedFetch(fail)
  const { orders } = createClient({ token: "t", fetch }).labs
  const result = await orders.safeCreate(aLabOrderRequest(), options as CreateLabOrderOptions)
  expect(result).toMatchObject({
    kind: "invalid_request",
    meta: { attempts: 0, outcome: "not_created" },
  })
  expect(sent).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test("late rejections of fetch and the token function are ignored", async () => {
  fakeClock()
  const later = (milliseconds: number) =>
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error("too late")), milliseconds)
    })
  const clients: ClientOptions[] = [
    { token: "t", fetch: () => later(60_000) },
    { token: () => later(60_000) },
  ]
  for (const options of clients) {
    const result = await settle(createClient(options).labs.orders.safeCreate(aLabOrderRequest()))
    expect(result.kind).toBe("timeout")
  }
  await vi.advanceTimersByTimeAsync(60_000)
  expect(vi.getTimerCount()).toBe(0)
})

test("a body that stalls in a retry ends at the deadline of the call", async () => {
  fakeClock()
  const responses = [new Response(null, { status: 503 })]
  const fetch = async () => responses.shift() ?? new Response(new ReadableStream({ pull: never }))
  const { orders } = createClient({ token: "t", fetch }).labs
  expect(await settle(orders.safeCreate(aLabOrderRequest()))).toMatchObject({
    kind: "timeout",
    meta: { attempts: 2, elapsedMs: 30_000, outcome: "unknown" },
  })
})
