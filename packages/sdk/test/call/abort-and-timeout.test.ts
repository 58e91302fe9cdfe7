import { getEventListeners } from "node:events"
import { createMockFetch } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createClient } from "../../src/index.ts"
import { never, scriptedFetch, deferred } from "../support/scripted-fetch.ts"

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A response with headers and a body that never arrives. */
function stalledResponse(status: number) {
  return new Response(new ReadableStream({}), { status, headers: { "x-request-id": "request-1" } })
}

/** The phases in which a call can hang. `reached` resolves when it hangs. */
const phases = ["token", "headers", "body of a 201", "body of a 502"] as const

function hangIn(phase: (typeof phases)[number]) {
  const { reached, reach } = deferred()
  const token = () => {
    if (phase !== "token") return "t"
    reach()
    return never<string>()
  }
  const { fetch, sent } = scriptedFetch(() => {
    reach()
    return phase === "headers" ? never() : stalledResponse(phase === "body of a 201" ? 201 : 502)
  })
  const { orders } = createClient({ token, fetch }).labs
  const expected =
    phase === "token"
      ? { attempts: 0, outcome: "not_created" }
      : { attempts: 1, outcome: "unknown" }
  return { orders, sent, reached, expected }
}

const reasons = [
  ["no reason", undefined],
  ["a string", "changed my mind"],
  ["an error", new Error("unmounted")],
  ["a TimeoutError", new DOMException("too slow", "TimeoutError")],
] as const

const aborts = phases.flatMap((phase) => reasons.map(([name, reason]) => ({ phase, name, reason })))

