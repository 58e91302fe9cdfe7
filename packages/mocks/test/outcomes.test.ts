import { expect, test } from "vitest"
import { createMockFetch, everyOutcome, scenarioNames } from "../src/index.ts"
import { send } from "./support/send.ts"

test("everyOutcome has one row for each scenario", () => {
  expect(everyOutcome.map(({ scenario }) => scenario)).toEqual(scenarioNames)
})

// The SDK's tests compare its results with `kind` and `outcome`.
test.each(everyOutcome.filter(({ kind }) => kind !== "timeout"))(
  "$scenario has the status and the order of its row",
  async ({ scenario, status, placed }) => {
    const mock = createMockFetch()
    mock.always(scenario)
    const response = await send(mock).catch(() => undefined)
    expect(response?.status).toBe(status)
    expect(mock.orders()).toHaveLength(placed ? 1 : 0)
  },
)
