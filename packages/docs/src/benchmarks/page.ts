import { readFileSync, readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
// @boundaries-ignore The benchmarks of all packages write these results.
import type {
  BenchmarkResults,
  toMarkdown as ToMarkdown,
} from "../../../../scripts/bench/results.ts"
import { blocks, code, prose } from "../contract/markdown.ts"
import type { Diagram } from "../diagrams/svg.ts"
import { findRoot } from "../repository.ts"

const folder = join(findRoot(), "packages/docs/src/benchmarks")

/** Returns the page of measured results: the plot, and the tables of each benchmark. */
export function benchmarksPage(): string {
  // An import would go through the bundler, which is closed when the pages are written.
  const { toMarkdown } = createRequire(import.meta.url)(
    join(findRoot(), "scripts/bench/results.ts"),
  ) as { readonly toMarkdown: typeof ToMarkdown }
  return blocks(
    `---\ntitle: "Benchmarks"\ndescription: "Measured speed of the service, the ledgers, the mocks, the SDK, and the tools, beside alternatives."\n---`,
    'import Diagram from "../../../components/Diagram.astro"',
    "The contenders of a table alternate in one run, so that other load affects all of them. In " +
      "the tables of sizes, costs, and memory, they run one after another. " +
      "Each cell has the median of the rounds, with the range in parentheses. Ratios are calculated in each " +
      "round. This project's contenders are bold. Figures depend on the machine, so compare only " +
      "figures of the same table.",
    '<Diagram name="benchmarks" />',
    ...readResults().flatMap(({ date, machine, command, tables }) =>
      tables.map((table) =>
        blocks(
          `## ${table.title}`,
          prose(table.description),
          toMarkdown(table),
          `Measured on ${date} with ${code(command)}: ${prose(machine)}.`,
        ),
      ),
    ),
  )
}

/** Returns the plot of all results. */
export function benchmarksPlot(): Diagram {
  const text = readResults().flatMap(({ tables }) =>
    tables.flatMap(({ title, columns, rows, plot }) => {
      if (plot === undefined) return []
      return rows.map(({ name, cells }) => {
        const cell = cells[plot.column]
        const value = typeof cell === "object" ? cell.median : cell
        return `${title}, ${columns[plot.column]}: ${name}: ${value}`
      })
    }),
  )
  return {
    title: "Results of the benchmarks",
    svg: readFileSync(join(folder, "plot.svg"), "utf8").trim(),
    text,
  }
}

/** Returns the committed results of all benchmarks. */
export function readResults(): readonly BenchmarkResults[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as BenchmarkResults)
}
