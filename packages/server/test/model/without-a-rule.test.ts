import { expect, test } from "vitest"
import { createDesign } from "./design.ts"
import { explore } from "./explore.ts"
import { usual } from "./settings.ts"
import type { Rule, Setting } from "./state.ts"

/** What a rule is for, by the shortest way to what it prevents. */
interface Case {
  readonly without: Rule
  readonly setting: Setting
  readonly broken: string
  readonly trace: readonly string[]
}

/** A duplicate order takes a broken assumption, so it takes this to see who cancels it. */
const frozen: Setting = { ...usual, faults: "frozen", promise: "in the end" }

const cases: readonly Case[] = [
  {
    without: "1: the claim is committed before the first send",
    setting: usual,
    broken: "the key went to another body while an order stands",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "worker 1 dies",
      "worker 1 is asked for B: claimed, fence 1, key B1",
    ],
  },
  {
    without: "1: no 201 before its commit",
    setting: usual,
    broken: "a 201 is said and its row is not placed",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "worker 1 says 201 with order 1",
    ],
  },
  {
    without: "2: fences guard reject, release and attempt + 1",
    setting: usual,
    broken: "the row says that nothing was placed, and an order stands",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: rejects; worker 1 hears of it",
      "worker 1 has to end and hands the row back",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 1 writes rejected, and says that nothing was placed",
      "worker 2 is to place the order",
      "worker 2 sends key A1",
      "Junction gets key A1: makes order 1; worker 2 hears of it",
    ],
  },
  {
    without: "3: an order is recorded at any fence",
    setting: usual,
    broken: "an order of ours was told of, and its row is not placed",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "worker 1 has to end and hands the row back",
      "worker 1 does not record order 1: its fence is old",
    ],
  },
  {
    without: "3: another passthrough is not accepted",
    setting: usual,
    broken: "the row, and so its 201, names an order that is not the row's",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: answers with another's order; worker 1 hears of it",
      "worker 1 records order 0, and says 201 with order 0",
    ],
  },
  {
    without: "3: an order that the row is not to have is cancelled",
    setting: frozen,
    broken: "order 2 stands and nobody will cancel it",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "a lease's time passes",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 1 records order 1, and says 201 with order 1",
      "worker 2 is to place the order",
      "worker 2 sends key A1",
      "a lease's time passes",
      "a lease's time passes",
      "a lease's time passes",
      "Junction gets key A1: makes order 2; worker 2 hears of it",
      "worker 2 records order 2, and says 201 with order 1",
    ],
  },
  {
    without: "4: a rejection of a indeterminate attempt is none",
    setting: usual,
    broken: "a caller was told that nothing was placed, and it was placed afterwards",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "worker 1 waits no longer for an answer",
      "worker 1 sends key A1",
      "Junction gets key A1: rejects; worker 1 hears of it",
      "worker 1 writes rejected, and says that nothing was placed",
      "Junction gets key A1: makes order 1; nobody waits",
    ],
  },
  {
    without: "5: no new key before SETTLE",
    setting: usual,
    broken: "one key made two orders",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "worker 1 has to end and hands the row back",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds nothing",
      "worker 2 finds nothing",
      "worker 2 goes on to key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: makes order 2; worker 2 hears of it",
    ],
  },
  {
    without: "5: no new key after one look-up",
    setting: usual,
    broken: "one key made two orders",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "worker 1 has to end and hands the row back",
      "a lease's time passes",
      "a lease's time passes",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds nothing",
      "worker 2 goes on to key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: makes order 2; worker 2 hears of it",
    ],
  },
  {
    without: "6: no key is sent 20 h after its first send",
    setting: usual,
    broken: "one key made two orders",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "a lease's time passes",
      "a lease's time passes",
      "a lease's time passes",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 cannot read the whole list",
      "worker 2 sends key A1",
      "a lease's time passes",
      "Junction gets key A1: makes order 2; worker 2 hears of it",
    ],
  },
  {
    without: "7: a list that fails is not absence",
    setting: usual,
    broken: "one key made two orders",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "worker 1 has to end and hands the row back",
      "a lease's time passes",
      "a lease's time passes",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds nothing",
      "worker 2 cannot read the whole list",
      "worker 2 goes on to key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: makes order 2; worker 2 hears of it",
    ],
  },
  {
    without: "8: nothing is sent when the lease is over",
    setting: usual,
    broken: "one key made two orders",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "a lease's time passes",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "a lease's time passes",
      "worker 1 sends key A1",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "a lease's time passes",
      "worker 2 finds nothing",
      "worker 2 finds nothing",
      "worker 2 goes on to key A2",
      "worker 2 sends key A2",
      "Junction gets key A2: makes order 2; worker 2 hears of it",
    ],
  },
]

test.each(cases)(
  "the design, explored: without rule $without, $broken",
  ({ without, setting, broken, trace }) => {
    expect(explore(createDesign({ ...setting, without })).violation).toEqual({ broken, trace })
  },
)
