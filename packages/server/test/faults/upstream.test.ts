import { expect, test } from "vitest"
import { aClientPlan, useRounds } from "./use-rounds.ts"
import { orderFaults } from "./round-plan.ts"

const runRound = useRounds("sqlite")
const named = orderFaults.map((fault) => [JSON.stringify(fault), fault] as const)

test.each(named)("Junction's %s leaves one order", async (_text, fault) => {
  const { faults, orders } = await runRound({
    orderFaults: [fault, fault],
    intents: [[aClientPlan({ tries: 2 })]],
  })
  expect(faults).toBeGreaterThan(0)
  // Whoever is told that there is none may leave it at that.
  const rejected = fault.name === "status" && [400, 422].includes(fault.status)
  expect(orders).toBe(rejected ? 0 : 1)
})

test("a Junction that cannot be connected to has no order until it can", async () => {
  const { requests, orders } = await runRound({
    injectedFaults: [{ kind: "reject", process: 0, times: 4 }],
  })
  expect(requests.at(0)?.response?.code).toBe("junction_unavailable")
  expect(requests.at(-1)?.response?.status).toBe(201)
  expect(orders).toBe(1)
})

test("an order that the list does not show yet is not ordered again", async () => {
  const { orders } = await runRound({
    orderFaults: [{ name: "reset-after-create" }, { name: "reset-after-create" }],
    otherFaults: [{ name: "list-lags", forMs: 5 * 60_000, times: 3 }],
  })
  expect(orders).toBe(1)
})

test("an order is not ordered again because the list cannot be had", async () => {
  const { orders } = await runRound({
    orderFaults: [{ name: "reset-after-create" }, { name: "reset-after-create" }],
    otherFaults: [{ name: "list-fails", status: 500, times: 5 }],
    intents: [[aClientPlan({ pausesMs: 11 * 60_000 })]],
  })
  expect(orders).toBe(1)
})
