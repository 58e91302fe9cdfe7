import { expect, test } from "vitest"
import { aClientPlan, useRounds } from "./use-rounds.ts"
import type { OrderFault } from "./junction-upstream.ts"
import { steps, type Step } from "./protocol.ts"

const minute = 60_000
const hour = 60 * minute
const runRound = useRounds("sqlite")

/** The faults of Junction that lead a process to a step that valid orders do not reach. */
const detours: Partial<Record<Step, readonly OrderFault[]>> = {
  // Delays the response until the process is killed.
  "while sending": [{ name: "delay", ms: 30 }],
  "before the lookup": [{ name: "reset-before-create" }, { name: "reset-before-create" }],
  "after the lookup": [{ name: "reset-before-create" }, { name: "reset-before-create" }],
  "before the release": [{ name: "500" }],
  "after the release": [{ name: "500" }],
  "after the next attempt": [{ name: "500" }],
}

test.each(steps)("an order is placed once if its process is killed %s", async (at) => {
  const { kills, orders } = await runRound({
    orderFaults: detours[at] ?? [],
    injectedFaults: [{ kind: "kill", process: 0, at }],
    intents: [[aClientPlan({ pausesMs: at === "after the next attempt" ? 11 * minute : 0 })]],
  })
  expect(kills).toBe(1)
  expect(orders).toBe(1)
})

test.each(steps)(
  "an order is placed once if its process is suspended %s beyond the lease",
  async (at) => {
    const late = at === "after the next attempt"
    const { journal, orders } = await runRound({
      processes: 2,
      orderFaults: detours[at] ?? [],
      // The client calls one process after the other.
      injectedFaults: [{ kind: "freeze", process: late ? 1 : 0, at, forSharedMs: 40_000 }],
      intents: [[aClientPlan(late ? { pausesMs: 11 * minute } : { abortsAfterMs: 80 })]],
    })
    expect(journal.some((line) => line.includes("SIGSTOP"))).toBe(true)
    expect(orders).toBe(1)
  },
)

test("every order is placed once if its processes get SIGTERM while placing it", async () => {
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

test("a client that disconnects during an order gets it with a retry", async () => {
  const { requests, orders } = await runRound({
    orderFaults: [{ name: "delay", ms: 80 }],
    intents: [[aClientPlan({ tries: 1, abortsAfterMs: 30 })]],
  })
  expect(requests.map(({ response }) => response?.status)).toEqual([undefined, 201])
  expect(orders).toBe(1)
})

test("the reconciler finds an order without a retry", async () => {
  const { journal } = await runRound({
    orderFaults: [{ name: "reset-after-create" }, { name: "reset-after-create" }],
    otherFaults: [{ name: "list-fails", status: 500 }],
    intents: [[aClientPlan({ tries: 1, retryIntervalMs: undefined })]],
  })
  expect(journal.at(-1)).toContain('"found":1')
})

test.each([
  ["ahead", hour],
  ["behind", -hour],
])("with a clock one hour %s, the server sends no order", async (_where, aheadMs) => {
  const injectedFaults = [{ kind: "clock", afterMs: 0, aheadMs }] as const
  const client = aClientPlan({ tries: 1 })
  const returned = await runRound({ injectedFaults, intents: [[client]], retriesAfterMs: 2 * hour })
  expect(returned.requests.map(({ response }) => [response?.status, response?.code])).toEqual([
    [502, "junction_unavailable"],
    [201, undefined],
  ])
  const left = await runRound({
    injectedFaults,
    intents: [[{ ...client, retryIntervalMs: undefined }]],
  })
  expect(left.journal.at(-1)).toContain('"missing":1')
  expect(left.orders).toBe(0)
})
