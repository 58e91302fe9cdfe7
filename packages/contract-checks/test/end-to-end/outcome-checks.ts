import { inspect } from "node:util"
import type { CreateLabOrderResult } from "@loop-health/integrations-sdk"
import { expect } from "vitest"
import { headerOf } from "./http-message.ts"
import type { Intent } from "./intent.ts"
import type { ServedStack } from "./served-stack.ts"

/** What an order came to, for good. */
export type Settled = "created" | "not_created"

/**
 * Holds the end of a call against Junction and the ledger: a created order is there, once; one that was not created is
 * not there. An unknown one is settled by the same call again with nothing in its way; one that the lab refuses, at the
 * latest when Junction has had its time. Resolves with what it came to.
 */
export async function expectTruth(
  stack: ServedStack,
  intent: Intent,
  result: CreateLabOrderResult,
): Promise<Settled> {
  const { outcome, idempotencyKey } = result.meta
  expectNoLeak(intent, result)
  expect(ordersOf(stack, intent).length, "orders of one intent").toBeLessThanOrEqual(1)
  if (outcome !== "unknown") {
    expectSettled(stack, intent, result, outcome)
    expectSameBytes(stack, intent)
    return outcome
  }
  for (const proxy of [stack.front, stack.upstream]) proxy.clear()
  stack.simulator.clearFaults()
  let settled = await intent.ask({ idempotencyKey })
  expectNoLeak(intent, settled)
  if (settled.meta.outcome === "unknown" && intent.labRefuses) {
    // A refusal says nothing of an earlier send, which Junction is given its time to list.
    await Promise.all([stack.front.quiet(), stack.upstream.quiet()])
    stack.passSettleTime(intent.userId)
    settled = await intent.ask({ idempotencyKey })
    expectNoLeak(intent, settled)
  }
  expect(settled.meta.outcome, `after ${settled.kind}`).not.toBe("unknown")
  const end = settled.meta.outcome as Settled
  expectSettled(stack, intent, settled, end)
  expectSameBytes(stack, intent)
  return end
}

/** Holds against Junction and the ledger what an order came to, once nothing is under way any more. */
export async function expectStillTrue(
  stack: ServedStack,
  intents: ReadonlyMap<Intent, Settled>,
): Promise<void> {
  await stack.rest()
  for (const [intent, settled] of intents) {
    const orders = ordersOf(stack, intent)
    const rows = stack.rowsOf(intent.userId)
    expect(orders.length, `orders of ${intent.words} in the end`).toBe(
      settled === "created" ? 1 : 0,
    )
    expect(rows.map(({ junction_order_id: id }) => id).filter(Boolean)).toEqual(
      orders.map(({ id }) => id),
    )
  }
}

/** The orders that Junction has for an intent. */
export function ordersOf({ simulator }: ServedStack, { words }: Intent) {
  return simulator.orders().filter(({ patient_details: patient }) => patient?.last_name === words)
}

function expectSettled(
  stack: ServedStack,
  intent: Intent,
  result: CreateLabOrderResult,
  settled: Settled,
): void {
  const orders = ordersOf(stack, intent)
  const rows = stack.rowsOf(intent.userId)
  if (settled === "not_created") {
    expect(orders, "orders of what was not created").toEqual([])
    // Unfinished, when nothing was sent to Junction in the end.
    const open = rows.filter(
      ({ state, indeterminate }) =>
        state !== "refused" && !(state === "unfinished" && indeterminate === 0),
    )
    expect(open, "rows that may be an order").toEqual([])
    return
  }
  expect(result.kind).toBe("created")
  if (result.kind !== "created") return
  const { id, junction_order_id } = result.order
  expect(orders.map((order) => order.id)).toEqual([junction_order_id])
  expect(rows).toMatchObject([{ state: "placed", order_id: id, junction_order_id }])
}

/** Whatever was tried, it was one key and one text; only the token may have been another one. */
function expectSameBytes({ front }: ServedStack, { words }: Intent): void {
  const sent = front.requests.map(({ bytes }) => bytes).filter((bytes) => bytes.includes(words))
  const keys = new Set(sent.map((bytes) => headerOf(bytes, "idempotency-key")))
  const texts = sent.map((bytes) => bytes.toString().replace(/^authorization: .*$/im, ""))
  expect(keys.size, "keys of one intent").toBeLessThanOrEqual(1)
  expect(new Set(texts).size, "texts of one intent").toBeLessThanOrEqual(1)
}

/** What a failure tells holds nothing of the patient, and no token. */
function expectNoLeak({ order, token }: Intent, result: CreateLabOrderResult): void {
  if (result.kind === "created") return
  const { error } = result
  const told = [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(result),
    String(error),
    error.stack,
  ].join("\n")
  const { first_name, last_name, dob, email, phone = "" } = order.patient
  const { line1, city, zip } = order.address
  for (const value of [first_name, last_name, dob, email, phone, line1, city, zip, token]) {
    expect(told).not.toContain(value)
  }
}
