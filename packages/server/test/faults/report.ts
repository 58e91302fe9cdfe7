import type { RoundPlan } from "./round-plan.ts"
import type { RoundResult } from "./run-round.ts"

/** Returns the command that runs exactly this round again. */
export function toReplayCommand(seed: number, round: number, databases: readonly string[]): string {
  return `npm run test:faults -- --seed ${seed} --databases ${databases.join(",")} --only ${round}`
}

/** Returns a round's violations, its plan, and its journal as text. */
export function toReport(plan: RoundPlan, result: RoundResult, replayCommand: string): string {
  const { violations, journal } = result
  return [
    ...(violations.length === 0 ? ["no invariant is violated"] : violations),
    `plan: ${JSON.stringify(plan)}`,
    ...journal.map((line) => `  ${line}`),
    ...(replayCommand === "" ? [] : [`replay: ${replayCommand}`]),
  ].join("\n")
}
