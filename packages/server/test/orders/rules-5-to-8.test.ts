// The rules that make each intent exactly one order. The page "Guarantees" of packages/docs lists
// them.
import { expect, test } from "vitest"
import { aLabOrder } from "../support/a-lab-order.ts"
import {
  createCluster,
  hour,
  minute,
  saveServerError,
  outcomeUnknown,
} from "../support/in-process.ts"

test("rule 5: a retry of an indeterminate attempt sends the same upstream key", async () => {
  const { simulator, startInstance, upstreamKeys } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  expect(await send()).toMatchObject(outcomeUnknown)
  expect((await send()).status).toBe(201)
  expect(upstreamKeys()).toHaveLength(3)
  expect(new Set(upstreamKeys()).size).toBe(1)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 5: after a saved 500, the server uses no new key before the settle time", async () => {
  const { simulator, startInstance, upstreamKeys, countLookups, advance } = createCluster()
  const { send } = startInstance()
  saveServerError(simulator)
  expect(await send()).toMatchObject(outcomeUnknown)
  await advance(9 * minute)
  const before = countLookups()
  expect(await send()).toMatchObject(outcomeUnknown)
  expect(new Set(upstreamKeys()).size).toBe(1)
  expect(countLookups()).toBe(before + 1)
})

test("rule 5: after two lookups five seconds apart find no order, the server uses a new key", async () => {
  const { simulator, startInstance, upstreamKeys, countLookups, advance } = createCluster()
  const { send, start } = startInstance()
  saveServerError(simulator)
  await send()
  await advance(10 * minute)
  const before = countLookups()
  const response = start()
  await advance(4_999)
  expect(countLookups()).toBe(before + 1)
  expect(new Set(upstreamKeys()).size).toBe(1)
  await advance(1)
  expect((await response).status).toBe(201)
  expect(countLookups()).toBe(before + 2)
  expect(new Set(upstreamKeys()).size).toBe(2)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 5: the server accepts an order that only the second lookup finds", async () => {
  const { simulator, startInstance, advance } = createCluster()
  const { send, start } = startInstance()
  simulator.fault({ name: "reset-after-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  await send()
  await advance(10 * minute)
  simulator.fault({ name: "list-lags", forMs: hour })
  const response = start()
  await advance(5_000)
  expect((await response).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 5: after a failed lookup, the server uses the same key", async () => {
  const { simulator, startInstance, upstreamKeys, advance } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "reset-before-create", times: 9 })
  await send()
  await advance(10 * minute)
  simulator.fault({ name: "list-fails", status: 500, times: 9 })
  expect(await send()).toMatchObject(outcomeUnknown)
  expect(new Set(upstreamKeys()).size).toBe(1)
})

test("rule 5: the server finds an order that a failed send placed", async () => {
  const { simulator, startInstance, upstreamKeys, advance } = createCluster()
  const { send } = startInstance()
  simulator.fault({ name: "gateway-504-then-create", times: 2 })
  simulator.fault({ name: "list-fails", status: 500 })
  await send()
  const sends = upstreamKeys().length
  await advance(10 * minute)
  expect((await send()).status).toBe(201)
  expect(upstreamKeys()).toHaveLength(sends)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 6: 20 hours after the first send of a key, the server only looks up the order", async () => {
  const { simulator, startInstance, upstreamKeys, countLookups, advance, ledger } = createCluster()
  const { send, start } = startInstance()
  // Frequent resets keep the last send too recent for a new attempt. Each request sends twice.
  simulator.fault({ name: "reset-before-create", times: 2 * 240 })
  await send()
  for (let age = 5; age < 20 * 60; age += 5) {
    await advance(5 * minute)
    expect(await send()).toMatchObject(outcomeUnknown)
  }
  const sends = upstreamKeys().length
  await advance(5 * minute)
  const before = countLookups()
  expect(await send()).toMatchObject(outcomeUnknown)
  expect(countLookups()).toBe(before + 1)
  expect(upstreamKeys()).toHaveLength(sends)
  expect(await ledger.unfinished({ limit: 1 })).toMatchObject([{ attempt: 1, indeterminate: true }])
  // The last retry sent nothing, so the settle time passes and a new attempt places the order.
  await advance(5 * minute)
  const response = start()
  await advance(5_000)
  expect((await response).status).toBe(201)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 6: a body that returns after another body has a new upstream key", async () => {
  const { simulator, startInstance, upstreamKeys } = createCluster()
  const { send } = startInstance()
  const bodies = [aLabOrder(), aLabOrder({ panel_slug: "wellness" }), aLabOrder()]
  // Junction saves both rejections, and returns them again for the same key.
  simulator.fault({ name: "status", status: 400, saved: true, times: 2 })
  expect(await send(bodies[0])).toMatchObject({ status: 502, error: "junction_rejected" })
  expect(await send(bodies[1])).toMatchObject({ status: 502, error: "junction_rejected" })
  expect(await send(bodies[2])).toMatchObject({ status: 201 })
  expect(new Set(upstreamKeys()).size).toBe(3)
  expect(simulator.orders()).toHaveLength(1)
})

test("rule 7: a lookup finds an order on the second page", async () => {
  const { simulator, startInstance, countLookups, advance } = createCluster()
  const { send } = startInstance()
  for (let index = 0; index < 150; index += 1) await send(aLabOrder(), `other-${index}`)
  simulator.fault({ name: "reset-after-create", times: 2 })
  expect((await send()).status).toBe(201)
  expect(countLookups()).toBe(2)
  await advance(0)
})

test("rule 7: after a failed page, the outcome of the order stays unknown", async () => {
  const { simulator, startInstance, upstreamKeys, advance } = createCluster()
  const { send, start } = startInstance()
  saveServerError(simulator)
  await send()
  for (let index = 0; index < 150; index += 1) await send(aLabOrder(), `other-${index}`)
  await advance(10 * minute)
  const own = upstreamKeys()[0]
  const before = upstreamKeys().length
  const response = start()
  await advance(1)
  // The second page of the second lookup fails.
  simulator.fault([
    { name: "list-lags", forMs: 0 },
    { name: "list-fails", status: 503 },
  ])
  await advance(5_000)
  expect(await response).toMatchObject(outcomeUnknown)
  expect(
    upstreamKeys()
      .slice(before)
      .every((key) => key === own),
  ).toBe(true)
})

test.each([-59, -6, 6, 59])(
  "rule 7: a lookup finds the order with Junction's clock %i minutes ahead",
  async (minutes) => {
    const { simulator, junctionClock, startInstance, advance } = createCluster()
    const { send, start } = startInstance()
    simulator.fault({ name: "reset-after-create", times: 2 })
    simulator.fault({ name: "list-fails", status: 500 })
    await send()
    await advance(10 * minute)
    junctionClock.ahead = minutes * minute
    const response = start()
    await advance(5_000)
    expect((await response).status).toBe(201)
    expect(simulator.orders()).toHaveLength(1)
  },
)

test.each([-3, 3])(
  "rule 7: no order counts as absent with Junction's clock %i minutes ahead",
  async (minutes) => {
    const { simulator, junctionClock, startInstance, upstreamKeys, advance } = createCluster()
    const { send } = startInstance()
    saveServerError(simulator)
    await send()
    await advance(10 * minute)
    junctionClock.ahead = minutes * minute
    expect(await send()).toMatchObject(outcomeUnknown)
    expect(new Set(upstreamKeys()).size).toBe(1)
  },
)

test.each([-3, 3, 60])(
  "rule 8: the server sends no order with Junction's clock %i minutes ahead",
  async (minutes) => {
    const { junctionClock, startInstance, upstreamKeys } = createCluster()
    const { send } = startInstance()
    junctionClock.ahead = minutes * minute
    expect(await send()).toMatchObject({ status: 502, error: "junction_unavailable" })
    expect(upstreamKeys()).toEqual([])
    junctionClock.ahead = 0
    expect((await send()).status).toBe(201)
  },
)
