import type { OrderLedger } from "../../src/index.ts"
import type { JunctionSimulator, SimulatedOrder } from "@loop-health/integrations-simulator"
import { isFinal, lastNameOf, tokenOf, type ClientRequest } from "./client-requests.ts"

/** The data against which the invariants of a round are checked. */
export interface Evidence {
  readonly round: number
  readonly intents: number
  readonly requests: readonly ClientRequest[]
  readonly simulator: JunctionSimulator
  readonly ledger: OrderLedger
}

/** Returns the orders at Junction for an intent, or for one of its bodies. */
export function ordersOf(
  simulator: JunctionSimulator,
  round: number,
  intent: number,
  body?: number,
): readonly SimulatedOrder[] {
  const wanted =
    body === undefined ? lastNameOf(round, intent, 0).slice(0, -1) : lastNameOf(round, intent, body)
  return simulator
    .orders()
    .filter(({ patient_details }) => patient_details?.last_name?.startsWith(wanted) === true)
}

/** Codes that promise the caller that no order exists. */
const nothingPlaced = new Set<unknown>([
  "patient_rejected",
  "junction_rejected",
  "auth_unavailable",
])

/** Checks a response as soon as it has arrived, and returns its violations. */
export async function checkResponse(
  evidence: Evidence,
  { intent, body, response, hadOrder, concurrent }: ClientRequest,
): Promise<readonly string[]> {
  const { round, simulator, ledger } = evidence
  if (response === undefined) return []
  const { status, code, id, junctionOrderId } = response
  if (status === 201) {
    const orders = ordersOf(simulator, round, intent, body)
    if (!orders.some((order) => order.id === junctionOrderId)) {
      return [
        `a 201 names the order ${junctionOrderId}, which Junction does not have for this body`,
      ]
    }
    // A faulty database cannot be queried. `checkRound` queries it again.
    const row = await ledger.find("any", id ?? "").catch(() => null)
    return row === null || row?.placed?.junctionOrderId === junctionOrderId
      ? []
      : ["a 201 was sent before its row was committed"]
  }
  if (status !== 400 && status !== 502) return [`a response has the status ${status}`]
  if (nothingPlaced.has(code)) {
    const order = ordersOf(simulator, round, intent, body).length > 0
    // A request need not know what a concurrent one did.
    const knew = hadOrder || (order && !concurrent)
    return knew ? [`${code} was sent for an order that Junction has`] : []
  }
  if (code === "idempotency_key_reused") {
    const others = evidence.requests.some((other) => other.intent === intent && other.body !== body)
    return others ? [] : ["a key with one body was rejected as reused"]
  }
  return status === 400 ? [`a valid order was rejected: ${code}`] : []
}

/** Checks a round in which no request is in progress, and returns its violations. */
export async function checkRound(evidence: Evidence): Promise<readonly string[]> {
  const { round, intents, requests, simulator, ledger } = evidence
  const violations: string[] = []
  for (let intent = 0; intent < intents; intent += 1) {
    const orders = ordersOf(simulator, round, intent)
    if (orders.length > 1) violations.push(`intent ${intent} has ${orders.length} orders`)
    for (const { id, passthrough } of orders) {
      const row = await ledger.find("any", passthrough ?? "")
      if (row?.placed?.junctionOrderId !== id) {
        violations.push(
          `the order ${id} of intent ${intent} has no row that is placed: ${row?.state ?? "none"}`,
        )
      }
    }
  }
  for (const { response, intent } of requests) {
    if (response?.status !== 201) continue
    const row = await ledger.find("any", response.id ?? "")
    if (row?.placed?.junctionOrderId !== response.junctionOrderId) {
      violations.push(`a 201 of intent ${intent} has no committed row`)
    }
  }
  const users = new Set(
    Array.from({ length: intents }, (_, intent) => tokenOf(round, intent).split(".")[1]),
  )
  const open = await ledger.unfinished({ limit: 10_000 })
  for (const { userId, state, reconciledAt } of open) {
    if (users.has(userId) && reconciledAt === undefined) {
      violations.push(`a row of ${userId} was left ${state}, and not reconciled`)
    }
  }
  return violations
}

/** Checks that a client has a final response, and returns its violations. */
export function checkClient(last: ClientRequest | undefined): readonly string[] {
  if (last !== undefined && isFinal(last)) return []
  const { status, code } = last?.response ?? {}
  return [`a client has no final response; last: ${status ?? "none"} ${code ?? ""}`]
}
