import type { Asked } from "./client-requests.ts"
import { arm } from "./injected-faults.ts"
import { askInTrouble, askToTheEnd, settledMs } from "./clients.ts"
import { judgeRound } from "./invariants.ts"
import type { Lane } from "./environment.ts"
import type { Told } from "./protocol.ts"
import type { RoundPlan } from "./round-plan.ts"
import type { Round } from "./round.ts"
import { pause } from "./shared-time.ts"

/** By then every request has ended, in real milliseconds: more than ten times what it may take. */
const restMs = 20_000

/** What came of a round. */
export interface RoundResult {
  readonly kills: number
  readonly faults: number
  readonly orders: number
  readonly violations: readonly string[]
  /** What happened, a line each; no patient and no key is in it. */
  readonly journal: readonly string[]
  readonly asked: readonly Asked[]
}

/**
 * Plays a round: clients ask while things go wrong; then everything is well again, those who come back ask until they
 * are told an end, the reconciler sees to the others, and the round is judged.
 */
export async function playRound(lane: Lane, number: number, plan: RoundPlan): Promise<RoundResult> {
  const { junction } = lane
  const began = performance.now()
  const journal: string[] = []
  junction.reset()
  const struckBefore = junction.struck
  const round: Round = {
    round: number,
    intents: plan.intents.length,
    simulator: junction.simulator,
    ledger: lane.database.ledger,
    lane,
    asked: [],
    open: new Map(),
    violations: [],
    note: (line) => void journal.push(`${Math.round(performance.now() - began)} ${line}`),
  }
  lane.onTold = (index, told) => {
    round.note(`process ${index}: ${inWords(told)}`)
    if (told.kind === "log") round.open.delete(told.entry.requestId)
  }
  await lane.begin(plan.processes)
  junction.plan(plan.orderFaults, plan.otherFaults)

  const clients = plan.intents.flatMap((intent, index) =>
    intent.map((client) => ({ client, intent: index, last: undefined as Asked | undefined })),
  )
  const blows = await Promise.all(plan.blows.map((blow) => arm(round, blow)))
  const asking = Promise.all(
    clients.map(async (each) => {
      each.last = await askInTrouble(round, each.intent, each.client)
    }),
  )
  const [kills] = await Promise.all([Promise.all(blows.map((fall) => fall(asking))), asking])

  await beWellAgain(round, plan)
  await lane.advance(plan.backAfterMs)
  const returning = clients.filter(({ client }) => client.comesBack)
  for (const { intent, client, last } of returning) await askToTheEnd(round, intent, client, last)
  // A row that was written by a clock ahead of the time is new until the time has come.
  const aheadMs = plan.blows.map((blow) => (blow.kind === "clock" ? blow.aheadMs : 0))
  await lane.advance(settledMs + Math.max(0, ...aheadMs))
  const reconciler = await lane.process(0)
  round.note(`reconciled ${JSON.stringify(await reconciler.reconcile(0))}`)
  round.violations.push(...(await judgeRound(round)))
  return {
    kills: kills.filter((killed) => killed).length,
    faults: junction.struck - struckBefore + blows.length,
    orders: round.simulator.orders().length,
    violations: round.violations,
    journal,
    asked: round.asked,
  }
}

/** Ends all that goes wrong, starts what was ended, and resolves when no request is worked on any more. */
async function beWellAgain(
  { lane, open, violations, note }: Round,
  plan: RoundPlan,
): Promise<void> {
  await lane.setClock(0)
  await lane.junction.settle()
  await lane.begin(plan.processes)
  await Promise.all(lane.running().map((process) => process.goOn()))
  await Promise.all(lane.running().map((process) => process.refuse(0)))
  // What a client wrote before it hung up is read within a moment, if at all.
  await pause(10)
  const resting = Promise.all(lane.running().map((process) => process.rest())).then(() => true)
  const rested = await Promise.race([resting, pause(restMs).then(() => false)])
  if (!rested) violations.push("a request does not end")
  open.clear()
  note("all is well again")
}

function inWords(told: Told): string {
  switch (told.kind) {
    case "log": {
      const { requestId, status, code, error: fault, upstream } = told.entry
      return JSON.stringify({
        requestId,
        status,
        code,
        upstream,
        fault: fault && [fault.name, fault.code],
      })
    }
    case "duplicate":
      return `duplicate order ${told.junctionOrderId}`
    case "listening":
    case "stopped":
    case "done":
      return told.kind
  }
}
