import fc from "fast-check"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { faults, type FaultName } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectStillTrue, expectTruth, type Settled } from "./outcome-checks.ts"

// To try others, or a failure again: END_TO_END_SEED=1 END_TO_END_RUNS=100 vitest run random-faults
const seed = Number(process.env["END_TO_END_SEED"] ?? 20_261_123)
const runs = Number(process.env["END_TO_END_RUNS"] ?? 6)

let stack: ServedStack
const ends = new Map<Intent, Settled>()
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack({ services: 2, junctionTimeoutMs: 1_000 })
})
afterAll(async () => {
  await expectStillTrue(stack, ends)
  await stack.close()
})

/** What one intent meets. */
interface Plan {
  readonly state: "IL" | "NY"
  /** A token that has expired is replaced when it is refused. */
  readonly expired: boolean
  /** How many callers ask at once, with one key. */
  readonly callers: number
  readonly front: readonly FaultName[]
  readonly order: readonly FaultName[]
}

const names = Object.keys(faults) as readonly FaultName[]
// These are definite answers that are not true of the next time: whoever sends a request again behind the caller's back,
// as a middlebox does, may then place what the caller was told is not placed. No key can prevent that.
const refusals: readonly FaultName[] = ["gateway 400", "half-close in the request"]
const upstreamNames = names.filter((name) => !refusals.includes(name))
// Nothing ends a request that nobody answers but its caller's deadline.
const endless: readonly FaultName[] = ["stall before", "stall after", "stall in the answer", "late"]

const meets = {
  expired: fc.boolean(),
  callers: fc.constantFrom(1, 1, 2),
  front: fc.array(fc.constantFrom(...names), { maxLength: 4 }),
}
const served = fc.record({
  ...meets,
  state: fc.constant("IL" as const),
  order: fc.array(fc.constantFrom(...upstreamNames), { maxLength: 3 }),
})
// Without faults at Junction: a refusal after these is for certain only in 10 minutes, which take a test 5 seconds.
const refused = fc.record({ ...meets, state: fc.constant("NY" as const), order: fc.constant([]) })
const plan: fc.Arbitrary<Plan> = fc.oneof(
  { arbitrary: served, weight: 3 },
  { arbitrary: refused, weight: 1 },
)
const otherCalls = fc.array(fc.constantFrom(...upstreamNames), { maxLength: 3 })

async function ask({ state, expired, callers, front, order }: Plan) {
  const intent = await createIntent(stack, state)
  const first = expired ? await stack.issueToken(intent.userId, -3_600) : intent.token
  stack.front.plan(intent.words, front)
  stack.upstream.plan(intent.words, order)
  const token = ({ refresh }: { refresh: boolean }) => (refresh ? intent.token : first)
  const options = {
    ...(callers === 1 ? {} : { idempotencyKey: `key-${intent.userId}` }),
    ...(front.some((name) => endless.includes(name)) ? { timeoutMs: 600 } : {}),
  }
  const asked = Array.from({ length: callers }, () => intent.ask(options, { token }))
  return { intent, results: await Promise.all(asked) }
}

test(
  "whatever orders meet on both ways, at once and in any order, what their callers are told is true",
  async () => {
    const law = fc.asyncProperty(
      fc.array(plan, { minLength: 6, maxLength: 10 }),
      fc.record({ users: otherCalls, lookUps: otherCalls }),
      async (plans, { users, lookUps }) => {
        stack.upstream.plan("POST /v2/user", users)
        stack.upstream.plan("GET /v3/orders", lookUps)
        const asked = await Promise.all(plans.map(ask))
        for (const { intent, results } of asked) {
          for (const result of results) {
            const settled = await expectTruth(stack, intent, result)
            expect(settled).toBe(intent.labRefuses ? "not_created" : "created")
            ends.set(intent, settled)
          }
        }
      },
    )
    await fc.assert(law, { seed, numRuns: runs, endOnFailure: true })
  },
  60_000 * Math.ceil(runs / 10),
)
