import { expect, onTestFinished, test, vi } from "vitest"
import type { Placement } from "../../src/index.ts"
import { leaseMs } from "../../src/orders/ledger.ts"
import { createTestHandler, hour } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

/**
 * Starts a handler with fake clocks and a lab that waits with its first order until `release` is
 * called.
 */
function startHandler() {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.parse("2026-11-23T12:00:00Z") })
  onTestFinished(() => void vi.useRealTimers())
  const { promise: received, resolve: receive } = Promise.withResolvers<Placement>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const lab = createPlacingLab((placement) => {
    receive(placement)
    return released
  })
  const { send } = createTestHandler({ lab })
  return { send, placement: () => received, release }
}

test("rule 8: an order may be sent only before the lease ends", async () => {
  const { send, placement, release } = startHandler()
  const response = send()
  const { maySend } = await placement()
  expect(maySend()).toBe(true)
  vi.advanceTimersByTime(leaseMs - 1)
  expect(maySend()).toBe(true)
  vi.advanceTimersByTime(1)
  expect(maySend()).toBe(false)
  release()
  // An order that was placed is recorded, also after the lease.
  expect((await response).status).toBe(201)
})

test("rule 8: setting back the wall clock does not extend the lease", async () => {
  const { send, placement, release } = startHandler()
  const response = send()
  const { maySend } = await placement()
  const noon = Date.now()
  vi.advanceTimersByTime(leaseMs)
  vi.setSystemTime(noon)
  expect(maySend()).toBe(false)
  release()
  await response
})

test("rule 8: a machine that was suspended beyond the lease sends nothing", async () => {
  const { send, placement, release } = startHandler()
  const response = send()
  const { maySend } = await placement()
  // The monotonic clock stops during a suspend.
  vi.setSystemTime(Date.now() + leaseMs)
  expect(maySend()).toBe(false)
  release()
  await response
})

test("rule 8: after the wall clock is set back by an hour, nothing is sent", async () => {
  const { send, placement, release } = startHandler()
  const response = send()
  const { maySend } = await placement()
  vi.setSystemTime(Date.now() - hour)
  expect(maySend()).toBe(false)
  release()
  await response
})

test("the lab receives IDs without text of the caller", async () => {
  const { send, placement, release } = startHandler()
  const response = send()
  const { upstreamKey, orderId, patientHandle, deadline } = await placement()
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  expect(orderId).toMatch(uuid)
  expect(upstreamKey).toMatch(uuid)
  expect(upstreamKey).not.toBe(orderId)
  expect(patientHandle).toMatch(/^lh_[0-9a-f]{64}$/)
  expect(deadline - performance.now()).toBe(25_000)
  release()
  await response
})
