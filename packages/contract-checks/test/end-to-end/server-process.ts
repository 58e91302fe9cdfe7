import { spawn } from "node:child_process"
import { once } from "node:events"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** A process of `serve`. */
export interface ServerProcess {
  readonly url: string
  /** Resolves with the exit code, or with the signal that ended the process. */
  readonly exited: Promise<number | NodeJS.Signals>
  signal(signal: NodeJS.Signals): void
  /** Sends SIGKILL, and resolves when the process has exited. */
  kill(this: void): Promise<void>
}

const entryPoint = createRequire(import.meta.url).resolve("@loop-health/integrations-server/node")
const cli = join(dirname(entryPoint), "cli.js")

/** Starts the built `serve` on a free port, with only these variables. Rejects if it exits. */
export async function startServerProcess(
  variables: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [cli, "serve"], {
    env: { HOST: "127.0.0.1", PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const exited = once(child, "close").then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
  )
  let output = ""
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
  const listening = new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString()
      const url = /"event":"listening".*?"url":"([^"]+)"/.exec(output)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
  const exitedFirst = exited.then((code) => {
    throw new Error(`serve exited with ${code}: ${output}`)
  })
  exitedFirst.catch(() => {})
  return {
    url: await Promise.race([listening, exitedFirst]),
    exited,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill("SIGKILL")
      await exited
    },
  }
}
