import { spawn } from "node:child_process"
import { once } from "node:events"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** A process that serves. */
export interface ServingProcess {
  readonly url: string
  /** Resolves with the exit status, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  signal(signal: NodeJS.Signals): void
  /** Ends it, whatever it is at, and resolves when it is gone. */
  kill(this: void): Promise<void>
}

const door = createRequire(import.meta.url).resolve("@loop-health/integrations-server/node")
const cli = join(dirname(door), "cli.js")

/** Starts the built `serve` with these variables and nothing else, on a free port. Rejects with what it said when it ends. */
export async function startServingProcess(
  variables: Readonly<Record<string, string>>,
): Promise<ServingProcess> {
  const child = spawn(process.execPath, [cli, "serve"], {
    env: { HOST: "127.0.0.1", PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const ended = once(child, "close").then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
  )
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const listening = new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      const url = /"event":"listening".*?"url":"([^"]+)"/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
  const endedFirst = ended.then((code) => {
    throw new Error(`serve ended with ${code}: ${said}`)
  })
  endedFirst.catch(() => {})
  return {
    url: await Promise.race([listening, endedFirst]),
    ended,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill("SIGKILL")
      await ended
    },
  }
}
