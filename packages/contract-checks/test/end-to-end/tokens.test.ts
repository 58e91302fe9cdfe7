import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { noFault, type FaultName, type FaultHandler } from "./faults.ts"
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

interface Case {
  readonly description: string
  readonly faults: readonly (FaultName | FaultHandler)[]
  readonly attempts: number
}

const cases: readonly Case[] = [
  { description: "no fault", faults: [], attempts: 2 },
  { description: "a reset after the 401", faults: ["reset after"], attempts: 3 },
  { description: "a reset after the order", faults: [noFault, "reset after"], attempts: 3 },
  {
    description: "a gateway before both",
    faults: ["gateway 502", noFault, "gateway 504 after"],
    attempts: 4,
  },
  { description: "duplicates", faults: ["duplicate", "duplicate"], attempts: 2 },
]

test.each(cases)(
  "an order with a replaced expired token is created, with $description",
  async ({ faults, attempts }) => {
    const intent = await createIntent(stack)
    const expired = await stack.issueToken(intent.userId, -3_600)
    stack.front.plan(intent.marker, faults)
    const token = ({ refresh }: { refresh: boolean }) => (refresh ? intent.token : expired)
    const result = await intent.send({}, { token })
    expect(result).toMatchObject({ kind: "created", meta: { attempts } })
    outcomes.set(intent, await expectOutcome(stack, intent, result))
  },
)

test("an order with an expired token that is not replaced is not created", async () => {
  const intent = await createIntent(stack)
  const token = await stack.issueToken(intent.userId, -3_600)
  const result = await intent.send({}, { token })
  expect(result).toMatchObject({
    kind: "unauthenticated",
    meta: { attempts: 1, outcome: "not_created" },
  })
  outcomes.set(intent, await expectOutcome(stack, intent, result))
  expect(stack.rowsOf(intent.userId)).toEqual([])
})

test("a rejected token after a lost response leaves the outcome unknown", async () => {
  const intent = await createIntent(stack)
  const { targets } = stack.front
  // The second attempt reaches an instance that rejects all tokens.
  stack.front.targets = [...targets, await stack.startServiceForOtherAudience()]
  stack.front.plan(intent.marker, [
    async (exchange) => {
      await exchange.forward()
      exchange.client.resetAndDestroy()
    },
  ])
  const result = await intent.send()
  stack.front.targets = targets
  expect(result).toMatchObject({ kind: "unauthenticated", meta: { outcome: "unknown" } })
  expect(ordersOf(stack, intent)).toHaveLength(1)
  expect(await expectOutcome(stack, intent, result)).toBe("created")
  outcomes.set(intent, "created")
})