test.each(aborts)("an abort with $name while the $phase hangs ends in aborted", async (abort) => {
  const { orders, reached, expected } = hangIn(abort.phase)
  const controller = new AbortController()
  const call = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  await reached
  controller.abort(abort.reason)

  expect(await call).toMatchObject({
    kind: "aborted",
    status: undefined,
    error: { name: "AbortedError", code: "aborted" },
    meta: expected,
  })
  expect(getEventListeners(controller.signal, "abort")).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test.each(phases)("the deadline while the %s hangs ends in a timeout", async (phase) => {
  const { orders, reached, expected } = hangIn(phase)
  const controller = new AbortController()
  const call = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  await reached
  vi.advanceTimersByTime(29_999)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1)

  expect(await call).toMatchObject({
    kind: "timeout",
    status: undefined,
    error: { name: "TimeoutError", message: expect.stringContaining("30000 ms") },
    meta: { ...expected, elapsedMs: 30_000 },
  })
  expect(getEventListeners(controller.signal, "abort")).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test("the result has the headers that arrived before the end", async () => {
  vi.useRealTimers()
  const arrived = deferred()
  const fetch = async () => {
    setImmediate(arrived.reach)
    return stalledResponse(201)
  }
  const controller = new AbortController()
  const { orders } = createClient({ token: "t", fetch }).labs
  const call = orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  await arrived.reached
  controller.abort()
  expect(await call).toMatchObject({ kind: "aborted", meta: { requestId: "request-1" } })
})

test.each(reasons)(
  "a signal aborted before the call with %s prevents the request",
  async (_name, reason) => {
    const token = vi.fn<() => string>(() => "t")
    const { fetch, sent } = scriptedFetch(createMockFetch())
    const { orders } = createClient({ token, fetch }).labs
    const signal = AbortSignal.abort(reason)
    const result = await orders.safeCreate(aLabOrderRequest(), { signal })

    expect(result).toMatchObject({
      kind: "aborted",
      meta: { attempts: 0, outcome: "not_created", idempotencyKey: expect.stringMatching(/./) },
    })
    expect(token).not.toHaveBeenCalled()
    expect(sent).toEqual([])
    expect(getEventListeners(signal, "abort")).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  },
)

test("a shared signal has one listener as long as one of its calls is pending", async () => {
  const controller = new AbortController()
  const { signal } = controller
  const { orders: responding } = createClient({ token: "t", fetch: createMockFetch() }).labs
  const finishOne = () => responding.create(aLabOrderRequest(), { signal })
  await finishOne()
  expect(getEventListeners(signal, "abort")).toEqual([])

  const hanging = Array.from({ length: 20 }, () => hangIn("headers"))
  const calls = hanging.map(({ orders }) => orders.safeCreate(aLabOrderRequest(), { signal }))
  await finishOne()
  await Promise.all(hanging.map(({ reached }) => reached))
  // Node 20 warns about a leak at eleven listeners.
  expect(getEventListeners(signal, "abort")).toHaveLength(1)

  controller.abort()
  const results = await Promise.all(calls)
  expect(results.map(({ kind }) => kind)).toEqual(Array(20).fill("aborted"))
  expect(getEventListeners(signal, "abort")).toEqual([])
})

test("an abort in the token function prevents the request", async () => {
  const controller = new AbortController()
  const token = () => {
    controller.abort()
    return "t"
  }
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token, fetch }).labs
  const result = await orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  expect(result).toMatchObject({ kind: "aborted", meta: { outcome: "not_created" } })
  expect(sent).toEqual([])
})

test("a token function that throws after an abort ends in aborted", async () => {
  const controller = new AbortController()
  const token = () => {
    controller.abort()
    throw new Error("aborted")
  }
  const { orders } = createClient({ token }).labs
  const result = await orders.safeCreate(aLabOrderRequest(), { signal: controller.signal })
  expect(result.kind).toBe("aborted")
})

test("a token function that blocks the thread beyond the deadline prevents the request", async () => {
  let clock = 0
  const token = () => {
    clock += 60_000
    return "t"
  }
  const now = vi.spyOn(performance, "now").mockImplementation(() => clock)
  const { fetch, sent } = scriptedFetch(createMockFetch())
  const { orders } = createClient({ token, fetch }).labs
  const result = await orders.safeCreate(aLabOrderRequest())
  now.mockRestore()
  expect(result).toMatchObject({ kind: "timeout", meta: { outcome: "not_created" } })
  expect(sent).toEqual([])
})

test("an AbortError of fetch itself is a connection error", async () => {
  const { fetch } = scriptedFetch(() => {
    throw new DOMException("This operation was aborted", "AbortError")
  })
  const { orders } = createClient({ token: "t", fetch, maxRetries: 0 }).labs
  const { signal } = new AbortController()
  expect((await orders.safeCreate(aLabOrderRequest(), { signal })).kind).toBe("connection")
})

test("the first cause counts if the signal and the deadline end the call together", async () => {
  const abortFirst = hangIn("headers")
  const controller = new AbortController()
  const options = { signal: controller.signal, timeoutMs: 5 }
  const one = abortFirst.orders.safeCreate(aLabOrderRequest(), options)
  await abortFirst.reached
  controller.abort()
  vi.advanceTimersByTime(5)
  expect((await one).kind).toBe("aborted")

  const deadlineFirst = hangIn("headers")
  const late = new AbortController()
  const other = deadlineFirst.orders.safeCreate(aLabOrderRequest(), {
    signal: late.signal,
    timeoutMs: 5,
  })
  await deadlineFirst.reached
  vi.advanceTimersByTime(5)
  late.abort()
  expect((await other).kind).toBe("timeout")
})

test("the end of the call aborts fetch", async () => {
  const { reached, reach } = deferred()
  let given: AbortSignal | undefined
  const fetch = (request: Request) => {
    given = request.signal
    reach()
    return never<Response>()
  }
  const { orders } = createClient({ token: "t", fetch, timeoutMs: 5 }).labs
  const call = orders.safeCreate(aLabOrderRequest())
  await reached
  expect(given?.aborted).toBe(false)
  vi.advanceTimersByTime(5)
  expect((await call).kind).toBe("timeout")
  expect(given?.aborted).toBe(true)
})

test("the timeout of the call overrides the client's", async () => {
  const { orders, reached } = hangIn("headers")
  const call = orders.safeCreate(aLabOrderRequest(), { timeoutMs: 100 })
  await reached
  vi.advanceTimersByTime(100)
  expect(await call).toMatchObject({ kind: "timeout", meta: { elapsedMs: 100 } })
})

test.each(["created", "overloaded", "connection_error"] as const)(
  "a call that ends in %s leaves no listener and no timer",
  async (scenario) => {
    const mock = createMockFetch()
    mock.always(scenario)
    const { signal } = new AbortController()
    const { orders } = createClient({ token: "t", fetch: mock, maxRetries: 0 }).labs
    await orders.safeCreate(aLabOrderRequest(), { signal })
    expect(getEventListeners(signal, "abort")).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  },
)
