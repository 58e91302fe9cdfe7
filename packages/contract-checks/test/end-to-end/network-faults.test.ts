import type { CreateLabOrderResult } from "@loop-health/integrations-sdk"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { FaultName } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectFinalState, expectOutcome, ordersOf, type FinalOutcome } from "./outcome-checks.ts"

let stack: ServedStack
const outcomes = new Map<Intent, FinalOutcome>()
beforeAll(async () => {
  // Retries are immediate. The SDK's own tests check the waits.
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack()
})
afterAll(async () => {
  await expectFinalState(stack, outcomes)
  await stack.close()
})

interface Case {
  /** One for each attempt. Later attempts have no fault. */
  readonly faults: readonly FaultName[]
  readonly kind: CreateLabOrderResult["kind"]
  /** The number of orders at Junction after the call. */
  readonly orders: 0 | 1
}

const cases: readonly Case[] = [
  { faults: ["latency"], kind: "created", orders: 1 },
  { faults: ["drip"], kind: "created", orders: 1 },
  { faults: ["reset before"], kind: "created", orders: 1 },
  { faults: ["reset before", "reset before", "reset before"], kind: "connection", orders: 0 },
  { faults: ["reset in the request"], kind: "created", orders: 1 },
  { faults: ["reset after"], kind: "created", orders: 1 },
  { faults: ["reset after", "reset after", "reset after"], kind: "connection", orders: 1 },
  { faults: ["cut both ways"], kind: "created", orders: 1 },
  { faults: ["half-close to the server"], kind: "created", orders: 1 },
  { faults: ["half-close in the request"], kind: "validation", orders: 0 },
  { faults: ["half-close to the client"], kind: "created", orders: 1 },
  { faults: ["duplicate"], kind: "created", orders: 1 },
  { faults: ["duplicate and reset after"], kind: "created", orders: 1 },
  { faults: ["replay"], kind: "created", orders: 1 },
  { faults: ["response cut in its head"], kind: "created", orders: 1 },
  { faults: ["response cut in its body"], kind: "created", orders: 1 },
  { faults: ["gateway 502"], kind: "created", orders: 1 },
  { faults: ["gateway 502", "gateway 502", "gateway 502"], kind: "unexpected_status", orders: 0 },
  { faults: ["gateway 504 after"], kind: "created", orders: 1 },
  { faults: ["reset after", "gateway 400"], kind: "unexpected_status", orders: 1 },
  { faults: ["gateway 201"], kind: "contract", orders: 0 },
  { faults: ["reset after", "gateway 201"], kind: "contract", orders: 1 },
  { faults: ["garbage"], kind: "created", orders: 1 },
  { faults: ["garbage after", "garbage"], kind: "created", orders: 1 },
  { faults: ["garbage", "garbage", "garbage after"], kind: "connection", orders: 1 },
  {
    faults: ["reset before", "response cut in its body", "gateway 504 after"],
    kind: "unexpected_status",
    orders: 1,
  },
]

const named = cases.map((about) => ({ ...about, faultNames: about.faults.join(", then ") }))

test.each(named)(
  "an order that meets $faultNames ends in $kind, and the result is true",
  async (about) => {
    const intent = await createIntent(stack)
    stack.front.plan(intent.marker, about.faults)
    const result = await intent.send()
    expect(result.kind).toBe(about.kind)
    expect(stack.front.countPlanned(intent.marker), "faults that were not injected").toBe(0)
    await stack.front.waitUntilIdle()
    expect(ordersOf(stack, intent)).toHaveLength(about.orders)
    outcomes.set(intent, await expectOutcome(stack, intent, result))
  },
)

const stalls: readonly (readonly FaultName[])[] = [
  ["stall before"],
  ["stall after"],
  ["stall in the response"],
  ["late"],
  ["reset after", "stall before"],
]
const namedStalls = stalls.map((faults) => ({ faults, faultNames: faults.join(", then ") }))

test.each(namedStalls)(
  "an order that meets $faultNames ends at its deadline, and settles",
  async ({ faults }) => {
    const intent = await createIntent(stack)
    stack.front.plan(intent.marker, faults)
    const result = await intent.send({ timeoutMs: 500 })
    expect(result.kind).toBe("timeout")
    expect(await expectOutcome(stack, intent, result)).toBe("created")
    outcomes.set(intent, "created")
  },
)
