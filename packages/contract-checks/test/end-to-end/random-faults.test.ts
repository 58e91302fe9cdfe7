import fc from "fast-check"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { faults, type FaultName } from "./faults.ts"
import { createIntent, type Intent } from "./intent.ts"
import { startServedStack, type ServedStack } from "./served-stack.ts"
import { expectFinalState, expectOutcome, type FinalOutcome } from "./outcome-checks.ts"

// To set the seed and the number of runs: END_TO_END_SEED=1 END_TO_END_RUNS=100 vitest run
// random-faults
const seed = Number(process.env["END_TO_END_SEED"] ?? 20_261_123)
const runs = Number(process.env["END_TO_END_RUNS"] ?? 6)

let stack: ServedStack
const outcomes = new Map<Intent, FinalOutcome>()
beforeAll(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  stack = await startServedStack({ services: 2, junctionTimeoutMs: 1_000 })
})
afterAll(async () => {
  await expectFinalState(stack, outcomes)
  await stack.close()
})

/** The faults of one intent. */
interface Plan {
  readonly state: "IL" | "NY"
  /** Whether the first token has expired. It is replaced when it is rejected. */
  readonly expired: boolean
  /** Number of concurrent callers with one key. */
  readonly callers: number
  readonly front: readonly FaultName[]
  readonly order: readonly FaultName[]
}

const names = Object.keys(faults) as readonly FaultName[]
// These faults return a definite rejection although the same request would succeed next time. If a
// middlebox resends the request, it may place an order after the caller got not_created. No key
// can prevent that.
const rejections: readonly FaultName[] = ["gateway 400", "half-close in the request"]
const upstreamNames = names.filter((name) => !rejections.includes(name))
// Only the caller's deadline ends a request without a response.
const endless: readonly FaultName[] = [
  "stall before",
  "stall after",
  "stall in the response",
  "late",
]

const fields = {
  expired: fc.boolean(),
  callers: fc.constantFrom(1, 1, 2),
  front: fc.array(fc.constantFrom(...names), { maxLength: 4 }),
}
const accepted = fc.record({
  ...fields,
  state: fc.constant("IL" as const),
  order: fc.array(fc.constantFrom(...upstreamNames), { maxLength: 3 }),
})
// Without faults at Junction, because a rejection after a fault is final only after 10 minutes.
const declined = fc.record({ ...fields, state: fc.constant("NY" as const), order: fc.constant([]) })
const anyPlan: fc.Arbitrary<Plan> = fc.oneof(
  { arbitrary: accepted, weight: 3 },
  { arbitrary: declined, weight: 1 },
)
const otherCalls = fc.array(fc.constantFrom(...upstreamNames), { maxLength: 3 })

async function sendPlan({ state, expired, callers, front, order }: Plan) {
  const intent = await createIntent(stack, state)
  const first = expired ? await stack.issueToken(intent.userId, -3_600) : intent.token
  stack.front.plan(intent.marker, front)
  stack.upstream.plan(intent.marker, order)
  const token = ({ refresh }: { refresh: boolean }) => (refresh ? intent.token : first)
  const options = {
    ...(callers === 1 ? {} : { idempotencyKey: `key-${intent.userId}` }),
    ...(front.some((name) => endless.includes(name)) ? { timeoutMs: 600 } : {}),
  }
  const pending = Array.from({ length: callers }, () => intent.send(options, { token }))
  return { intent, results: await Promise.all(pending) }
}

test(
  "the results of concurrent orders are true after any faults of both proxies",
  async () => {
    const property = fc.asyncProperty(
      fc.array(anyPlan, { minLength: 6, maxLength: 10 }),
      fc.record({ users: otherCalls, lookUps: otherCalls }),
      async (plans, { users, lookUps }) => {
        stack.upstream.plan("POST /v2/user", users)
        stack.upstream.plan("GET /v3/orders", lookUps)
        const pending = await Promise.all(plans.map(sendPlan))
        for (const { intent, results } of pending) {
          for (const result of results) {
            const settled = await expectOutcome(stack, intent, result)
            expect(settled).toBe(intent.labDeclines ? "not_created" : "created")
            outcomes.set(intent, settled)
          }
        }
      },
    )
    await fc.assert(property, { seed, numRuns: runs, endOnFailure: true })
  },
  60_000 * Math.ceil(runs / 10),
)
