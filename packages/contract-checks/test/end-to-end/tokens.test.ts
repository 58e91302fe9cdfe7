import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { passOn, type FaultName, type Strike } from "./faults.ts"
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

interface Case {
  readonly way: string
  readonly meets: readonly (FaultName | Strike)[]
  readonly attempts: number
}

const refreshed: readonly Case[] = [
  { way: "nothing", meets: [], attempts: 2 },
  { way: "reset after its refusal", meets: ["reset after"], attempts: 3 },
  { way: "reset after its order", meets: [passOn, "reset after"], attempts: 3 },
  {
    way: "a gateway before both",
    meets: ["gateway 502", passOn, "gateway 504 after"],
    attempts: 4,
  },
  { way: "duplicates", meets: ["duplicate", "duplicate"], attempts: 2 },
]

test.each(refreshed)(
  "an order with an expired token that is replaced is created, in spite of $way",
  async ({ meets, attempts }) => {
    const intent = await createIntent(stack)
    const expired = await stack.issueToken(intent.userId, -3_600)
    stack.front.plan(intent.words, meets)
    const token = ({ refresh }: { refresh: boolean }) => (refresh ? intent.token : expired)
    const result = await intent.ask({}, { token })
    expect(result).toMatchObject({ kind: "created", meta: { attempts } })
    ends.set(intent, await expectTruth(stack, intent, result))
  },
)

test("an order with an expired token that nothing replaces is not created", async () => {
  const intent = await createIntent(stack)
  const token = await stack.issueToken(intent.userId, -3_600)
  const result = await intent.ask({}, { token })
  expect(result).toMatchObject({
    kind: "unauthenticated",
    meta: { attempts: 1, outcome: "not_created" },
  })
  ends.set(intent, await expectTruth(stack, intent, result))
  expect(stack.rowsOf(intent.userId)).toEqual([])
})

test("a refused token after a lost answer does not say that nothing was placed", async () => {
  const intent = await createIntent(stack)
  const { targets } = stack.front
  // The second attempt gets to an instance that takes nobody's token.
  stack.front.targets = [...targets, await stack.startStranger()]
  stack.front.plan(intent.words, [
    async (exchange) => {
      await exchange.forward()
      exchange.client.resetAndDestroy()
    },
  ])
  const result = await intent.ask()
  stack.front.targets = targets
  expect(result).toMatchObject({ kind: "unauthenticated", meta: { outcome: "unknown" } })
  expect(ordersOf(stack, intent)).toHaveLength(1)
  expect(await expectTruth(stack, intent, result)).toBe("created")
  ends.set(intent, "created")
})
