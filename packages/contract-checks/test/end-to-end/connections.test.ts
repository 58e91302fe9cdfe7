import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { createGate } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectFinalState, expectOutcome, ordersOf, type FinalOutcome } from "./outcome-checks.ts"

let stack: ServedStack
const outcomes = new Map<Intent, FinalOutcome>()
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack()
})
afterAll(async () => {
  await expectFinalState(stack, outcomes)
  await stack.close()
})

test("a call to a closed port creates no order, and a retry creates it when the port is open", async () => {
  const intent = await createIntent(stack)
  await stack.front.stopListening()
  const result = await intent.send()
  await stack.front.listen()
  expect(result).toMatchObject({
    kind: "connection",
    meta: { attempts: 3, outcome: "not_created" },
  })
  expect(ordersOf(stack, intent)).toEqual([])
  const { idempotencyKey } = result.meta
  const retry = await intent.send({ idempotencyKey })
  expect(retry).toMatchObject({ kind: "created" })
  outcomes.set(intent, await expectOutcome(stack, intent, retry))
})

test("retries create an order if the server starts late", async () => {
  const intent = await createIntent(stack)
  await stack.front.stopListening()
  let listening: Promise<void> | undefined
  const result = await intent.send(
    { maxRetries: 10_000 },
    { onRetry: () => void (listening ??= stack.front.listen()) },
  )
  await listening
  expect(result.kind).toBe("created")
  outcomes.set(intent, await expectOutcome(stack, intent, result))
})

test.each(["reset before", "half-close to the client", "reset after"] as const)(
  "an order is created if the reuse of its connection meets %s",
  async (fault) => {
    // An idle connection may expire before its reuse. Then the test starts over.
    await expect
      .poll(async () => {
        // Opens as many connections as the SDK's fetch had at once, so that all remain open.
        const open = Array.from({ length: 4 }, () => fetch(`${stack.front.url}/livez`))
        for (const response of await Promise.all(open)) await response.text()
        const intent = await createIntent(stack)
        stack.front.plan(intent.marker, [fault])
        const result = await intent.send()
        outcomes.set(intent, await expectOutcome(stack, intent, result))
        const request = stack.front.requests.find(({ bytes }) => bytes.includes(intent.marker))
        return { kind: result.kind, reused: request !== undefined && request.position > 0 }
      })
      .toEqual({ kind: "created", reused: true })
  },
)

test.each(["before", "after"] as const)(
  "an order that is aborted %s the server places it has an unknown outcome, and settles",
  async (where) => {
    const intent = await createIntent(stack)
    const gate = createGate(where)
    const caller = new AbortController()
    stack.front.plan(intent.marker, [gate.fault])
    const pending = intent.send({ signal: caller.signal })
    await gate.reached
    caller.abort()
    const result = await pending
    expect(result).toMatchObject({ kind: "aborted", meta: { outcome: "unknown" } })
    expect(ordersOf(stack, intent)).toHaveLength(where === "before" ? 0 : 1)
    expect(await expectOutcome(stack, intent, result)).toBe("created")
    // The delayed request arrives after all calls have ended.
    gate.open()
    await stack.front.waitUntilIdle()
    expect(ordersOf(stack, intent)).toHaveLength(1)
    outcomes.set(intent, "created")
  },
)

test("an order that the lab declines is not created by a late copy of its request", async () => {
  const intent = await createIntent(stack, "NY")
  const gate = createGate()
  const caller = new AbortController()
  stack.front.plan(intent.marker, [gate.fault])
  const pending = intent.send({ signal: caller.signal })
  await gate.reached
  caller.abort()
  const result = await pending
  expect(result.meta.outcome).toBe("unknown")
  expect(await expectOutcome(stack, intent, result)).toBe("not_created")
  gate.open()
  await stack.front.waitUntilIdle()
  outcomes.set(intent, "not_created")
})

test.each([[], ["duplicate"], ["replay"], ["drip"]] as const)(
  "an order that the lab declines ends in validation after %s",
  async (...faults) => {
    const intent = await createIntent(stack, "NY")
    stack.front.plan(intent.marker, faults)
    const result = await intent.send()
    expect(result).toMatchObject({ kind: "validation", meta: { outcome: "not_created" } })
    outcomes.set(intent, await expectOutcome(stack, intent, result))
  },
)

test.each(["reset after", "gateway 502", "cut both ways"] as const)(
  "a rejection after %s has an unknown outcome, and a later call has not_created",
  async (fault) => {
    const intent = await createIntent(stack, "NY")
    stack.front.plan(intent.marker, [fault])
    const result = await intent.send()
    expect(result).toMatchObject({ kind: "validation", meta: { outcome: "unknown" } })
    expect(await expectOutcome(stack, intent, result)).toBe("not_created")
    outcomes.set(intent, "not_created")
  },
)
