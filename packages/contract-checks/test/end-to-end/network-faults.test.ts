import type { CreateLabOrderResult } from "@loop-health/integrations-sdk"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { FaultName } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectStillTrue, expectTruth, ordersOf, type Settled } from "./outcome-checks.ts"

let stack: ServedStack
const ends = new Map<Intent, Settled>()
beforeAll(async () => {
  // Retries come at once: how long the SDK waits is its own tests' matter.
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack()
})
afterAll(async () => {
  await expectStillTrue(stack, ends)
  await stack.close()
})

interface Case {
  /** One for each attempt, as long as there are any; the attempts after that meet nothing. */
  readonly meets: readonly FaultName[]
  readonly ends: CreateLabOrderResult["kind"]
  /** The orders at Junction when the call is over. */
  readonly orders: 0 | 1
}

const cases: readonly Case[] = [
  { meets: ["latency"], ends: "created", orders: 1 },
  { meets: ["drip"], ends: "created", orders: 1 },
  { meets: ["reset before"], ends: "created", orders: 1 },
  { meets: ["reset before", "reset before", "reset before"], ends: "connection", orders: 0 },
  { meets: ["reset in the request"], ends: "created", orders: 1 },
  { meets: ["reset after"], ends: "created", orders: 1 },
  { meets: ["reset after", "reset after", "reset after"], ends: "connection", orders: 1 },
  { meets: ["cut both ways"], ends: "created", orders: 1 },
  { meets: ["half-close to the server"], ends: "created", orders: 1 },
  { meets: ["half-close in the request"], ends: "validation", orders: 0 },
  { meets: ["half-close to the client"], ends: "created", orders: 1 },
  { meets: ["duplicate"], ends: "created", orders: 1 },
  { meets: ["duplicate and reset after"], ends: "created", orders: 1 },
  { meets: ["replay"], ends: "created", orders: 1 },
  { meets: ["answer cut in its head"], ends: "created", orders: 1 },
  { meets: ["answer cut in its body"], ends: "created", orders: 1 },
  { meets: ["gateway 502"], ends: "created", orders: 1 },
  { meets: ["gateway 502", "gateway 502", "gateway 502"], ends: "unexpected_status", orders: 0 },
  { meets: ["gateway 504 after"], ends: "created", orders: 1 },
  { meets: ["reset after", "gateway 400"], ends: "unexpected_status", orders: 1 },
  { meets: ["gateway 201"], ends: "contract", orders: 0 },
  { meets: ["reset after", "gateway 201"], ends: "contract", orders: 1 },
  { meets: ["garbage"], ends: "created", orders: 1 },
  { meets: ["garbage after", "garbage"], ends: "created", orders: 1 },
  { meets: ["garbage", "garbage", "garbage after"], ends: "connection", orders: 1 },
  {
    meets: ["reset before", "answer cut in its body", "gateway 504 after"],
    ends: "unexpected_status",
    orders: 1,
  },
]

const named = cases.map((about) => ({ ...about, way: about.meets.join(", then ") }))

test.each(named)("an order that meets $way ends as $ends, and that is true", async (about) => {
  const intent = await createIntent(stack)
  stack.front.plan(intent.words, about.meets)
  const result = await intent.ask()
  expect(result.kind).toBe(about.ends)
  expect(stack.front.left(intent.words), "faults that did not strike").toBe(0)
  await stack.front.quiet()
  expect(ordersOf(stack, intent)).toHaveLength(about.orders)
  ends.set(intent, await expectTruth(stack, intent, result))
})

const stalls: readonly (readonly FaultName[])[] = [
  ["stall before"],
  ["stall after"],
  ["stall in the answer"],
  ["late"],
  ["reset after", "stall before"],
]
const namedStalls = stalls.map((meets) => ({ meets, way: meets.join(", then ") }))

test.each(namedStalls)(
  "an order that meets $way ends at its deadline, and settles",
  async ({ meets }) => {
    const intent = await createIntent(stack)
    stack.front.plan(intent.words, meets)
    const result = await intent.ask({ timeoutMs: 500 })
    expect(result.kind).toBe("timeout")
    expect(await expectTruth(stack, intent, result)).toBe("created")
    ends.set(intent, "created")
  },
)
