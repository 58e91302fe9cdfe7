import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { parseEnv } from "node:util"
import { onTestFinished } from "vitest"

const cli = fileURLToPath(new URL("../../src/node/cli.ts", import.meta.url))

/** Creates a folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function start(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env["PATH"], ...environment },
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  return child
}

/** Runs the command until it exits. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const child = start(args, environment)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

/** Starts the command on free ports, and waits until it has printed the environment variables. */
export async function startCommand(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const child = start(["--port", "0", "--issuer-port", "0", ...args], environment)
  let output = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk))
  const failed = text(child.stderr).then((message) => Promise.reject(new Error(message)))
  while (!output.includes("# curl")) await Promise.race([once(child.stdout, "data"), failed])
  const variables = parseEnv(output)
  return {
    output,
    junctionUrl: variables["JUNCTION_BASE_URL"] ?? "",
    apiKey: variables["JUNCTION_API_KEY"] ?? "",
    jwksUrl: variables["AUTH_JWKS_URL"] ?? "",
    /** Sends signals, and resolves to the exit code. */
    async stop(...signals: NodeJS.Signals[]): Promise<number | null> {
      const exited = once(child, "exit") as Promise<[number | null]>
      for (const signal of signals) child.kill(signal)
      return (await exited)[0]
    },
  }
}
