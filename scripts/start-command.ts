import { spawn } from "node:child_process"
import { once } from "node:events"

/** A command that runs until it is stopped. */
export interface Running extends AsyncDisposable {
  readonly pid: number
  /** Standard output up to the match of `ready`. */
  readonly output: string
  /** The match of `ready`. */
  readonly match: RegExpExecArray
  /** Resolves with the exit code, or with null after a signal. */
  readonly exited: Promise<number | null>
  /** Sends SIGTERM, and returns the exit code. */
  stop(this: void): Promise<number | null>
}

/** Options for `startCommand`. */
export interface StartOptions {
  readonly cwd?: string
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Starts a command, and waits until its output matches `ready`.
 *
 * @throws Error with the output if the command exits first.
 */
export async function startCommand(
  command: string,
  args: readonly string[],
  ready: RegExp,
  { cwd = process.cwd(), env = {} }: StartOptions = {},
): Promise<Running> {
  const shell = process.platform === "win32"
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, shell })
  const kill = () => child.kill()
  process.once("exit", kill)
  const exited = once(child, "close")
    .then(([code]) => code as number | null)
    .finally(() => process.off("exit", kill))
  let stdout = ""
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
  const matched = new Promise<RegExpExecArray>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString()
        const match = ready.exec(output)
        if (match !== null) resolve(match)
      })
    }
  })
  const early = exited.then((code) => {
    throw new Error(`${command} exited with ${code}.\n${output}`)
  })
  early.catch(() => undefined)
  const match = await Promise.race([matched, early])
  const stop = () => {
    child.kill("SIGTERM")
    return exited
  }
  return {
    pid: child.pid ?? 0,
    output: stdout,
    match,
    exited,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}
