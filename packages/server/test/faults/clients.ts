import { defaultSettleMs, leaseMs } from "../../src/orders/ledger.ts"
import { isEnd, send, type Asked } from "./client-requests.ts"
import { judgeAnswer, judgeClient, ordersOf } from "./invariants.ts"
import type { ClientPlan } from "./round-plan.ts"
import type { Round } from "./round.ts"
import { pause } from "./shared-time.ts"

/** As long as Junction gets to list an order after the end of a lease, and a little, in milliseconds of shared time. */
export const settledMs = leaseMs + defaultSettleMs + 5_000

/** As long as any request takes, in real milliseconds, and a client that hears nothing of it waits. */
const patienceMs = 3_000

/** Asks while things go wrong, as often as is planned; resolves to the last request. */
export async function askInTrouble(
  round: Round,
  intent: number,
  client: ClientPlan,
): Promise<Asked | undefined> {
  await pause(client.startsAfterMs)
  let last: Asked | undefined
  for (let tries = 0; tries < client.tries; tries += 1) {
    if (last !== undefined && isEnd(last)) return last
    if (tries > 0 && client.restsMs > 0) await round.lane.advance(client.restsMs)
    last = await ask(round, intent, client, tries, tries === 0 ? client.hangsUpAfterMs : undefined)
    await pause(5)
  }
  return last
}

/** Asks until it is told an end, when all is well again; who is not told one has found a violation. */
export async function askToTheEnd(
  round: Round,
  intent: number,
  client: ClientPlan,
  before: Asked | undefined,
): Promise<void> {
  let last = before
  for (let tries = 0; tries < 8 && (last === undefined || !isEnd(last)); tries += 1) {
    if (tries > 0) await round.lane.advance(settledMs)
    last = await ask(round, intent, client, tries)
  }
  round.violations.push(...judgeClient(last))
}

async function ask(
  round: Round,
  intent: number,
  { body }: ClientPlan,
  tries: number,
  hangsUpAfterMs = patienceMs,
): Promise<Asked | undefined> {
  const { lane, asked, open, note } = round
  const running = lane.running()
  const process = running[(body + tries + intent) % running.length]
  if (process === undefined) {
    await pause(20)
    return undefined
  }
  // What a process that is gone was asked, nobody works on.
  const companions = [...open.values()].filter((other) => other.process.runs)
  const ours = companions.filter((other) => other.asked.intent === intent)
  for (const other of ours) other.asked.accompanied = true
  const requestId = `${round.round}-${asked.length + 1}`
  const request: Asked = {
    requestId,
    intent,
    body,
    hadOrder: ordersOf(round.simulator, round.round, intent, body).length > 0,
    accompanied: ours.length > 0,
  }
  asked.push(request)
  open.set(requestId, { asked: request, process })
  note(`${requestId} asks for intent ${intent} with body ${body}`)
  try {
    const signal = AbortSignal.timeout(hangsUpAfterMs)
    request.answer = await send(process.url, round.round, request, signal)
  } catch (error) {
    // Nobody waits for it any more; it ends when its process says so, or ends itself.
    note(`${requestId} has no answer: ${error instanceof Error ? error.name : "failed"}`)
    return request
  }
  open.delete(requestId)
  const { status, code, junctionOrderId } = request.answer
  note(`${requestId} is answered ${status} ${code ?? junctionOrderId ?? ""}`)
  round.violations.push(...(await judgeAnswer(round, request)))
  return request
}
