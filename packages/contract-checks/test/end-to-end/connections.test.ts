import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { createHold } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectStillTrue, expectTruth, ordersOf, type Settled } from "./outcome-checks.ts"

let stack: ServedStack
const ends = new Map<Intent, Settled>()
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack()
})
afterAll(async () => {
  await expectStillTrue(stack, ends)
  await stack.close()
})

test("where nobody listens, an order is in doubt, and settles when somebody does", async () => {
  const intent = await createIntent(stack)
  await stack.front.refuse()
  const result = await intent.ask()
  await stack.front.listen()
  expect(result).toMatchObject({ kind: "connection", meta: { attempts: 3, outcome: "unknown" } })
  expect(ordersOf(stack, intent)).toEqual([])
  ends.set(intent, await expectTruth(stack, intent, result))
})

test("an order outlasts a server that is not there at first", async () => {
  const intent = await createIntent(stack)
  await stack.front.refuse()
  let listening: Promise<void> | undefined
  const result = await intent.ask(
    { maxRetries: 10_000 },
    { onRetry: () => void (listening ??= stack.front.listen()) },
  )
  await listening
  expect(result.kind).toBe("created")
  ends.set(intent, await expectTruth(stack, intent, result))
})

test.each(["reset before", "half-close to the client", "reset after"] as const)(
  "an order whose kept connection meets %s at the moment of its reuse is created",
  async (fault) => {
    // A connection that waits too long for its next request is not used again: then once more.
    await expect
      .poll(async () => {
        // As many connections as the SDK's fetch has ever had at a time here, so that each is kept now.
        const kept = Array.from({ length: 4 }, () => fetch(`${stack.front.url}/livez`))
        for (const answer of await Promise.all(kept)) await answer.text()
        const intent = await createIntent(stack)
        stack.front.plan(intent.words, [fault])
        const result = await intent.ask()
        ends.set(intent, await expectTruth(stack, intent, result))
        const struck = stack.front.requests.find(({ bytes }) => bytes.includes(intent.words))
        return { kind: result.kind, reused: struck !== undefined && struck.place > 0 }
      })
      .toEqual({ kind: "created", reused: true })
  },
)

test.each(["before", "after"] as const)(
  "an order that its caller gives up %s the server has placed it is in doubt, and settles",
  async (where) => {
    const intent = await createIntent(stack)
    const hold = createHold(where)
    const caller = new AbortController()
    stack.front.plan(intent.words, [hold.strike])
    const asked = intent.ask({ signal: caller.signal })
    await hold.arrived
    caller.abort()
    const result = await asked
    expect(result).toMatchObject({ kind: "aborted", meta: { outcome: "unknown" } })
    expect(ordersOf(stack, intent)).toHaveLength(where === "before" ? 0 : 1)
    expect(await expectTruth(stack, intent, result)).toBe("created")
    // What was on its way arrives when everybody has forgotten it.
    hold.release()
    await stack.front.quiet()
    expect(ordersOf(stack, intent)).toHaveLength(1)
    ends.set(intent, "created")
  },
)

test("an order that the lab refuses is not created, however late its bytes arrive once more", async () => {
  const intent = await createIntent(stack, "NY")
  const hold = createHold()
  const caller = new AbortController()
  stack.front.plan(intent.words, [hold.strike])
  const asked = intent.ask({ signal: caller.signal })
  await hold.arrived
  caller.abort()
  const result = await asked
  expect(result.meta.outcome).toBe("unknown")
  expect(await expectTruth(stack, intent, result)).toBe("not_created")
  hold.release()
  await stack.front.quiet()
  ends.set(intent, "not_created")
})

test.each([[], ["duplicate"], ["replay"], ["drip"]] as const)(
  "an order that the lab refuses is told to be refused after %s",
  async (...meets) => {
    const intent = await createIntent(stack, "NY")
    stack.front.plan(intent.words, meets)
    const result = await intent.ask()
    expect(result).toMatchObject({ kind: "validation", meta: { outcome: "not_created" } })
    ends.set(intent, await expectTruth(stack, intent, result))
  },
)

test.each(["reset after", "gateway 502", "cut both ways"] as const)(
  "a refusal after %s does not say that nothing was placed; asked for alone, it does",
  async (fault) => {
    const intent = await createIntent(stack, "NY")
    stack.front.plan(intent.words, [fault])
    const result = await intent.ask()
    expect(result).toMatchObject({ kind: "validation", meta: { outcome: "unknown" } })
    expect(await expectTruth(stack, intent, result)).toBe("not_created")
    ends.set(intent, "not_created")
  },
)
