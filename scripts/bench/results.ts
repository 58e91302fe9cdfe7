// The results of the benchmarks, which the site shows.
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { join } from "node:path"

/** The median and the range of measurements. */
export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** One contender of a table. */
export interface ResultRow {
  readonly name: string
  /** Whether it is this project's. The plot highlights it. */
  readonly own: boolean
  /** One cell for each column. A number has no range. */
  readonly cells: readonly (Summary | number | string)[]
}

/** A table of results. */
export interface ResultTable {
  readonly title: string
  /** Sentences about what was measured and how. */
  readonly description: string
  /** Titles of the columns after the contender, with units. */
  readonly columns: readonly string[]
  readonly rows: readonly ResultRow[]
  /** Index of the column that the plot shows, and whether higher numbers are better. */
  readonly plot?: { readonly column: number; readonly better: "higher" | "lower" }
}

/** The results of one benchmark, as in its JSON file. */
export interface BenchmarkResults {
  /** Date of the run, such as `2026-11-28`. */
  readonly date: string
  readonly machine: string
  readonly command: string
  readonly tables: readonly ResultTable[]
}

/** The folder of the results, relative to the root of the repository. */
export const resultsFolder = "packages/docs/src/benchmarks"

/**
 * Returns the summary of measurements.
 *
 * @throws Error if there are no measurements.
 */
export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((one, other) => one - other)
  const least = sorted[0]
  const most = sorted.at(-1)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (least === undefined || most === undefined || low === undefined || high === undefined) {
    throw new Error("There are no measurements.")
  }
  return { median: round((low + high) / 2), least: round(least), most: round(most) }
}

/** Returns the summary of the ratios of two contenders' measurements in the same rounds. */
export function summariseRatios(own: readonly number[], base: readonly number[]): Summary {
  return summarise(own.map((sample, index) => sample / (base[index] ?? Number.NaN)))
}

/** Writes the results of a benchmark for the site, and prints its tables as Markdown. */
export function saveResults(name: string, tables: readonly ResultTable[]): void {
  const folder = join(import.meta.dirname, "../..", resultsFolder)
  const results: BenchmarkResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    command: ["npm run bench --", name, ...process.argv.slice(2)].join(" "),
    tables,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`)
  for (const table of tables) {
    process.stdout.write(`\n${table.title}\n\n${toMarkdown(table)}\n\n${table.description}\n`)
  }
  process.stdout.write(`\n${results.machine}\n`)
}

/** Returns a table as Markdown. Cells have the median, and a range in parentheses. */
export function toMarkdown({ columns, rows }: ResultTable): string {
  const head = ["contender", ...columns]
  const lines = rows.map(({ name, own, cells }) => [
    own ? `**${name}**` : name,
    ...cells.map(formatCell),
  ])
  return [head, head.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n")
}

function formatCell(cell: Summary | number | string): string {
  if (typeof cell === "string") return cell
  if (typeof cell === "number") return formatNumber(cell)
  const [median = "", least, most] = [cell.median, cell.least, cell.most].map(formatNumber)
  if (least === most) return median
  return `${median} (${least} to ${most})`
}

/** Formats a number with three significant digits, but with all digits before the point. */
export function formatNumber(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : value.toLocaleString("en-US", { maximumSignificantDigits: 3 })
}

/** Rounds to five significant digits, so that the files of results are short. */
function round(value: number): number {
  return Number(value.toPrecision(5))
}

function describeMachine(): string {
  const { model = "unknown processor" } = cpus()[0] ?? {}
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `Node ${process.versions.node}, ${cpus().length} hardware threads of ${model.trim()}, ${gigabytes} GB of memory`
}
