import type { RoundResult } from "./play-round.ts"
import type { RoundPlan } from "./round-plan.ts"

/** Tells how to play exactly this round again. */
export function toReplayCommand(seed: number, round: number, databases: readonly string[]): string {
  return `npm run test:faults -- --seed ${seed} --databases ${databases.join(",")} --only ${round}`
}

/** Tells what was broken in a round, what was planned, and what happened at which millisecond. */
export function toReport(plan: RoundPlan, result: RoundResult, again: string): string {
  const { violations, journal } = result
  return [
    ...(violations.length === 0 ? ["no invariant is broken"] : violations),
    `plan: ${JSON.stringify(plan)}`,
    ...journal.map((line) => `  ${line}`),
    ...(again === "" ? [] : [`again: ${again}`]),
  ].join("\n")
}
