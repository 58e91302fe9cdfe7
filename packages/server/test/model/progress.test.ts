import { expect, test } from "vitest"
import { createDesign } from "./design.ts"
import { explore } from "./explore.ts"
import { findEndlessRun } from "./progress.ts"
import { usual } from "./settings.ts"
import type { Setting } from "./state.ts"

/** Time passes, and a retry fails. */
const retries = ["time", "release: done"] as const

const aProcess = { ...usual, workers: 1, attempts: 1, promise: "progress", saves: "all" } as const

test.each<{ readonly what: string; readonly setting: Setting; readonly atLeast: number }>([
  {
    what: "two processes and all responses saved by Junction",
    setting: { ...aProcess, workers: 2 },
    atLeast: 50_000,
  },
  {
    what: "a process and two upstream keys",
    setting: { ...aProcess, attempts: 2, saves: "orders" },
    atLeast: 100_000,
  },
])(
  "with $what, a caller who retries at any interval after the last fault gets an order or a rejection",
  ({ setting, atLeast }) => {
    const exploration = explore(createDesign(setting))
    expect(exploration.violation).toBeUndefined()
    expect(findEndlessRun(exploration, retries)).toBeUndefined()
    expect(exploration.pending.length).toBeGreaterThan(atLeast)
    for (const kind of ["error", "gateway error", "order and gateway error", "replay"]) {
      expect(exploration.kinds.get(`Junction: ${kind}`)).toBeGreaterThan(0)
    }
  },
)

test("if a key is sent after its saved errors, retries can fail without end", () => {
  const without = "5: no key is sent after its saved errors"
  const exploration = explore(createDesign({ ...aProcess, without }))
  expect(exploration.violation).toBeUndefined()
  expect(findEndlessRun(exploration, retries)).toEqual({
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: returns an error; worker 1 gets the response",
      "worker 1 sends key A1",
      "Junction gets key A1: returns the saved error; worker 1 gets the response",
      "worker 1 finds no order",
      "worker 1 releases the row as indeterminate",
      "all workers crash, and all faults end",
    ],
    cycle: [
      "one lease duration passes",
      "worker 1 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: returns the saved error; worker 1 gets the response",
      "worker 1 finds no order",
      "worker 1 releases the row as indeterminate",
    ],
  })
})
