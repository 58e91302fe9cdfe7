import { spawn } from "node:child_process"

/** What a command that has ended left behind. */
export interface CommandResult {
  readonly exitCode: number | null
  /** Both outputs in the order in which they came. */
  readonly output: string
  /** The standard output alone. */
  readonly stdout: string
  /** True when it was killed because it did not end by itself. */
  readonly hung: boolean
}

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** How long it may take before it is killed, in milliseconds; 120,000 when absent. */
  readonly limitMs?: number
}

// npm and npx are scripts on Windows, and start in a shell only; no parameter of ours needs quoting there.
const scripts = ["npm", "npx"]

/** Runs a command to its end. An exit code other than 0 is for the caller to judge. @throws when it cannot be started */
export function runCommand(
  command: string,
  parameters: readonly string[],
  { cwd, env = {}, limitMs = 120_000 }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(command, parameters, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, DO_NOT_TRACK: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32" && scripts.includes(command),
  })
  let output = ""
  let stdout = ""
  let hung = false
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString()
    stdout += chunk.toString()
  })
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
  const guard = setTimeout(() => {
    hung = true
    child.kill("SIGKILL")
  }, limitMs)
  return new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (exitCode) => resolve({ exitCode, output, stdout, hung }))
  }).finally(() => clearTimeout(guard))
}
