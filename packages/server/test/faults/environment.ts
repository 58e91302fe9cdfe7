import type { PostgresServer } from "../support/postgres-server.ts"
import { createPostgres, createSqlite, type FaultyDatabase } from "./faulty-databases.ts"
import { startJunction, type JunctionUpstream } from "./junction-upstream.ts"
import type { ProcessMessage } from "./protocol.ts"
import { startProcess, type ControlledProcess } from "./controlled-process.ts"
import { createSharedTime, pause, type SharedTime } from "./shared-time.ts"

/** A database, Junction, and server processes, in which rounds run one after the other. */
export interface Environment {
  readonly time: SharedTime
  readonly junction: JunctionUpstream
  readonly database: FaultyDatabase
  /** Starts the round's processes that are not running. */
  begin(processes: number): Promise<void>
  /** Returns a process, and starts it if it is not running. */
  process(index: number): Promise<ControlledProcess>
  /** Returns the round's processes that are running. */
  running(): readonly ControlledProcess[]
  /** Advances the shared time, and every clock with it. */
  advance(milliseconds: number): Promise<void>
  /** Sets the clocks of the processes and the database ahead of the shared time. */
  setClock(aheadMs: number): Promise<void>
  /** Called for every message of a process. */
  onMessage: (index: number, message: ProcessMessage) => void
  /** Stops everything. */
  close(): Promise<void>
}

/** Creates an environment with a SQLite file, or with a schema of a PostgreSQL server. */
export async function createEnvironment(server?: PostgresServer): Promise<Environment> {
  const time = createSharedTime()
  const junction = await startJunction(() => time.now())
  const database = await (server === undefined ? createSqlite(time) : createPostgres(server, time))
  const processes: (Promise<ControlledProcess> | undefined)[] = []
  const started: ControlledProcess[] = []
  let inRound = 0
  let ahead = 0

  const start = async (index: number): Promise<ControlledProcess> => {
    const { url: junctionUrl, closedUrl } = junction
    for (let tries = 0; ; tries += 1) {
      try {
        const process = await startProcess({
          time,
          ledgerUrl: database.url,
          junctionUrl,
          closedUrl,
          onMessage: (message) => environment.onMessage(index, message),
        })
        started[index] = process
        await process.set({ wallOffset: time.offset + ahead })
        return process
      } catch (error) {
        // A process cannot start while its database is faulty. An operator would restart it.
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

  const environment: Environment = {
    time,
    junction,
    database,
    async begin(count) {
      inRound = count
      await Promise.all(Array.from({ length: count }, (_, index) => environment.process(index)))
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
    onMessage: () => undefined,
    async close() {
      await Promise.allSettled(processes.map(async (process) => process))
      await Promise.all(started.map((process) => process.kill()))
      await junction.close()
      await database.close()
    },
  }
  await environment.setClock(0)
  return environment
}
