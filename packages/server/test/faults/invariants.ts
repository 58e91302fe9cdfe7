import type { OrderLedger } from "../../src/index.ts"
import type { JunctionSimulator, SimulatedOrder } from "@loop-health/integrations-simulator"
import { isEnd, tagOf, tokenOf, type Asked } from "./client-requests.ts"

/** What is known of a round, for its judgement. */
export interface Evidence {
  readonly round: number
  readonly intents: number
  readonly asked: readonly Asked[]
  readonly simulator: JunctionSimulator
  readonly ledger: OrderLedger
}

/** The orders at Junction for an intent, whatever their body; for one body when it is told. */
export function ordersOf(
  simulator: JunctionSimulator,
  round: number,
  intent: number,
  body?: number,
): readonly SimulatedOrder[] {
  const wanted =
    body === undefined ? tagOf(round, intent, 0).slice(0, -1) : tagOf(round, intent, body)
  return simulator
    .orders()
    .filter(({ patient_details }) => patient_details?.last_name?.startsWith(wanted) === true)
}

/** Codes that tell the caller: there is no order. */
const nothingPlaced = new Set<unknown>([
  "patient_rejected",
  "junction_rejected",
  "auth_unavailable",
])

/** Judges an answer at the moment at which it is given; what it finds false. */
export async function judgeAnswer(evidence: Evidence, asked: Asked): Promise<readonly string[]> {
  const { round, simulator, ledger } = evidence
  const { intent, body, answer, hadOrder, accompanied } = asked
  if (answer === undefined) return []
  const { status, code, id, junctionOrderId } = answer
  if (status === 201) {
    const orders = ordersOf(simulator, round, intent, body)
    if (!orders.some((order) => order.id === junctionOrderId)) {
      return [
        `a 201 names the order ${junctionOrderId}, which Junction does not have for this body`,
      ]
    }
    // A database in trouble cannot be asked; at the end it is.
    const row = await ledger.find("any", id ?? "").catch(() => null)
    return row === null || row?.placed?.junctionOrderId === junctionOrderId
      ? []
      : ["a 201 was said before its row was committed"]
  }
  if (status !== 400 && status !== 502) return [`an answer has the status ${status}`]
  if (nothingPlaced.has(code)) {
    const order = ordersOf(simulator, round, intent, body).length > 0
    // What another request did at the same time, this one need not know.
    const knew = hadOrder || (order && !accompanied)
    return knew ? [`${code} was said of an order that Junction has`] : []
  }
  if (code === "idempotency_key_reused") {
    const others = evidence.asked.some((other) => other.intent === intent && other.body !== body)
    return others ? [] : ["a key was called reused that had one body"]
  }
  return status === 400 ? [`a good order was refused: ${code}`] : []
}

/** Judges a round that has come to rest; what it finds broken. */
export async function judgeRound(evidence: Evidence): Promise<readonly string[]> {
  const { round, intents, asked, simulator, ledger } = evidence
  const broken: string[] = []
  for (let intent = 0; intent < intents; intent += 1) {
    const orders = ordersOf(simulator, round, intent)
    if (orders.length > 1) broken.push(`intent ${intent} has ${orders.length} orders`)
    for (const { id, passthrough } of orders) {
      const row = await ledger.find("any", passthrough ?? "")
      if (row?.placed?.junctionOrderId !== id) {
        broken.push(`the order ${id} of intent ${intent} stands in no row: ${row?.state ?? "none"}`)
      }
    }
  }
  for (const { answer, intent } of asked) {
    if (answer?.status !== 201) continue
    const row = await ledger.find("any", answer.id ?? "")
    if (row?.placed?.junctionOrderId !== answer.junctionOrderId) {
      broken.push(`a 201 of intent ${intent} has no committed row`)
    }
  }
  const users = new Set(
    Array.from({ length: intents }, (_, intent) => tokenOf(round, intent).split(".")[1]),
  )
  const open = await ledger.unfinished({ limit: 10_000 })
  for (const { userId, state, reconciledAt } of open) {
    if (users.has(userId) && reconciledAt === undefined) {
      broken.push(`a row of ${userId} was left ${state}, and no reconciliation has settled it`)
    }
  }
  return broken
}

/** What is left open of the clients that came back. */
export function judgeClient(last: Asked | undefined): readonly string[] {
  if (last !== undefined && isEnd(last)) return []
  const { status, code } = last?.answer ?? {}
  return [`a client was never told an end; last: ${status ?? "no answer"} ${code ?? ""}`]
}
