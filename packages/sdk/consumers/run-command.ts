import { spawn } from "node:child_process"

/** The result of a command. */
export interface CommandResult {
  readonly exitCode: number | null
  /** Standard output and standard error, in order. */
  readonly output: string
  /** Standard output. */
  readonly stdout: string
  /** True if the command was killed at its time limit. */
  readonly hung: boolean
}

/** Options for `runCommand`. */
export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Time limit in milliseconds. Default: 120,000. */
  readonly limitMs?: number
}

// On Windows, npm and npx are scripts, which require a shell. No argument here requires quotes.
const scripts = ["npm", "npx"]

/**
 * Runs a command until it exits, with any exit code.
 *
 * @throws Error if the command cannot be started.
 */
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
