import type { CreateLabOrderResult } from "@loop-health/integrations-sdk"
import type { Fault } from "@loop-health/integrations-simulator"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { FaultName } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectFinalState, expectOutcome, ordersOf, type FinalOutcome } from "./outcome-checks.ts"

let stack: ServedStack
const outcomes = new Map<Intent, FinalOutcome>()
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack({ junctionTimeoutMs: 1_000 })
})
afterAll(async () => {
  await expectFinalState(stack, outcomes)
  await stack.close()
})

interface Case {
  /** Between the server and Junction, one for each request of the order. */
  readonly order?: readonly FaultName[]
  /** Between the server and Junction, for other calls, by the start of their request. */
  readonly calls?: Readonly<Record<string, readonly FaultName[]>>
  /** At Junction. */
  readonly junction?: readonly Fault[]
  /** Between the SDK and the server, one for each attempt. */
  readonly front?: readonly FaultName[]
  readonly kind: CreateLabOrderResult["kind"]
  readonly orders: 0 | 1
}

const thrice = <Value>(value: Value): readonly Value[] => [value, value, value]
const users = "POST /v2/user"
const lookUps = "GET /v3/orders"

const cases: readonly Case[] = [
  { order: ["latency"], kind: "created", orders: 1 },
  { order: ["drip"], kind: "created", orders: 1 },
  { order: ["reset before"], kind: "created", orders: 1 },
  { order: ["reset before", ...thrice("reset before" as const)], kind: "created", orders: 1 },
  {
    order: [...thrice("reset before" as const), ...thrice("reset before" as const)],
    kind: "upstream",
    orders: 0,
  },
  { order: ["reset in the request"], kind: "created", orders: 1 },
  { order: ["reset after"], kind: "created", orders: 1 },
  { order: thrice("reset after"), kind: "created", orders: 1 },
  {
    order: thrice("reset after"),
    calls: { [lookUps]: ["reset before"] },
    kind: "created",
    orders: 1,
  },
  { order: ["cut both ways"], kind: "created", orders: 1 },
  { order: ["half-close to the server"], kind: "created", orders: 1 },
  { order: ["half-close to the client"], kind: "created", orders: 1 },
  { order: ["stall before"], kind: "created", orders: 1 },
  { order: ["stall after"], kind: "created", orders: 1 },
  { order: ["stall in the response"], kind: "created", orders: 1 },
  { order: ["late"], kind: "created", orders: 1 },
  { order: ["duplicate"], kind: "created", orders: 1 },
  { order: ["duplicate and reset after"], kind: "created", orders: 1 },
  { order: ["replay"], kind: "created", orders: 1 },
  { order: ["response cut in its head"], kind: "created", orders: 1 },
  { order: ["response cut in its body"], kind: "created", orders: 1 },
  { order: ["gateway 502"], kind: "created", orders: 1 },
  { order: ["gateway 504 after"], kind: "created", orders: 1 },
  { order: ["gateway 201"], kind: "created", orders: 1 },
  { order: ["gateway 400"], kind: "upstream", orders: 0 },
  { order: ["half-close in the request"], kind: "upstream", orders: 0 },
  { calls: { [users]: ["half-close in the request"] }, kind: "upstream", orders: 0 },
  { order: ["reset after", "gateway 400"], kind: "created", orders: 1 },
  { order: ["garbage"], kind: "created", orders: 1 },
  { order: ["garbage after"], kind: "created", orders: 1 },
  { calls: { [users]: ["reset after", "gateway 502"] }, kind: "created", orders: 1 },
  { calls: { [users]: ["gateway 201"] }, kind: "created", orders: 1 },
  { calls: { [users]: ["stall before", "garbage"] }, kind: "created", orders: 1 },
  { junction: [{ name: "reset-after-create" }], kind: "created", orders: 1 },
  { junction: [{ name: "status", status: 500, saved: false }], kind: "created", orders: 1 },
  { junction: [{ name: "429", retryAfter: 0 }], kind: "created", orders: 1 },
  { junction: [{ name: "503" }], kind: "created", orders: 1 },
  { junction: [{ name: "status", status: 401, saved: false }], kind: "upstream", orders: 0 },
  { junction: [{ name: "non-json-200" }], kind: "created", orders: 1 },
  { junction: [{ name: "stalled-body" }], kind: "created", orders: 1 },
  { junction: [{ name: "other-passthrough" }], kind: "created", orders: 1 },
  { junction: [{ name: "gateway-504-then-create" }], kind: "created", orders: 1 },
  { junction: [{ name: "redirect" }], kind: "upstream", orders: 0 },
  {
    junction: [{ name: "reset-after-create" }, { name: "status", status: 401, saved: false }],
    kind: "created",
    orders: 1,
  },
  {
    front: ["reset after"],
    junction: [{ name: "status", status: 401, saved: false }],
    kind: "created",
    orders: 1,
  },
  {
    front: ["gateway 502", "reset after"],
    junction: [{ name: "reset-after-create" }],
    kind: "created",
    orders: 1,
  },
  {
    front: thrice("reset after"),
    order: thrice("reset before"),
    kind: "connection",
    orders: 1,
  },
  {
    front: thrice("gateway 504 after"),
    order: thrice("reset after"),
    calls: { [lookUps]: thrice("gateway 502") },
    kind: "unexpected_status",
    orders: 1,
  },
]
const named = cases.map((about) => {
  const { front, calls = {}, order, junction } = about
  const parts = [
    ...(front ?? []).map((name) => `${name} at the front`),
    ...Object.entries(calls).flatMap(([call, names]) => names.map((name) => `${name} of ${call}`)),
    ...(order ?? []).map((name) => `${name} of the order`),
    ...(junction ?? []).map(
      (fault) => `Junction's ${"status" in fault ? fault.status : fault.name}`,
    ),
  ]
  return { ...about, faultNames: parts.join(", ") }
})

test.each(named)(
  "an order that meets $faultNames ends in $kind, and the result is true",
  async (about) => {
    const { front = [], calls = {}, order = [], junction = [] } = about
    const intent = await createIntent(stack)
    stack.front.plan(intent.marker, front)
    stack.upstream.plan(intent.marker, order)
    for (const [call, faults] of Object.entries(calls)) stack.upstream.plan(call, faults)
    stack.simulator.fault(junction)
    const countInjected = () =>
      stack.simulator.journal.filter(({ fault }) => fault !== undefined).length
    const before = countInjected()

    const result = await intent.send()
    expect(result.kind).toBe(about.kind)
    expect(countInjected() - before, "injected faults of Junction").toBe(junction.length)
    await Promise.all([stack.front.waitUntilIdle(), stack.upstream.waitUntilIdle()])
    expect(ordersOf(stack, intent)).toHaveLength(about.orders)
    outcomes.set(intent, await expectOutcome(stack, intent, result))
    stack.upstream.clear()
  },
)

test("an order that the lab declines after a lost response is unknown until Junction's listing time", async () => {
  const intent = await createIntent(stack, "NY")
  stack.upstream.plan(intent.marker, ["garbage after"])
  const result = await intent.send()
  expect(result).toMatchObject({ kind: "upstream", meta: { outcome: "unknown" } })
  expect(await expectOutcome(stack, intent, result)).toBe("not_created")
  outcomes.set(intent, "not_created")
})
