import { setImmediate } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import fc from "fast-check"
import { expect, test } from "vitest"
import { codeOf, detailsOf, findViolations } from "./response-violations.ts"
import { fuzzedRequest, type FuzzedRequest } from "./requests.ts"
import { startTarget } from "./target.ts"
import { everyRule } from "./expected-response.ts"

/** `FUZZ_SEED` sends the requests of an earlier run. A failed test prints its seed. */
const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31))

/** Returns a test that adds the seed to its error. */
function seeded(check: () => Promise<void>): () => Promise<void> {
  return () =>
    check().catch((cause: unknown) => {
      throw new Error(`Run the test with FUZZ_SEED=${seed} for the same requests.`, { cause })
    })
}

/** Time limit for 10,000 requests on a busy machine. */
const timeout = 300_000

/** Number of concurrent requests. */
const concurrency = 8

// Runs before the other test, whose orders stay in memory.
test(
  "rejected requests and retries do not increase the memory in use",
  { timeout },
  seeded(async () => {
    const { send } = await startTarget()
    const requests = fc.sample(fuzzedRequest, { seed, numRuns: 50 * concurrency })
    const sendAll = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        for (let start = 0; start < requests.length; start += concurrency) {
          const batch = requests.slice(start, start + concurrency)
          await Promise.all(batch.map((request, index) => send(request, `user_${start + index}`)))
        }
      }
    }
    // The first rounds place the orders and compile the code.
    await sendAll(5)
    const before = await memoryInUse()
    await sendAll(15)
    const growth = (await memoryInUse()) - before
    expect(growth).toBeLessThan(2 * 2 ** 20)
  }),
)

test(
  "10,000 valid and invalid requests get the responses of the contract",
  { timeout },
  seeded(async () => {
    const { send, simulator, logs } = await startTarget()
    const codes = new Map<string, number>()
    const violated = new Set<string>()
    let users = 0

    /** Sends a request, and sends a placed order twice. */
    const violationsOf = async (request: FuzzedRequest): Promise<string[]> => {
      const user = `user_${++users}`
      const response = await send(request, user)
      const code = codeOf(response)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      for (const detail of detailsOf(response)) {
        for (const { name, isReportedBy } of everyRule) if (isReportedBy(detail)) violated.add(name)
      }
      const violations = findViolations(request, user, response)
      if (response.status === 201) {
        const again = await send(request, user)
        if (again.text !== response.text || again.headers["idempotent-replayed"] !== "true") {
          violations.push("a retry did not get the same order")
        }
      }
      return violations.map((violation) => `${violation}\n${toText(request)}`)
    }

    const { failed, errorInstance } = await fc.check(
      fc.asyncProperty(
        fc.array(fuzzedRequest, { minLength: concurrency, maxLength: concurrency }),
        async (requests) => {
          const [violation] = (await Promise.all(requests.map(violationsOf))).flat()
          if (violation !== undefined) throw new Error(violation)
        },
      ),
      { seed, numRuns: 1_300 },
    )
    // The error has the smallest failing request as text. fast-check's own report lists single
    // bytes.
    if (failed) throw errorInstance

    expect(logs).toEqual([])
    expect(simulator.orders()).toHaveLength(codes.get("created") ?? 0)
    // The generators must reach every check and rule.
    expect([...codes.keys()].toSorted()).toEqual([
      "created",
      "idempotency_key_invalid",
      "idempotency_key_missing",
      "invalid_json",
      "payload_too_large",
      "unauthenticated",
      "unsupported_media_type",
      "validation_error",
    ])
    const unviolated = everyRule.map(({ name }) => name).filter((name) => !violated.has(name))
    expect(unviolated).toEqual([])
  }),
)

function toText({ bytes, ...others }: FuzzedRequest): string {
  return `${JSON.stringify(others)}\n${Buffer.from(bytes).toString("latin1").slice(0, 2_000)}`
}

setFlagsFromString("--expose-gc")
const collectGarbage = runInNewContext("gc") as () => void

/** Returns the bytes in use after garbage collection, buffers included. */
async function memoryInUse(): Promise<number> {
  // Finalizers of one turn can release more objects in the next.
  for (let turn = 0; turn < 3; turn += 1) {
    await setImmediate()
    collectGarbage()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
