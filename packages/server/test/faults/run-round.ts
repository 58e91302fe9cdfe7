import type { ClientRequest } from "./client-requests.ts"
import { sendDuringFaults, sendUntilFinal, settledMs } from "./clients.ts"
import type { Environment } from "./environment.ts"
import { armFault } from "./injected-faults.ts"
import { checkRound } from "./invariants.ts"
import type { ProcessMessage } from "./protocol.ts"
import type { RoundPlan } from "./round-plan.ts"
import type { Round } from "./round.ts"
import { pause } from "./shared-time.ts"

/**
 * Time limit of the requests in progress, in real milliseconds. More than ten times the usual time.
 */
const idleTimeoutMs = 20_000

/** The result of a round. */
export interface RoundResult {
  readonly kills: number
  readonly faults: number
  readonly orders: number
  readonly violations: readonly string[]
  /** The events of the round, one line each, without patient details and keys. */
  readonly journal: readonly string[]
  readonly requests: readonly ClientRequest[]
}

/**
 * Runs a round: clients send requests while faults are injected. Then the faults end, clients retry
 * until their responses are final, the reconciler settles the other orders, and the invariants are
 * checked.
 */
export async function runRound(
  environment: Environment,
  number: number,
  plan: RoundPlan,
): Promise<RoundResult> {
  const { junction } = environment
  const startedAt = performance.now()
  const journal: string[] = []
  junction.reset()
  const injectedBefore = junction.faultsInjected
  const round: Round = {
    round: number,
    intents: plan.intents.length,
    simulator: junction.simulator,
    ledger: environment.database.ledger,
    environment,
    requests: [],
    open: new Map(),
    violations: [],
    note: (line) => void journal.push(`${Math.round(performance.now() - startedAt)} ${line}`),
  }
  environment.onMessage = (index, message) => {
    round.note(`process ${index}: ${describe(message)}`)
    if (message.kind === "log") round.open.delete(message.entry.requestId)
  }
  await environment.begin(plan.processes)
  junction.plan(plan.orderFaults, plan.otherFaults)

  const clients = plan.intents.flatMap((intent, index) =>
    intent.map((client) => ({
      client,
      intent: index,
      last: undefined as ClientRequest | undefined,
    })),
  )
  const faults = await Promise.all(plan.injectedFaults.map((fault) => armFault(round, fault)))
  const sending = Promise.all(
    clients.map(async (each) => {
      each.last = await sendDuringFaults(round, each.intent, each.client)
    }),
  )
  const [kills] = await Promise.all([Promise.all(faults.map((inject) => inject(sending))), sending])

  await endFaults(round, plan)
  await environment.advance(plan.retriesAfterMs)
  for (const { intent, client, last } of clients) {
    if (client.retryIntervalMs !== undefined) await sendUntilFinal(round, intent, client, last)
  }
  // A clock that was ahead writes times in the future, which the reconciler skips.
  const aheadMs = plan.injectedFaults.map((fault) => (fault.kind === "clock" ? fault.aheadMs : 0))
  await environment.advance(settledMs + Math.max(0, ...aheadMs))
  const reconciler = await environment.process(0)
  round.note(`reconciled ${JSON.stringify(await reconciler.reconcile(0))}`)
  round.violations.push(...(await checkRound(round)))
  return {
    kills: kills.filter((killed) => killed).length,
    faults: junction.faultsInjected - injectedBefore + faults.length,
    orders: round.simulator.orders().length,
    violations: round.violations,
    journal,
    requests: round.requests,
  }
}

/** Ends all faults, restarts processes, and resolves when no request is in progress. */
async function endFaults(
  { environment, open, violations, note }: Round,
  plan: RoundPlan,
): Promise<void> {
  await environment.setClock(0)
  await environment.junction.settle()
  await environment.begin(plan.processes)
  const running = environment.running()
  await Promise.all(running.map((process) => process.resume()))
  await Promise.all(running.map((process) => process.rejectConnections(0)))
  // A server may still read a request that its client has aborted.
  await pause(10)
  const idle = Promise.all(running.map((process) => process.waitUntilIdle())).then(() => true)
  const ended = await Promise.race([idle, pause(idleTimeoutMs).then(() => false)])
  if (!ended) violations.push("a request does not end")
  open.clear()
  note("all faults have ended")
}

function describe(message: ProcessMessage): string {
  switch (message.kind) {
    case "log": {
      const { requestId, status, code, error, upstream } = message.entry
      return JSON.stringify({
        requestId,
        status,
        code,
        upstream,
        error: error && [error.name, error.code],
      })
    }
    case "duplicate":
      return `duplicate order ${message.junctionOrderId}`
    case "listening":
    case "stopped":
    case "done":
      return message.kind
  }
}
