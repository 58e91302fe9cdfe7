import { afterAll, beforeAll } from "vitest"
import type { PostgresServer } from "../support/postgres-server.ts"
import { createEnvironment, type Environment } from "./environment.ts"
import { startPostgresServer } from "./faulty-databases.ts"
import { toReport } from "./report.ts"
import type { ClientPlan, RoundPlan } from "./round-plan.ts"
import { runRound, type RoundResult } from "./run-round.ts"

/**
 * Returns the plan of a client that sends five requests without pauses and retries after the
 * faults.
 */
export function aClientPlan(about: Partial<ClientPlan> = {}): ClientPlan {
  return {
    body: 0,
    startsAfterMs: 0,
    tries: 5,
    pausesMs: 0,
    abortsAfterMs: undefined,
    retryIntervalMs: 11 * 60_000,
    ...about,
  }
}

/**
 * Creates an environment for the tests of a file, and returns a function that runs rounds in it.
 */
export function useRounds(database: RoundPlan["database"]) {
  let server: PostgresServer | undefined
  let environment: Environment
  let rounds = 0
  beforeAll(async () => {
    if (database === "postgres") server = await startPostgresServer()
    environment = await createEnvironment(server)
  })
  afterAll(async () => {
    await environment?.close()
    await server?.remove()
  })
  /**
   * Runs a round with one process and one client, unless `about` changes it. Throws if an invariant
   * is violated.
   */
  return async (about: Partial<RoundPlan> = {}, replayCommand = ""): Promise<RoundResult> => {
    const plan: RoundPlan = {
      database,
      processes: 1,
      intents: [[aClientPlan()]],
      orderFaults: [],
      otherFaults: [],
      injectedFaults: [],
      retriesAfterMs: 40_000,
      ...about,
    }
    const result = await runRound(environment, (rounds += 1), plan)
    if (result.violations.length > 0) throw new Error(toReport(plan, result, replayCommand))
    return result
  }
}
