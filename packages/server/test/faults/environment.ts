import type { PostgresServer } from "../support/postgres-server.ts"
import { createPostgres, createSqlite, type FaultyDatabase } from "./faulty-databases.ts"
import { startJunction, type JunctionUpstream } from "./junction-upstream.ts"
import type { Told } from "./protocol.ts"
import { startProcess, type ServingProcess } from "./server-process.ts"
import { createSharedTime, pause, type SharedTime } from "./shared-time.ts"

/** Where rounds are played one after the other: a database, a Junction, and processes that live on between rounds. */
export interface Lane {
  readonly time: SharedTime
  readonly junction: JunctionUpstream
  readonly database: FaultyDatabase
  /** Starts those of the round's processes that do not run. */
  begin(processes: number): Promise<void>
  /** A process of the lane, started if it does not run. */
  process(index: number): Promise<ServingProcess>
  /** Those of the round's processes that run. */
  running(): readonly ServingProcess[]
  /** Lets shared time pass at once, in every clock that goes right. */
  advance(milliseconds: number): Promise<void>
  /** Puts the processes' machine's clock so much ahead, the database's with it. */
  setClock(aheadMs: number): Promise<void>
  /** Hears what the processes tell. */
  onTold: (index: number, told: Told) => void
  /** Ends everything. */
  close(): Promise<void>
}

/** Makes a lane on SQLite, or on a PostgreSQL server. */
export async function createLane(server?: PostgresServer): Promise<Lane> {
  const time = createSharedTime()
  const junction = await startJunction(() => time.now())
  const database = await (server === undefined ? createSqlite(time) : createPostgres(server, time))
  const processes: (Promise<ServingProcess> | undefined)[] = []
  const started: ServingProcess[] = []
  let inRound = 0
  let ahead = 0

  const start = async (index: number): Promise<ServingProcess> => {
    const { url: junctionUrl, refusingUrl } = junction
    for (let tries = 0; ; tries += 1) {
      try {
        const process = await startProcess({
          time,
          ledgerUrl: database.url,
          junctionUrl,
          refusingUrl,
          onTold: (told) => lane.onTold(index, told),
        })
        started[index] = process
        await process.set({ wallOffset: time.offset + ahead })
        return process
      } catch (error) {
        // A database in trouble keeps a process from starting; whoever runs it starts it again.
        if (tries === 20) throw error
        await pause(100)
      }
    }
  }

  const setClocks = async () => {
    const wallOffset = time.offset + ahead
    await Promise.all([
      database.setClock(ahead),
      ...started.map((process) => process.set({ wallOffset })),
    ])
  }

  const lane: Lane = {
    time,
    junction,
    database,
    async begin(count) {
      inRound = count
      await Promise.all(Array.from({ length: count }, (_, index) => lane.process(index)))
    },
    async process(index) {
      const current = await processes[index]?.catch(() => undefined)
      if (current?.runs === true) return current
      const next = start(index)
      processes[index] = next
      return next
    },
    running: () => started.slice(0, inRound).filter((process) => process?.runs),
    async advance(milliseconds) {
      time.advance(milliseconds)
      await setClocks()
    },
    async setClock(aheadMs) {
      ahead = aheadMs
      await setClocks()
    },
    onTold: () => undefined,
    async close() {
      await Promise.allSettled(processes.map(async (process) => process))
      await Promise.all(started.map((process) => process.kill()))
      await junction.close()
      await database.close()
    },
  }
  await lane.setClock(0)
  return lane
}
