import { expect, test } from "vitest"
import { aClientPlan, useRounds } from "./use-rounds.ts"
import type { OrderFault } from "./junction-upstream.ts"
import { steps, type Step } from "./protocol.ts"

const minute = 60_000
const hour = 60 * minute
const runRound = useRounds("sqlite")

/** What Junction does for a process to come by a step that no good order comes by. */
const detours: Partial<Record<Step, readonly OrderFault[]>> = {
  // So that nothing is answered before the kill.
  "while sending": [{ name: "delay", ms: 30 }],
  "before the look-up": [{ name: "reset-before-create" }, { name: "reset-before-create" }],
  "after the look-up": [{ name: "reset-before-create" }, { name: "reset-before-create" }],
  "before the release": [{ name: "500" }],
  "after the release": [{ name: "500" }],
  "after the next attempt": [{ name: "500" }],
}

test.each(steps)("a process that is killed %s leaves one order", async (at) => {
  const { kills, orders } = await runRound({
    orderFaults: detours[at] ?? [],
    injectedFaults: [{ kind: "kill", process: 0, at }],
    intents: [[aClientPlan({ pausesMs: at === "after the next attempt" ? 11 * minute : 0 })]],
  })
  expect(kills).toBe(1)
  expect(orders).toBe(1)
})

test.each(steps)(
  "a process that sleeps %s for longer than its lease leaves one order",
  async (at) => {
    const late = at === "after the next attempt"
    const { journal, orders } = await runRound({
      processes: 2,
      orderFaults: detours[at] ?? [],
      // The client asks one process after the other.
      injectedFaults: [{ kind: "freeze", process: late ? 1 : 0, at, forSharedMs: 40_000 }],
      intents: [[aClientPlan(late ? { pausesMs: 11 * minute } : { abortsAfterMs: 80 })]],
    })
    expect(journal.some((line) => line.includes("SIGSTOP"))).toBe(true)
    expect(orders).toBe(1)
  },
)

test("processes that are told to end in mid-order hand every order on", async () => {
  const { journal, orders } = await runRound({
    processes: 2,
    orderFaults: Array<OrderFault>(12).fill({ name: "delay", ms: 60 }),
    injectedFaults: [
      { kind: "terminate", process: 0, afterMs: 40 },
      { kind: "terminate", process: 1, afterMs: 70 },
    ],
    intents: Array.from({ length: 12 }, () => [aClientPlan({ tries: 1 })]),
  })
  expect(journal.filter((line) => line.includes("SIGTERM"))).toHaveLength(2)
  expect(orders).toBe(12)
})

test("a client that hangs up in mid-order finds its order when it comes back", async () => {
  const { requests, orders } = await runRound({
    orderFaults: [{ name: "delay", ms: 80 }],
    intents: [[aClientPlan({ tries: 1, abortsAfterMs: 30 })]],
  })
  expect(requests.map(({ response }) => response?.status)).toEqual([undefined, 201])
  expect(orders).toBe(1)
})

test("an order that nobody comes back for is found by the reconciler", async () => {
  const { journal } = await runRound({
    orderFaults: [{ name: "reset-after-create" }, { name: "reset-after-create" }],
    otherFaults: [{ name: "list-fails", status: 500 }],
    intents: [[aClientPlan({ tries: 1, retriesAfterFaults: false })]],
  })
  expect(journal.at(-1)).toContain('"found":1')
})

test.each([
  ["ahead", hour],
  ["behind", -hour],
])("with a clock an hour %s nothing is ordered until it is right", async (_where, aheadMs) => {
  const injectedFaults = [{ kind: "clock", afterMs: 0, aheadMs }] as const
  const client = aClientPlan({ tries: 1 })
  const returned = await runRound({ injectedFaults, intents: [[client]], retriesAfterMs: 2 * hour })
  expect(returned.requests.map(({ response }) => [response?.status, response?.code])).toEqual([
    [502, "junction_unavailable"],
    [201, undefined],
  ])
  const left = await runRound({
    injectedFaults,
    intents: [[{ ...client, retriesAfterFaults: false }]],
  })
  expect(left.journal.at(-1)).toContain('"missing":1')
  expect(left.orders).toBe(0)
})
