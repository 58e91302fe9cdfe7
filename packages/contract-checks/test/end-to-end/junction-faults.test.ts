import type { CreateLabOrderResult } from "@loop-health/integrations-sdk"
import type { Fault } from "@loop-health/integrations-simulator"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { FaultName } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectStillTrue, expectTruth, ordersOf, type Settled } from "./outcome-checks.ts"

let stack: ServedStack
const ends = new Map<Intent, Settled>()
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack({ junctionTimeoutMs: 1_000 })
})
afterAll(async () => {
  await expectStillTrue(stack, ends)
  await stack.close()
})

interface Case {
  /** Between the server and Junction, one for each time that the order is sent. */
  readonly order?: readonly FaultName[]
  /** Between the server and Junction, on other calls, by how they begin. */
  readonly calls?: Readonly<Record<string, readonly FaultName[]>>
  /** At Junction itself. */
  readonly junction?: readonly Fault[]
  /** Between the SDK and the server, one for each attempt. */
  readonly front?: readonly FaultName[]
  readonly ends: CreateLabOrderResult["kind"]
  readonly orders: 0 | 1
}

const thrice = <Value>(value: Value): readonly Value[] => [value, value, value]
const users = "POST /v2/user"
const lookUps = "GET /v3/orders"

const cases: readonly Case[] = [
  { order: ["latency"], ends: "created", orders: 1 },
  { order: ["drip"], ends: "created", orders: 1 },
  { order: ["reset before"], ends: "created", orders: 1 },
  { order: ["reset before", ...thrice("reset before" as const)], ends: "created", orders: 1 },
  {
    order: [...thrice("reset before" as const), ...thrice("reset before" as const)],
    ends: "upstream",
    orders: 0,
  },
  { order: ["reset in the request"], ends: "created", orders: 1 },
  { order: ["reset after"], ends: "created", orders: 1 },
  { order: thrice("reset after"), ends: "created", orders: 1 },
  {
    order: thrice("reset after"),
    calls: { [lookUps]: ["reset before"] },
    ends: "created",
    orders: 1,
  },
  { order: ["cut both ways"], ends: "created", orders: 1 },
  { order: ["half-close to the server"], ends: "created", orders: 1 },
  { order: ["half-close to the client"], ends: "created", orders: 1 },
  { order: ["stall before"], ends: "created", orders: 1 },
  { order: ["stall after"], ends: "created", orders: 1 },
  { order: ["stall in the answer"], ends: "created", orders: 1 },
  { order: ["late"], ends: "created", orders: 1 },
  { order: ["duplicate"], ends: "created", orders: 1 },
  { order: ["duplicate and reset after"], ends: "created", orders: 1 },
  { order: ["replay"], ends: "created", orders: 1 },
  { order: ["answer cut in its head"], ends: "created", orders: 1 },
  { order: ["answer cut in its body"], ends: "created", orders: 1 },
  { order: ["gateway 502"], ends: "created", orders: 1 },
  { order: ["gateway 504 after"], ends: "created", orders: 1 },
  { order: ["gateway 201"], ends: "created", orders: 1 },
  { order: ["gateway 400"], ends: "upstream", orders: 0 },
  { order: ["half-close in the request"], ends: "upstream", orders: 0 },
  { calls: { [users]: ["half-close in the request"] }, ends: "upstream", orders: 0 },
  { order: ["reset after", "gateway 400"], ends: "created", orders: 1 },
  { order: ["garbage"], ends: "created", orders: 1 },
  { order: ["garbage after"], ends: "created", orders: 1 },
  { calls: { [users]: ["reset after", "gateway 502"] }, ends: "created", orders: 1 },
  { calls: { [users]: ["gateway 201"] }, ends: "created", orders: 1 },
  { calls: { [users]: ["stall before", "garbage"] }, ends: "created", orders: 1 },
  { junction: [{ name: "reset-after-create" }], ends: "created", orders: 1 },
  { junction: [{ name: "status", status: 500, saved: false }], ends: "created", orders: 1 },
  { junction: [{ name: "429", retryAfter: 0 }], ends: "created", orders: 1 },
  { junction: [{ name: "503" }], ends: "created", orders: 1 },
  { junction: [{ name: "status", status: 401, saved: false }], ends: "upstream", orders: 0 },
  { junction: [{ name: "non-json-200" }], ends: "created", orders: 1 },
  { junction: [{ name: "stalled-body" }], ends: "created", orders: 1 },
  { junction: [{ name: "other-passthrough" }], ends: "created", orders: 1 },
  { junction: [{ name: "gateway-504-then-create" }], ends: "created", orders: 1 },
  { junction: [{ name: "redirect" }], ends: "upstream", orders: 0 },
  {
    junction: [{ name: "reset-after-create" }, { name: "status", status: 401, saved: false }],
    ends: "created",
    orders: 1,
  },
  {
    front: ["reset after"],
    junction: [{ name: "status", status: 401, saved: false }],
    ends: "created",
    orders: 1,
  },
  {
    front: ["gateway 502", "reset after"],
    junction: [{ name: "reset-after-create" }],
    ends: "created",
    orders: 1,
  },
  {
    front: thrice("reset after"),
    order: thrice("reset before"),
    ends: "connection",
    orders: 1,
  },
  {
    front: thrice("gateway 504 after"),
    order: thrice("reset after"),
    calls: { [lookUps]: thrice("gateway 502") },
    ends: "unexpected_status",
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
  return { ...about, way: parts.join(", ") }
})

test.each(named)("an order that meets $way ends as $ends, and that is true", async (about) => {
  const { front = [], calls = {}, order = [], junction = [] } = about
  const intent = await createIntent(stack)
  stack.front.plan(intent.words, front)
  stack.upstream.plan(intent.words, order)
  for (const [call, meets] of Object.entries(calls)) stack.upstream.plan(call, meets)
  stack.simulator.fault(junction)
  const struck = () => stack.simulator.journal.filter(({ fault }) => fault !== undefined).length
  const before = struck()

  const result = await intent.ask()
  expect(result.kind).toBe(about.ends)
  expect(struck() - before, "faults of Junction's").toBe(junction.length)
  await Promise.all([stack.front.quiet(), stack.upstream.quiet()])
  expect(ordersOf(stack, intent)).toHaveLength(about.orders)
  ends.set(intent, await expectTruth(stack, intent, result))
  stack.upstream.clear()
})

test("an order that the lab refuses after a lost answer is in doubt until Junction has had its time", async () => {
  const intent = await createIntent(stack, "NY")
  stack.upstream.plan(intent.words, ["garbage after"])
  const result = await intent.ask()
  expect(result).toMatchObject({ kind: "upstream", meta: { outcome: "unknown" } })
  expect(await expectTruth(stack, intent, result)).toBe("not_created")
  ends.set(intent, "not_created")
})
