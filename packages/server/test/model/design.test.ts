import { expect, test } from "vitest"
import { createDesign } from "./design.ts"
import { explore } from "./explore.ts"
import { usual } from "./settings.ts"

const reconcileKinds = [
  "reconcile: absent",
  "reconcile: found",
  "reconcile: read",
  "reconcile: record placed",
  "reconcile: unknown",
]

/** Everything that can happen while the assumptions hold. A cancellation is not among it. */
const everyKind = [
  "Junction: collision",
  "Junction: failure",
  "Junction: foreign order",
  "Junction: order and failure",
  "Junction: order",
  "Junction: rejection",
  "Junction: rejection, not saved",
  "Junction: replay",
  "claim: claimed after a lapsed lease",
  "claim: claimed after rejection",
  "claim: claimed first",
  "claim: claimed from another body",
  "claim: claimed unfinished, clean",
  "claim: claimed unfinished, indeterminate",
  "claim: in_progress",
  "claim: placed",
  "claim: reused",
  "crash",
  "first look: absent",
  "first look: found",
  "first look: unknown",
  "hand back",
  "last look: absent",
  "last look: found",
  "last look: unknown",
  "look at an old key: absent",
  "look at an old key: found",
  "look at an old key: unknown",
  "next attempt: done",
  "next attempt: not ours",
  "no answer",
  "not sent",
  "place",
  "record: placed",
  "reject: done",
  "reject: not ours",
  "release: done",
  "release: not ours",
  "second look: absent",
  "second look: found",
  "second look: unknown",
  "send again",
  "send",
  ...reconcileKinds,
  "time",
  "too old to send",
]

const oneKey = ["claim: claimed after rejection", "next attempt: done", "next attempt: not ours"]

// Merged states hide the steps that lead nowhere, so that only the setting without them has every "not ours".
test.each([
  {
    what: "two processes and two upstream keys",
    setting: usual,
    atLeast: 40_000,
    never: [
      "Junction: rejection, not saved",
      "next attempt: not ours",
      "reject: not ours",
      ...reconcileKinds,
    ],
  },
  {
    what: "three processes",
    setting: { ...usual, workers: 3, attempts: 1 },
    atLeast: 30_000,
    never: ["Junction: rejection, not saved", "reject: not ours", ...oneKey, ...reconcileKinds],
  },
  {
    what: "two processes and the reconciler",
    setting: { ...usual, reconciler: true, attempts: 1 },
    atLeast: 50_000,
    never: ["Junction: rejection, not saved", "reject: not ours", ...oneKey],
  },
  {
    what: "a process, the reconciler and two upstream keys, no states merged",
    setting: { ...usual, workers: 1, reconciler: true, merges: false },
    atLeast: 35_000,
    never: ["Junction: rejection, not saved"],
  },
  {
    what: "a process and everything that Junction saves",
    setting: { ...usual, workers: 1, attempts: 1, saves: "all" },
    atLeast: 20_000,
    never: ["release: not ours", ...oneKey, ...reconcileKinds],
  },
] as const)("the design, explored: $what: one intent is one order", (given) => {
  const { violation, states, transitions, kinds } = explore(createDesign(given.setting))
  expect(violation).toBeUndefined()
  expect(states).toBeGreaterThan(given.atLeast)
  expect(transitions).toBeGreaterThan(6 * states)
  const never = new Set<string>(given.never)
  expect([...kinds.keys()].toSorted()).toEqual(
    everyKind.filter((kind) => !never.has(kind)).toSorted(),
  )
  process.stdout.write(`the design, ${given.what}: ${states} states, ${transitions} transitions\n`)
})

test("the design, explored: a send that is frozen for SETTLE makes a second order, though no key is forgotten", () => {
  const setting = { ...usual, faults: "frozen", forgets: "never" } as const
  expect(explore(createDesign(setting)).violation).toEqual({
    broken: "one key made two orders",
    trace: [
      "worker 1 is asked for A: claimed, fence 1, key A1",
      "worker 1 is to place the order",
      "worker 1 sends key A1",
      "a lease's time passes",
      "a lease's time passes",
      "a lease's time passes",
      "worker 2 is asked for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds nothing",
      "worker 2 finds nothing",
      "worker 2 goes on to key A2",
      "worker 2 sends key A2",
      "Junction gets key A1: makes order 1; worker 1 hears of it",
      "Junction gets key A2: makes order 2; worker 2 hears of it",
    ],
  })
})

test("the design, explored: whoever wakes up with a second order cancels it", () => {
  const setting = { ...usual, faults: "frozen", promise: "in the end" } as const
  const { violation, states, kinds } = explore(createDesign(setting))
  expect(violation).toBeUndefined()
  expect(states).toBeGreaterThan(35_000)
  expect(kinds.get("cancel")).toBeGreaterThan(0)
  expect(kinds.get("record: not_ours")).toBeGreaterThan(0)
})
