import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createGate } from "./faults.ts"
import { createIntent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectFinalState, expectOutcome, ordersOf } from "./outcome-checks.ts"

let stack: ServedStack
beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack({ services: 0 })
})
afterEach(() => stack.close())

/** Starts processes of the service and sends all requests to them, in turn. */
async function startServers(count: number, variables: Readonly<Record<string, string>> = {}) {
  const started = await Promise.all(
    Array.from({ length: count }, () => stack.startProcess(variables)),
  )
  stack.front.targets = started.map(({ url }) => url)
  const [first] = started
  if (first === undefined) throw new Error("The count must be at least 1.")
  return first
}

test("a process creates a pending order after SIGTERM, before it exits", async () => {
  const stopping = await startServers(1)
  const intent = await createIntent(stack)
  const gate = createGate()
  stack.upstream.plan(intent.marker, [gate.fault])
  const pending = intent.send()
  await gate.reached
  stopping.signal("SIGTERM")
  gate.open()
  const result = await pending
  expect(result).toMatchObject({ kind: "created", meta: { attempts: 1 } })
  expect(await stopping.exited).toBe(0)
  expect(await expectOutcome(stack, intent, result)).toBe("created")
})

test("another process creates an order that a process releases when it shuts down", async () => {
  const stopping = await startServers(1, { DRAIN_TIMEOUT_MS: "0" })
  const replacement = await stack.startProcess()
  const intent = await createIntent(stack)
  const gate = createGate()
  stack.upstream.plan(intent.marker, [gate.fault])
  const pending = intent.send()
  await gate.reached
  stack.front.targets = [replacement.url]
  stopping.signal("SIGTERM")
  expect(await stopping.exited).toBe(0)
  const result = await pending
  expect(result.kind).toBe("created")
  expect(await expectOutcome(stack, intent, result)).toBe("created")
  // The delayed request of the old process arrives.
  gate.open()
  await expectFinalState(stack, new Map([[intent, "created"]]))
})

test.each(["before", "after"] as const)(
  "another process creates an order if the first is killed %s Junction has the order",
  async (where) => {
    const killed = await startServers(1)
    const replacement = await stack.startProcess()
    const intent = await createIntent(stack)
    const atJunction = createGate(where)
    const retry = createGate()
    stack.upstream.plan(intent.marker, [atJunction.fault])
    stack.front.plan(intent.marker, [({ passThrough }) => passThrough(), retry.fault])
    const pending = intent.send()
    await atJunction.reached
    await killed.kill()
    await retry.reached
    expect(ordersOf(stack, intent)).toHaveLength(where === "before" ? 0 : 1)
    stack.endLeases()
    stack.front.targets = [replacement.url]
    retry.open()
    const result = await pending
    expect(result).toMatchObject({ kind: "created", meta: { attempts: 2 } })
    expect(await expectOutcome(stack, intent, result)).toBe("created")
    atJunction.open()
    await expectFinalState(stack, new Map([[intent, "created"]]))
  },
)

test("an order settles with its key after its process is killed and its caller aborts", async () => {
  const killed = await startServers(1)
  const intent = await createIntent(stack)
  const gate = createGate("after")
  const caller = new AbortController()
  stack.upstream.plan(intent.marker, [gate.fault])
  const pending = intent.send({ signal: caller.signal })
  await gate.reached
  caller.abort()
  const result = await pending
  expect(result).toMatchObject({ kind: "aborted", meta: { outcome: "unknown" } })
  await killed.kill()
  stack.endLeases()
  await startServers(1)
  expect(await expectOutcome(stack, intent, result)).toBe("created")
  gate.open()
  await expectFinalState(stack, new Map([[intent, "created"]]))
})

test("two concurrent calls with one key to two processes place one order", async () => {
  await startServers(2)
  const intent = await createIntent(stack)
  stack.front.plan(intent.marker, ["duplicate", "reset after", "replay", "gateway 504 after"])
  stack.upstream.plan(intent.marker, ["duplicate and reset after", "gateway 502"])
  const options = { idempotencyKey: `key of ${intent.marker}`.replaceAll(" ", "-"), maxRetries: 5 }
  const results = await Promise.all([intent.send(options), intent.send(options)])
  for (const result of results) {
    expect(result.kind).toBe("created")
    expect(await expectOutcome(stack, intent, result)).toBe("created")
  }
  await expectFinalState(stack, new Map([[intent, "created"]]))
})
