import { setImmediate } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import fc from "fast-check"
import { expect, test } from "vitest"
import { codeOf, detailsOf, findViolations } from "./response-violations.ts"
import { fuzzedRequest, type FuzzedRequest } from "./requests.ts"
import { startTarget } from "./target.ts"
import { everyRule } from "./expected-response.ts"

/** `FUZZ_SEED` plays the requests of an earlier run again; a failure says which they were. */
const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31))

/** A test that tells its seed when it fails. */
function seeded(check: () => Promise<void>): () => Promise<void> {
  return () =>
    check().catch((cause: unknown) => {
      throw new Error(`FUZZ_SEED=${seed} plays this again`, { cause })
    })
}

/** Ten thousand exchanges, on a machine that does much else. */
const timeout = 300_000

/** Requests that are under way together. */
const concurrency = 8

// Before the other, whose orders are kept as they have to be.
test(
  "requests that are rejected or repeated leave nothing in memory",
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
    // The orders among them are placed, and the code is compiled.
    await sendAll(5)
    const before = await memoryInUse()
    await sendAll(15)
    const growth = (await memoryInUse()) - before
    expect(growth).toBeLessThan(2 * 2 ** 20)
  }),
)

test(
  "ten thousand requests, right and wrong in every part, get what the contract says",
  { timeout },
  seeded(async () => {
    const { send, simulator, logs } = await startTarget()
    const codes = new Map<string, number>()
    const violated = new Set<string>()
    let users = 0

    /** Sends a request, and a placed order once more, which must change nothing. */
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
          violations.push("the same request again did not get the same order")
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
    // The smallest request that shows the fault; fast-check's own report lists its bytes one by one.
    if (failed) throw errorInstance

    expect(logs).toEqual([])
    expect(simulator.orders()).toHaveLength(codes.get("created") ?? 0)
    // A generator that misses a check or a rule would prove nothing of it.
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

/** Bytes that are held for good, buffers included. */
async function memoryInUse(): Promise<number> {
  // What is finalized in one turn lets go of more in the next.
  for (let turn = 0; turn < 3; turn += 1) {
    await setImmediate()
    collectGarbage()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
