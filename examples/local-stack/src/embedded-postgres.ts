import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** A PostgreSQL that runs. */
export interface EmbeddedPostgres {
  readonly url: string
  /** Resolves when it has ended. */
  stop(this: void): Promise<void>
}

/** What the process of the PostgreSQL tells, once. */
export type Told = { readonly url: string } | { readonly fault: string }

/**
 * Starts the PostgreSQL that npm installed, with its state in the folder. It runs below a process of its own: a Ctrl-C,
 * which every process of a terminal gets, must not end the database before the service has let go of it, and it has to
 * end even when this process is killed. Rejects with what PostgreSQL said when it does not start.
 */
export async function startEmbeddedPostgres(dataFolder: string): Promise<EmbeddedPostgres> {
  const program = fileURLToPath(new URL("./postgres-process.ts", import.meta.url))
  const child = fork(program, [dataFolder], {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const ended = once(child, "exit")
  const told = once(child, "message").then(([message]) => message as Told)
  const result = await Promise.race([
    told,
    ended.then((): Told => ({ fault: "its process has ended" })),
  ])
  if ("fault" in result) throw new Error(`PostgreSQL did not start: ${result.fault}`)
  return {
    url: result.url,
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
