import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createHold } from "./faults.ts"
import { createIntent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectStillTrue, expectTruth, ordersOf } from "./outcome-checks.ts"

let stack: ServedStack
beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack({ services: 0 })
})
afterEach(() => stack.close())

/** Starts processes of the service and sends everything to them, in turn. */
async function startBehind(count: number, variables: Readonly<Record<string, string>> = {}) {
  const started = await Promise.all(
    Array.from({ length: count }, () => stack.startProcess(variables)),
  )
  stack.front.targets = started.map(({ url }) => url)
  const [first] = started
  if (first === undefined) throw new Error("no process was asked for")
  return first
}

test("an order that a SIGTERM finds on its way is created by the process that ends", async () => {
  const ending = await startBehind(1)
  const intent = await createIntent(stack)
  const hold = createHold()
  stack.upstream.plan(intent.words, [hold.strike])
  const asked = intent.ask()
  await hold.arrived
  ending.signal("SIGTERM")
  hold.release()
  const result = await asked
  expect(result).toMatchObject({ kind: "created", meta: { attempts: 1 } })
  expect(await ending.ended).toBe(0)
  expect(await expectTruth(stack, intent, result)).toBe("created")
})

test("an order that a process hands back at its end is created by the one in its place", async () => {
  const ending = await startBehind(1, { DRAIN_TIMEOUT_MS: "0" })
  const replacement = await stack.startProcess()
  const intent = await createIntent(stack)
  const hold = createHold()
  stack.upstream.plan(intent.words, [hold.strike])
  const asked = intent.ask()
  await hold.arrived
  stack.front.targets = [replacement.url]
  ending.signal("SIGTERM")
  expect(await ending.ended).toBe(0)
  const result = await asked
  expect(result.kind).toBe("created")
  expect(await expectTruth(stack, intent, result)).toBe("created")
  // What the old process had sent arrives at last.
  hold.release()
  await expectStillTrue(stack, new Map([[intent, "created"]]))
})

test.each(["before", "after"] as const)(
  "an order whose process is killed %s Junction has it is created by the one in its place",
  async (where) => {
    const killed = await startBehind(1)
    const replacement = await stack.startProcess()
    const intent = await createIntent(stack)
    const atJunction = createHold(where)
    const retry = createHold()
    stack.upstream.plan(intent.words, [atJunction.strike])
    stack.front.plan(intent.words, [({ passThrough }) => passThrough(), retry.strike])
    const asked = intent.ask()
    await atJunction.arrived
    await killed.kill()
    await retry.arrived
    expect(ordersOf(stack, intent)).toHaveLength(where === "before" ? 0 : 1)
    stack.endLeases()
    stack.front.targets = [replacement.url]
    retry.release()
    const result = await asked
    expect(result).toMatchObject({ kind: "created", meta: { attempts: 2 } })
    expect(await expectTruth(stack, intent, result)).toBe("created")
    atJunction.release()
    await expectStillTrue(stack, new Map([[intent, "created"]]))
  },
)

test("an order whose process is killed and whose caller is gone settles with the key", async () => {
  const killed = await startBehind(1)
  const intent = await createIntent(stack)
  const hold = createHold("after")
  const caller = new AbortController()
  stack.upstream.plan(intent.words, [hold.strike])
  const asked = intent.ask({ signal: caller.signal })
  await hold.arrived
  caller.abort()
  const result = await asked
  expect(result).toMatchObject({ kind: "aborted", meta: { outcome: "unknown" } })
  await killed.kill()
  stack.endLeases()
  await startBehind(1)
  expect(await expectTruth(stack, intent, result)).toBe("created")
  hold.release()
  await expectStillTrue(stack, new Map([[intent, "created"]]))
})

test("an order that is asked for twice at once, of two processes on one ledger, is one order", async () => {
  await startBehind(2)
  const intent = await createIntent(stack)
  stack.front.plan(intent.words, ["duplicate", "reset after", "replay", "gateway 504 after"])
  stack.upstream.plan(intent.words, ["duplicate and reset after", "gateway 502"])
  const options = { idempotencyKey: `key of ${intent.words}`.replaceAll(" ", "-"), maxRetries: 5 }
  const results = await Promise.all([intent.ask(options), intent.ask(options)])
  for (const result of results) {
    expect(result.kind).toBe("created")
    expect(await expectTruth(stack, intent, result)).toBe("created")
  }
  await expectStillTrue(stack, new Map([[intent, "created"]]))
})
