import { describe, expect, test } from "vitest"
import { aClientPlan, useRounds } from "./use-rounds.ts"
import type { DatabaseFault } from "./faulty-databases.ts"

const databases = [
  ["sqlite", ["full", "read-only", "locked"]],
  ["postgres", ["full", "read-only", "locked", "killed"]],
] as const

/** Codes that clients certainly get. */
const certainCodes: Record<DatabaseFault, readonly string[]> = {
  full: ["store_unavailable"],
  "read-only": ["store_unavailable"],
  locked: [],
  killed: [],
}

describe.each(databases)("%s", (database, faults) => {
  const runRound = useRounds(database)

  test.each<DatabaseFault>(faults)(
    "every order is placed once if the database is %s while placing it",
    async (fault) => {
      const codes = new Set<string | undefined>()
      // On a busy machine, the fault may end before the first request. Then it is injected again.
      do {
        const { requests, orders } = await runRound({
          processes: 2,
          orderFaults: Array.from({ length: 8 }, () => ({ name: "delay", ms: 40 }) as const),
          injectedFaults: [{ kind: "database", fault, afterMs: 20, forMs: 400 }],
          // Requests before and during the fault. They fill at least one page of the file.
          intents: Array.from({ length: 12 }, (_, intent) => [
            aClientPlan({ startsAfterMs: intent * 10, tries: 2 }),
          ]),
        })
        for (const { response } of requests) codes.add(response?.code)
        expect(orders).toBe(12)
      } while (!certainCodes[fault].every((code) => codes.has(code)))
    },
  )
})
