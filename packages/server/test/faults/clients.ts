import { defaultSettleMs, leaseMs } from "../../src/orders/ledger.ts"
import { isFinal, send, type ClientRequest } from "./client-requests.ts"
import { checkClient, checkResponse, ordersOf } from "./invariants.ts"
import type { ClientPlan } from "./round-plan.ts"
import type { Round } from "./round.ts"
import { pause } from "./shared-time.ts"

/**
 * Shared time until Junction lists every order, from the start of a lease and with a margin, in
 * milliseconds.
 */
export const settledMs = leaseMs + defaultSettleMs + 5_000

/** Maximum number of retries after the faults that send a key with saved errors, and one more. */
const retriesBeforeSettling = 5

const minute = 60_000

/** Timeout of a client in real milliseconds. Longer than any request takes. */
const timeoutMs = 3_000

/** Sends a client's planned requests while faults are injected. Resolves to the last request. */
export async function sendDuringFaults(
  round: Round,
  intent: number,
  client: ClientPlan,
): Promise<ClientRequest | undefined> {
  await pause(client.startsAfterMs)
  let last: ClientRequest | undefined
  for (let tries = 0; tries < client.tries; tries += 1) {
    if (last !== undefined && isFinal(last)) return last
    if (tries > 0 && client.pausesMs > 0) await round.environment.advance(client.pausesMs)
    last = await sendOnce(
      round,
      intent,
      client,
      tries,
      tries === 0 ? client.abortsAfterMs : undefined,
    )
    await pause(5)
  }
  return last
}

/**
 * Sends requests at the client's interval after all faults, until a response is final. A client
 * without one is a violation.
 */
export async function sendUntilFinal(
  round: Round,
  intent: number,
  client: ClientPlan,
  before: ClientRequest | undefined,
): Promise<void> {
  const { retryIntervalMs = 0 } = client
  const { time, advance } = round.environment
  // A few retries until the server stops sending a key, then the settle time and the next retry.
  const deadline = time.now() + settledMs + retriesBeforeSettling * (retryIntervalMs + minute)
  let last = before
  for (let tries = 0; last === undefined || !isFinal(last); tries += 1) {
    if (tries > 0 && time.now() > deadline) break
    if (tries > 0) await advance(retryIntervalMs)
    last = await sendOnce(round, intent, client, tries)
  }
  round.violations.push(...checkClient(last))
}

async function sendOnce(
  round: Round,
  intent: number,
  { body }: ClientPlan,
  tries: number,
  abortsAfterMs = timeoutMs,
): Promise<ClientRequest | undefined> {
  const { environment, requests, open, note } = round
  const running = environment.running()
  const process = running[(body + tries + intent) % running.length]
  if (process === undefined) {
    await pause(20)
    return undefined
  }
  // The requests of a process that has exited are no longer in progress.
  const others = [...open.values()].filter((other) => other.process.runs)
  const ours = others.filter((other) => other.request.intent === intent)
  for (const other of ours) other.request.concurrent = true
  const requestId = `${round.round}-${requests.length + 1}`
  const request: ClientRequest = {
    requestId,
    intent,
    body,
    hadOrder: ordersOf(round.simulator, round.round, intent, body).length > 0,
    concurrent: ours.length > 0,
  }
  requests.push(request)
  open.set(requestId, { request, process })
  note(`${requestId} is sent for intent ${intent} with body ${body}`)
  try {
    const signal = AbortSignal.timeout(abortsAfterMs)
    request.response = await send(process.url, round.round, request, signal)
  } catch (error) {
    // The request stays open until its process logs its end, or exits.
    note(`${requestId} has no response: ${error instanceof Error ? error.name : "failed"}`)
    return request
  }
  open.delete(requestId)
  const { status, code, junctionOrderId } = request.response
  note(`${requestId} has the response ${status} ${code ?? junctionOrderId ?? ""}`)
  round.violations.push(...(await checkResponse(round, request)))
  return request
}
