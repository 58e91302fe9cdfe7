import { describe, expect, test } from "vitest"
import { useRounds } from "./use-rounds.ts"
import { toReplayCommand } from "./report.ts"
import { drawRound } from "./round-plan.ts"

const seed = 20_261_123
const rounds = Array.from({ length: 13 }, (_, round) => round)

describe.each(["sqlite", "postgres"] as const)("%s", (database) => {
  const runRound = useRounds(database)

  test.each(rounds)("round %i of random faults violates no invariant", async (round) => {
    const replayCommand = toReplayCommand(seed, round, [database])
    const { violations } = await runRound(drawRound(seed, round, [database]), replayCommand)
    expect(violations).toEqual([])
  })
})
