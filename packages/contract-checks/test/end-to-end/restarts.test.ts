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

/** Starts processes of the service and sends everything to them, in turn. */
async function startServers(count: number, variables: Readonly<Record<string, string>> = {}) {
  const started = await Promise.all(
    Array.from({ length: count }, () => stack.startProcess(variables)),
  )
  stack.front.targets = started.map(({ url }) => url)
  const [first] = started
  if (first === undefined) throw new Error("no process was asked for")
  return first
}

test("an order that a SIGTERM finds on its way is created by the process that ends", async () => {
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

test("an order that a process hands back at its end is created by the one in its place", async () => {
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
  // What the old process had sent arrives at last.
  gate.open()
  await expectFinalState(stack, new Map([[intent, "created"]]))
})

test.each(["before", "after"] as const)(
  "an order whose process is killed %s Junction has it is created by the one in its place",
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

test("an order whose process is killed and whose caller is gone settles with the key", async () => {
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

test("an order that is asked for twice at once, of two processes on one ledger, is one order", async () => {
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
