import { expect, test } from "vitest"
import { aClientPlan, useRounds } from "./use-rounds.ts"
import { orderFaults, savedFaults } from "./round-plan.ts"

const runRound = useRounds("sqlite")
const named = orderFaults.map((fault) => [JSON.stringify(fault), fault] as const)

test.each(named)("Junction's fault %s leads to one order or a rejection", async (_text, fault) => {
  const { faults, orders } = await runRound({
    orderFaults: [fault, fault],
    intents: [[aClientPlan({ tries: 2 })]],
  })
  expect(faults).toBeGreaterThan(0)
  // A client that gets a definite rejection does not retry.
  const rejected = fault.name === "status" && [400, 422].includes(fault.status)
  expect(orders).toBe(rejected ? 0 : 1)
})

test.each(savedFaults.map((fault) => [JSON.stringify(fault), fault] as const))(
  "retries place one order after Junction saved %s and the process was killed",
  async (_text, fault) => {
    const { kills, orders, requests } = await runRound({
      orderFaults: [fault],
      injectedFaults: [{ kind: "kill", process: 0, at: "before the release" }],
      intents: [[aClientPlan({ tries: 1, retryIntervalMs: 60_000 })]],
    })
    expect(kills).toBe(1)
    expect(orders).toBe(1)
    expect(requests.at(-1)?.response?.status).toBe(201)
  },
)

test("an order is placed once after Junction accepts connections again", async () => {
  const { requests, orders } = await runRound({
    injectedFaults: [{ kind: "reject", process: 0, times: 4 }],
  })
  expect(requests.at(0)?.response?.code).toBe("junction_unavailable")
  expect(requests.at(-1)?.response?.status).toBe(201)
  expect(orders).toBe(1)
})

test("an order that Junction does not list yet is placed once", async () => {
  const { orders } = await runRound({
    orderFaults: [{ name: "reset-after-create" }, { name: "reset-after-create" }],
    otherFaults: [{ name: "list-lags", forMs: 5 * 60_000, times: 3 }],
  })
  expect(orders).toBe(1)
})

test("an order is placed once if Junction's list fails", async () => {
  const { orders } = await runRound({
    orderFaults: [{ name: "reset-after-create" }, { name: "reset-after-create" }],
    otherFaults: [{ name: "list-fails", status: 500, times: 5 }],
    intents: [[aClientPlan({ pausesMs: 11 * 60_000 })]],
  })
  expect(orders).toBe(1)
})
