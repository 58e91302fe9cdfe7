import { afterAll, beforeAll } from "vitest"
import type { PostgresServer } from "../support/postgres-server.ts"
import { startServer } from "./faulty-databases.ts"
import { createLane, type Lane } from "./environment.ts"
import { playRound, type RoundResult } from "./play-round.ts"
import { toReport } from "./report.ts"
import type { ClientPlan, RoundPlan } from "./round-plan.ts"

/** A client, but for what a test is about: asks five times, at once, and comes back. */
export function aClient(about: Partial<ClientPlan> = {}): ClientPlan {
  return {
    body: 0,
    startsAfterMs: 0,
    tries: 5,
    restsMs: 0,
    hangsUpAfterMs: undefined,
    comesBack: true,
    ...about,
  }
}

/** Plays rounds in one lane, which starts and ends with the tests of the file. */
export function usePlayer(database: RoundPlan["database"]) {
  let server: PostgresServer | undefined
  let lane: Lane
  let rounds = 0
  beforeAll(async () => {
    if (database === "postgres") server = await startServer()
    lane = await createLane(server)
  })
  afterAll(async () => {
    await lane?.close()
    await server?.remove()
  })
  /** One process and one client, but for what a test is about; throws when an invariant is broken. */
  return async (about: Partial<RoundPlan> = {}, again = ""): Promise<RoundResult> => {
    const plan: RoundPlan = {
      database,
      processes: 1,
      intents: [[aClient()]],
      orderFaults: [],
      otherFaults: [],
      blows: [],
      backAfterMs: 40_000,
      ...about,
    }
    const result = await playRound(lane, (rounds += 1), plan)
    if (result.violations.length > 0) throw new Error(toReport(plan, result, again))
    return result
  }
}
