// After the last fault, a caller who retries at any interval gets the order or a definite
// rejection.
import type { Fault } from "@loop-health/integrations-simulator"
import { expect, test } from "vitest"
import { createCluster, hour, minute, outcomeUnknown } from "../support/in-process.ts"
import { postOrder } from "../support/order-requests.ts"

const second = 1_000
const settleMs = 10 * minute

/**
 * Faults that Junction saves under the upstream key, and the requests until the server stops
 * sending it.
 */
const savedFaults: readonly (readonly [name: string, fault: Fault, requests: number])[] = [
  ["500", { name: "500" }, 1],
  ["418", { name: "status", status: 418, saved: true }, 2],
  ["408", { name: "status", status: 408, saved: true }, 1],
  ["409", { name: "status", status: 409, saved: true }, 1],
  ["502", { name: "status", status: 502, saved: true }, 3],
  ["503", { name: "status", status: 503, saved: true }, 3],
  ["504", { name: "status", status: 504, saved: true }, 3],
]

for (const [name, fault, requests] of savedFaults) {
  test.each([second, 5 * second, minute, 4 * minute, 9 * minute])(
    `after a saved ${name}, a caller who retries every %i ms gets the order`,
    async (interval) => {
      const { simulator, startInstance, advance, upstreamKeys } = createCluster()
      const { send } = startInstance()
      simulator.fault(fault)
      const startedAt = Date.now()
      let result = await send()
      while (result.status !== 201 && Date.now() - startedAt < 4 * hour) {
        expect(result.status).toBe(502)
        await advance(interval)
        result = await send()
      }
      expect(result.status).toBe(201)
      // The last send of the first key, the settle time, the next retry, and the lookups.
      const lastSend = (requests - 1) * (interval + 15 * second)
      expect(Date.now() - startedAt).toBeLessThan(lastSend + settleMs + interval + minute)
      expect(new Set(upstreamKeys()).size).toBe(2)
      expect(simulator.orders()).toHaveLength(1)
    },
  )
}

test("the 502 says when a retry can place the order", async () => {
  const { simulator, startInstance, advance } = createCluster()
  const { handler, send } = startInstance()
  simulator.fault({ name: "500" })
  expect(await send()).toMatchObject(outcomeUnknown)
  const retryAfter = async () => {
    const response = postOrder(handler, { headers: { "idempotency-key": "key-1" } })
    await advance(10)
    return (await response).headers["retry-after"]
  }
  await advance(minute)
  expect(Number(await retryAfter())).toBeGreaterThan(8.9 * 60)
  expect(Number(await retryAfter())).toBeLessThanOrEqual(9 * 60)
  await advance(8.5 * minute)
  expect(Number(await retryAfter())).toBeLessThanOrEqual(30)
})

test.each([1, 59_999, Number.NaN])("a settle time of %d ms is rejected", (tooShort) => {
  expect(() => createCluster().startInstance({ settleMs: tooShort })).toThrow(RangeError)
})

test.each<readonly [string, Fault]>([
  ["resets", { name: "reset-before-create", times: 20 }],
  ["rate limits", { name: "429", times: 20 }],
  ["two 503s", { name: "503", times: 2 }],
  ["five 502s", { name: "status", status: 502, saved: false, times: 5 }],
  ["one 500 that is not saved", { name: "status", status: 500, saved: false }],
])(
  "after %s, the next retry sends the same key and places the order without the settle time",
  async (_, fault) => {
    const { simulator, startInstance, advance, upstreamKeys } = createCluster()
    const { send } = startInstance()
    simulator.fault(fault)
    const startedAt = Date.now()
    let result = await send()
    while (result.status !== 201 && Date.now() - startedAt < settleMs) {
      await advance(second)
      result = await send()
    }
    expect(result.status).toBe(201)
    expect(new Set(upstreamKeys()).size).toBe(1)
    expect(simulator.orders()).toHaveLength(1)
  },
)
