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

/** Every kind of step while the assumptions are true. Cancellations need a broken assumption. */
const everyKind = [
  "Junction: collision",
  "Junction: error",
  "Junction: foreign order",
  "Junction: order and error",
  "Junction: order",
  "Junction: rejection",
  "Junction: rejection, not saved",
  "Junction: replay",
  "claim: claimed after a lapsed lease",
  "claim: claimed after rejection",
  "claim: claimed first",
  "claim: claimed from another body",
  "claim: claimed unfinished",
  "claim: claimed unfinished, indeterminate",
  "claim: in_progress",
  "claim: placed",
  "claim: reused",
  "crash",
  "first lookup: absent",
  "first lookup: found",
  "first lookup: unknown",
  "shutdown",
  "last lookup: absent",
  "last lookup: found",
  "last lookup: unknown",
  "next attempt: done",
  "next attempt: not ours",
  "no resend",
  "no response",
  "not sent",
  "only lookup: absent",
  "only lookup: found",
  "only lookup: unknown",
  "place",
  "record: placed",
  "reject: done",
  "reject: not ours",
  "release: done",
  "release: not ours",
  "second lookup: absent",
  "second lookup: found",
  "second lookup: unknown",
  "resend",
  "send",
  ...reconcileKinds,
  "time",
]

const oneKey = [
  "claim: claimed after rejection",
  "claim: claimed from another body",
  "next attempt: done",
  "next attempt: not ours",
]

// Merged states omit steps without effect. Only the setting without merged states has every "not
// ours".
test.each([
  {
    what: "two processes and three upstream keys",
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
    atLeast: 40_000,
    never: ["Junction: rejection, not saved", "reject: not ours", ...oneKey],
  },
  {
    what: "a process, the reconciler, three upstream keys, and no merged states",
    setting: { ...usual, workers: 1, reconciler: true, merges: false },
    atLeast: 35_000,
    never: ["Junction: rejection, not saved"],
  },
  {
    what: "a process and all responses saved by Junction",
    setting: { ...usual, workers: 1, attempts: 2, saves: "all" },
    atLeast: 60_000,
    never: ["next attempt: not ours", "release: not ours", ...reconcileKinds],
  },
] as const)("a model with $what creates one order per intent", (given) => {
  const { violation, states, transitions, kinds } = explore(createDesign(given.setting))
  expect(violation).toBeUndefined()
  expect(states).toBeGreaterThan(given.atLeast)
  expect(transitions).toBeGreaterThan(6 * states)
  const never = new Set<string>(given.never)
  expect([...kinds.keys()].toSorted()).toEqual(
    everyKind.filter((kind) => !never.has(kind)).toSorted(),
  )
  process.stdout.write(`Model with ${given.what}: ${states} states, ${transitions} transitions\n`)
})

test("a send that is delayed beyond SETTLE creates a second order", () => {
  const setting = { ...usual, faults: "frozen", forgets: "never" } as const
  expect(explore(createDesign(setting)).violation).toEqual({
    broken: "one key created two orders",
    trace: [
      "worker 1 gets a request for A: claimed, fence 1, key A1",
      "worker 1 starts to place the order",
      "worker 1 sends key A1",
      "one lease duration passes",
      "one lease duration passes",
      "one lease duration passes",
      "worker 2 gets a request for A: claimed, fence 2, key A1, indeterminate",
      "worker 2 finds no order",
      "worker 2 finds no order",
      "worker 2 continues with key A2",
      "worker 2 sends key A2",
      "Junction gets key A1: creates order 1; worker 1 gets the response",
      "Junction gets key A2: creates order 2; worker 2 gets the response",
    ],
  })
})

test("a process that resumes with a second order cancels it", () => {
  const setting = { ...usual, attempts: 4, faults: "frozen", promise: "in the end" } as const
  const { violation, states, kinds } = explore(createDesign(setting))
  expect(violation).toBeUndefined()
  expect(states).toBeGreaterThan(25_000)
  expect(kinds.get("cancel")).toBeGreaterThan(0)
  expect(kinds.get("record: not_ours")).toBeGreaterThan(0)
})
