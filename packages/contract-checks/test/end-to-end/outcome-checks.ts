import { inspect } from "node:util"
import type { CreateLabOrderResult } from "@loop-health/integrations-sdk"
import { expect } from "vitest"
import { headerOf } from "./http-message.ts"
import type { Intent } from "./intent.ts"
import type { ServedStack } from "./served-stack.ts"

/** The final outcome of an order. */
export type FinalOutcome = "created" | "not_created"

/**
 * Checks the result of a call against Junction and the ledger: a created order exists once, and one
 * that was not created does not exist. An unknown outcome is settled by a retry without faults, or,
 * if the lab declines the patient, by one after Junction's listing time. Resolves with the final
 * outcome.
 */
export async function expectOutcome(
  stack: ServedStack,
  intent: Intent,
  result: CreateLabOrderResult,
): Promise<FinalOutcome> {
  const { outcome, idempotencyKey } = result.meta
  expectNoLeak(intent, result)
  expect(ordersOf(stack, intent).length, "orders of one intent").toBeLessThanOrEqual(1)
  if (outcome !== "unknown") {
    expectState(stack, intent, result, outcome)
    expectSameBytes(stack, intent)
    return outcome
  }
  for (const proxy of [stack.front, stack.upstream]) proxy.clear()
  stack.simulator.clearFaults()
  let settled = await intent.send({ idempotencyKey })
  expectNoLeak(intent, settled)
  if (settled.meta.outcome === "unknown" && intent.labDeclines) {
    // A rejection does not settle an earlier send. Junction needs time to list its order.
    await Promise.all([stack.front.waitUntilIdle(), stack.upstream.waitUntilIdle()])
    stack.passSettleTime(intent.userId)
    settled = await intent.send({ idempotencyKey })
    expectNoLeak(intent, settled)
  }
  expect(settled.meta.outcome, `after ${settled.kind}`).not.toBe("unknown")
  const end = settled.meta.outcome as FinalOutcome
  expectState(stack, intent, settled, end)
  expectSameBytes(stack, intent)
  return end
}

/** Checks final outcomes against Junction and the ledger when no request is in progress. */
export async function expectFinalState(
  stack: ServedStack,
  intents: ReadonlyMap<Intent, FinalOutcome>,
): Promise<void> {
  await stack.drain()
  for (const [intent, settled] of intents) {
    const orders = ordersOf(stack, intent)
    const rows = stack.rowsOf(intent.userId)
    expect(orders.length, `orders of ${intent.marker} in the end`).toBe(
      settled === "created" ? 1 : 0,
    )
    expect(rows.map(({ junction_order_id: id }) => id).filter(Boolean)).toEqual(
      orders.map(({ id }) => id),
    )
  }
}

/** Returns the orders that Junction has for an intent. */
export function ordersOf({ simulator }: ServedStack, { marker }: Intent) {
  return simulator.orders().filter(({ patient_details: patient }) => patient?.last_name === marker)
}

function expectState(
  stack: ServedStack,
  intent: Intent,
  result: CreateLabOrderResult,
  settled: FinalOutcome,
): void {
  const orders = ordersOf(stack, intent)
  const rows = stack.rowsOf(intent.userId)
  if (settled === "not_created") {
    expect(orders, "orders of an intent without a created order").toEqual([])
    // A row is unfinished if nothing was sent to Junction.
    const open = rows.filter(
      ({ state, indeterminate }) =>
        state !== "rejected" && !(state === "unfinished" && indeterminate === 0),
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

/** Checks that all attempts had the same key and bytes, except for the token. */
function expectSameBytes({ front }: ServedStack, { marker }: Intent): void {
  const sent = front.requests.map(({ bytes }) => bytes).filter((bytes) => bytes.includes(marker))
  const keys = new Set(sent.map((bytes) => headerOf(bytes, "idempotency-key")))
  const texts = sent.map((bytes) => bytes.toString().replace(/^authorization: .*$/im, ""))
  expect(keys.size, "keys of one intent").toBeLessThanOrEqual(1)
  expect(new Set(texts).size, "texts of one intent").toBeLessThanOrEqual(1)
}

/** Checks that an error contains no patient details and no token. */
function expectNoLeak({ order, token }: Intent, result: CreateLabOrderResult): void {
  if (result.kind === "created") return
  const { error } = result
  const output = [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(result),
    String(error),
    error.stack,
  ].join("\n")
  const { first_name, last_name, dob, email, phone = "" } = order.patient
  const { line1, city, zip } = order.address
  for (const value of [first_name, last_name, dob, email, phone, line1, city, zip, token]) {
    expect(output).not.toContain(value)
  }
}
