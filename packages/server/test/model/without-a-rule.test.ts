import { expect, test } from "vitest"
import { createDesign } from "./design.ts"
import { explore } from "./explore.ts"
import { usual } from "./settings.ts"
import type { Rule, Setting } from "./state.ts"

/** A rule, and the shortest trace to the error that it prevents. */
interface Case {
  readonly without: Rule
  readonly setting: Setting
  readonly broken: string
  readonly trace: readonly string[]
}

/** The assumptions rule out duplicate orders. Only this setting has one to cancel. */
const frozen: Setting = { ...usual, faults: "frozen", promise: "in the end" }

const cases: readonly Case[] = [
  {
    without: "1: the claim is committed before the first send",
    setting: usual,
    broken: "the key belongs to another body while an order exists",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "worker 1 crashes",
      "worker 1 gets a request for B: claimed, fence 1, key B1",
    ],
  },
  {
    without: "1: a 201 is returned after the commit",
    setting: usual,
    broken: "a 201 was returned before its row was placed",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "worker 1 returns 201 with order 1",
    ],
  },
  {
    without: "2: reject, release, and the next attempt require the fence",
    setting: usual,
    broken: "the row is rejected while an order exists",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: rejects; worker 1 gets the response",
      "worker 1 shuts down and releases the row",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 1 records the rejection and reports that no order exists",
      "worker 2 starts to place the order",
      "worker 2 sends key A1",
      "Junction gets key A1: creates order 1; worker 2 gets the response",
    ],
  },
  {
    without: "3: an order is recorded at any fence",
    setting: usual,
    broken: "Junction returned an order, and its row is not placed",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "worker 1 shuts down and releases the row",
      "worker 1 does not record order 1, because its fence is old",
    ],
  },
  {
    without: "3: another passthrough is not accepted",
    setting: usual,
    broken: "the row and its 201 name another order",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: returns another caller's order; worker 1 gets the response",
      "worker 1 records order 0 and returns 201 with order 0",
    ],
  },
  {
    without: "3: a duplicate order is cancelled",
    setting: frozen,
    broken: "order 2 is active and will not be cancelled",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "one lease duration passes",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 1 records order 1 and returns 201 with order 1",
      "worker 2 starts to place the order",
      "worker 2 sends key A1",
      "one lease duration passes",
      "one lease duration passes",
      "one lease duration passes",
      "Junction gets key A1: creates order 2; worker 2 gets the response",
      "worker 2 records order 2 and returns 201 with order 1",
    ],
  },
  {
    without: "4: a rejection does not resolve an indeterminate attempt",
    setting: usual,
    broken: "a caller got a rejection, and the order was placed afterwards",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "worker 1 stops waiting for the response",
      "worker 1 sends key A1",
      "Junction gets key A1: rejects; worker 1 gets the response",
      "worker 1 records the rejection and reports that no order exists",
      "Junction gets key A1: creates order 1; no worker waits",
    ],
  },
  {
    without: "5: no new key before SETTLE",
    setting: usual,
    broken: "one key created two orders",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "worker 1 shuts down and releases the row",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds no order",
      "worker 2 finds no order",
      "worker 2 continues with key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: creates order 2; worker 2 gets the response",
    ],
  },
  {
    without: "5: no new key after one lookup",
    setting: usual,
    broken: "one key created two orders",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "worker 1 shuts down and releases the row",
      "one lease duration passes",
      "one lease duration passes",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds no order",
      "worker 2 continues with key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: creates order 2; worker 2 gets the response",
    ],
  },
  {
    without: "6: no key is sent 20 h after its first send",
    setting: usual,
    broken: "one key created two orders",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "one lease duration passes",
      "one lease duration passes",
      "one lease duration passes",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 cannot read the whole list",
      "worker 2 sends key A1",
      "one lease duration passes",
      "Junction gets key A1: creates order 2; worker 2 gets the response",
    ],
  },
  {
    without: "7: after a failed list, no order counts as absent",
    setting: usual,
    broken: "one key created two orders",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "worker 1 shuts down and releases the row",
      "one lease duration passes",
      "one lease duration passes",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds no order",
      "worker 2 cannot read the whole list",
      "worker 2 continues with key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: creates order 2; worker 2 gets the response",
    ],
  },
  {
    without: "8: nothing is sent after the lease",
    setting: usual,
    broken: "one key created two orders",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "one lease duration passes",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "one lease duration passes",
      "worker 1 sends key A1",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "one lease duration passes",
      "worker 2 finds no order",
      "worker 2 finds no order",
      "worker 2 continues with key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: creates order 2; worker 2 gets the response",
    ],
  },
]

test.each(cases)('without rule "$without", $broken', ({ without, setting, broken, trace }) => {
  expect(explore(createDesign({ ...setting, without })).violation).toEqual({ broken, trace })
})
