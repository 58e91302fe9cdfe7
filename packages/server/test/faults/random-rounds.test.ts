import { describe, expect, test } from "vitest"
import { usePlayer } from "./round-player.ts"
import { toReplayCommand } from "./report.ts"
import { drawRound } from "./round-plan.ts"

const seed = 20_261_123
const rounds = Array.from({ length: 13 }, (_, round) => round)

describe.each(["sqlite", "postgres"] as const)("%s", (database) => {
  const play = usePlayer(database)

  test.each(rounds)("round %i of faults at random breaks no invariant", async (round) => {
    const again = toReplayCommand(seed, round, [database])
    const { violations } = await play(drawRound(seed, round, [database]), again)
    expect(violations).toEqual([])
  })
})
