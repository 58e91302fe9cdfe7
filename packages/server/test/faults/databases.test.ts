import { describe, expect, test } from "vitest"
import { aClient, usePlayer } from "./round-player.ts"
import type { Trouble } from "./faulty-databases.ts"

const databases = [
  ["sqlite", ["full", "read-only", "locked"]],
  ["postgres", ["full", "read-only", "locked", "killed"]],
] as const

/** What clients are told for certain. */
const told: Record<Trouble, readonly string[]> = {
  full: ["store_unavailable"],
  "read-only": ["store_unavailable"],
  locked: [],
  killed: [],
}

describe.each(databases)("%s", (database, troubles) => {
  const play = usePlayer(database)

  test.each<Trouble>(troubles)(
    "a database that is %s in mid-order loses no order",
    async (trouble) => {
      const codes = new Set<string | undefined>()
      // On a busy machine the trouble may be over before anybody has asked: then it comes again.
      do {
        const { asked, orders } = await play({
          processes: 2,
          orderFaults: Array.from({ length: 8 }, () => ({ name: "delay", ms: 40 }) as const),
          blows: [{ kind: "database", trouble, afterMs: 20, forMs: 400 }],
          // Some ask before, some meanwhile; so many that a page of the file is filled.
          intents: Array.from({ length: 12 }, (_, intent) => [
            aClient({ startsAfterMs: intent * 10, tries: 2 }),
          ]),
        })
        for (const { answer } of asked) codes.add(answer?.code)
        expect(orders).toBe(12)
      } while (!told[trouble].every((code) => codes.has(code)))
    },
  )
})
