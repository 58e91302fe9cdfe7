import { spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

const cli = fileURLToPath(new URL("../../src/node/cli.ts", import.meta.url))

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [cli, ...args], { env: { PATH: process.env["PATH"] } })
  onTestFinished(() => void child.kill("SIGKILL"))
  return child
}

/** Runs the command until it exits. */
export async function runCommand(...args: readonly string[]) {
  const child = start(args)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

/** Starts the command on a free port, and waits until it has printed its curl commands. */
export async function startCommand() {
  const child = start(["--port", "0"])
  let output = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk))
  const failed = text(child.stderr).then((message) => Promise.reject(new Error(message)))
  while (!output.includes("/__mock/next -d")) {
    await Promise.race([once(child.stdout, "data"), failed])
  }
  const [url = ""] = /http:\/\/[\d.:]+/.exec(output) ?? []
  return {
    output,
    url,
    /** Sends a control request and returns the status and the JSON of its response. */
    async control(method: string, path: string, body?: unknown) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(`${url}/__mock/${path}`, { method, ...sent })
      return { status: response.status, json: (await response.json()) as unknown }
    },
    /** Sends a signal, and resolves to the exit code. */
    async stop(signal: NodeJS.Signals): Promise<number | null> {
      const exited = once(child, "exit") as Promise<[number | null]>
      child.kill(signal)
      return (await exited)[0]
    },
  }
}
