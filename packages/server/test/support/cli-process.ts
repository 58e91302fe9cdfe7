import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

/** The path of the command line. */
export const cli = fileURLToPath(new URL("../../src/node/cli.ts", import.meta.url))

/** The environment of a process. */
export type Variables = Readonly<Record<string, string>>

/** A process of the command line. */
export interface CliProcess {
  /** Resolves with the exit code, or with the signal that ended the process. */
  readonly exited: Promise<number | NodeJS.Signals>
  stdout(): string
  stderr(): string
  /** Resolves when the output fulfils the condition. Rejects if the process exits first. */
  waitUntil(condition: () => boolean): Promise<void>
  signal(signal: NodeJS.Signals): void
}

/** Options for a process of the command line. */
export interface CliOptions {
  /** Maximum number of file descriptors. Default: that of the test. */
  readonly descriptors?: number
  /** Working directory. Default: that of the test. */
  readonly cwd?: string
}

/** Starts the command line with these variables, and `PATH`, as its environment. */
export function startCli(
  parameters: readonly string[],
  variables: Variables,
  { descriptors, cwd }: CliOptions = {},
): CliProcess {
  const env = { PATH: process.env["PATH"], ...variables }
  const command = [process.execPath, cli, ...parameters]
  const limited = ["sh", "-c", `ulimit -n ${descriptors} && exec "$0" "$@"`, ...command]
  const [file = "", ...args] = descriptors === undefined ? command : limited
  const child = spawn(file, args, { env, cwd })
  onTestFinished(() => void child.kill("SIGKILL"))
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text))
  }
  const exited = once(child, "close").then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
  )
  return {
    exited,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    waitUntil: (condition) =>
      new Promise((resolve, reject) => {
        const check = () => condition() && resolve()
        child.stdout.on("data", check)
        child.once("close", () => reject(new Error(`The process exited: ${output.stderr}`)))
        check()
      }),
    signal: (signal) => void child.kill(signal),
  }
}

/** Runs a command and returns its exit code and output. */
export async function runCli(
  parameters: readonly string[],
  variables: Variables,
  options?: CliOptions,
) {
  const command = startCli(parameters, variables, options)
  return { code: await command.exited, stdout: command.stdout(), stderr: command.stderr() }
}

/** A process of `serve`. */
export interface ServerProcess extends CliProcess {
  readonly url: string
  readonly operationsUrl: string
  /** Returns the log lines of an event. */
  logged(event: string): readonly Record<string, unknown>[]
}

/** Starts `serve` on free ports. Rejects if the process exits before it listens. */
export async function startServer(
  variables: Variables,
  options?: CliOptions,
): Promise<ServerProcess> {
  const environment = { HOST: "127.0.0.1", PORT: "0", ...variables }
  const server = startCli(["serve"], environment, options)
  const logged = (event: string) =>
    server
      .stdout()
      .split("\n")
      .filter((line) => line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((entry) => entry["event"] === event)
  await server.waitUntil(() => logged("listening").length > 0)
  const [{ url, operationsUrl } = {}] = logged("listening")
  return { ...server, url: String(url), operationsUrl: String(operationsUrl), logged }
}
