import { createChecklist, type Checklist } from "../checklist.ts"

/** A part of the checks, with the programs that it needs. */
export interface Part {
  readonly name: string
  /**
   * Returns each missing program with the package that contains it, such as `promtool (apt-get
   * install prometheus)`.
   */
  readonly findMissing: () => readonly string[] | Promise<readonly string[]>
  readonly run: (tools: PartTools) => Promise<void>
}

/** Functions with which a part runs and reports its checks. */
export interface PartTools {
  readonly check: Checklist["check"]
  /** Prints a measured value or a version. */
  readonly note: (text: string) => void
}

/** Options for `runParts`. */
export interface PartOptions {
  /** Whether a part fails if a program is missing. Default: false, which skips the part. */
  readonly noSkip?: boolean
  /** Prints a line. Default: `console.log`. */
  readonly print?: (line: string) => void
}

/** Runs each part, and prints a verdict with counts as the last line. Returns the exit code. */
export async function runParts(
  parts: readonly Part[],
  { noSkip = false, print = console.log }: PartOptions = {},
): Promise<number> {
  const startedAt = Date.now()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const part of parts) {
    const missing = await part.findMissing()
    if (missing.length === 0) {
      counts[await runPart(part, print)] += 1
      continue
    }
    const result = noSkip ? "failed" : "skipped"
    counts[result] += 1
    print(`${result.padEnd(7)} ${part.name}: not found: ${missing.join(", ")}`)
  }
  const total = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
  print(`\nParts: ${total} (${secondsSince(startedAt)}).`)
  return counts.failed === 0 ? 0 : 1
}

async function runPart(
  { name, run }: Part,
  print: (line: string) => void,
): Promise<"passed" | "failed"> {
  const startedAt = Date.now()
  const { check, failed } = createChecklist((line) => print(`  ${line}`))
  print(`${name}:`)
  await run({ check, note: (text) => print(`          ${text}`) }).catch((error: unknown) =>
    check("the part runs to its end", () => Promise.reject(error)),
  )
  const result = failed().length === 0 ? "passed" : "failed"
  print(`${result}  ${name} (${secondsSince(startedAt)})`)
  return result
}

function secondsSince(time: number): string {
  return `${((Date.now() - time) / 1000).toFixed(1)} s`
}
