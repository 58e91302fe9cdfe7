import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** A running PostgreSQL server. */
export interface EmbeddedPostgres {
  readonly url: string
  /** Stops the server, and resolves when it has exited. */
  stop(this: void): Promise<void>
}

/** The only message of the PostgreSQL process. */
export type StartResult = { readonly url: string } | { readonly error: string }

/**
 * Starts the PostgreSQL server that npm installed, with its state in a folder. Rejects with
 * PostgreSQL's output if the server does not start.
 *
 * A detached process runs the server, because Ctrl-C reaches every process of a terminal and must
 * not stop the database before the service. The server also stops if this process is killed.
 */
export async function startEmbeddedPostgres(dataFolder: string): Promise<EmbeddedPostgres> {
  const program = fileURLToPath(new URL("./postgres-process.ts", import.meta.url))
  const child = fork(program, [dataFolder], {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const exited = once(child, "exit")
  const result = await Promise.race([
    once(child, "message").then(([message]) => message as StartResult),
    exited.then((): StartResult => ({ error: "The process has exited." })),
  ])
  if ("error" in result) throw new Error(`PostgreSQL did not start in DATA_DIR: ${result.error}`)
  return {
    url: result.url,
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
