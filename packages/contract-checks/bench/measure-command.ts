import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

/** A program of Node with its arguments. */
export interface Command {
  /** The module that Node runs, or the path of a script that starts Node. */
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
  /** The expected exit code. Default: 0. */
  readonly exitCode?: number
}

/** The cost of one run of a command, with the Node processes that it starts. */
export interface Cost {
  readonly seconds: number
  /** CPU time of all processes, in seconds. */
  readonly cpu: number
  /** Largest resident memory of one process, in megabytes. */
  readonly memory: number
  /** Standard output. */
  readonly output: string
}

const hook = pathToFileURL(join(import.meta.dirname, "report-usage.mjs")).href

/** Runs a command and returns its cost. Throws an Error if it exits with another code. */
export async function measureCommand({
  program,
  args,
  folder,
  environment = {},
  exitCode: expected = 0,
}: Command): Promise<Cost> {
  const usageFolder = mkdtempSync(join(tmpdir(), "usage-"))
  try {
    const command = /\.[cm]?[jt]s$/.test(program) ? [process.execPath, program] : [program]
    const [file = "", ...before] = command
    const startedAt = performance.now()
    const child = spawn(file, [...before, ...args], {
      cwd: folder,
      env: {
        ...process.env,
        ...environment,
        NODE_OPTIONS: `--import=${hook}`,
        USAGE_FOLDER: usageFolder,
        DO_NOT_TRACK: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const chunks: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk))
    const [exitCode] = (await once(child, "close")) as [number | null]
    const seconds = (performance.now() - startedAt) / 1_000
    const output = Buffer.concat(chunks).toString()
    if (exitCode !== expected) {
      const tail = `${output}\n${Buffer.concat(errors).toString()}`.slice(-2_000)
      throw new Error(`${program} ${args.join(" ")} exited with ${exitCode}.\n${tail}`)
    }
    return { seconds, ...readUsage(usageFolder), output }
  } finally {
    rmSync(usageFolder, { recursive: true, force: true })
  }
}

function readUsage(folder: string): Pick<Cost, "cpu" | "memory"> {
  const usages = readdirSync(folder).map(
    (file) =>
      JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        readonly cpu: number
        readonly memory: number
      },
  )
  const cpu = usages.reduce((sum, usage) => sum + usage.cpu, 0) / 1_000_000
  return { cpu, memory: Math.max(...usages.map(({ memory }) => memory)) / 1_000 }
}
