// Draws the results of all benchmarks as one SVG file.
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  formatNumber,
  resultsFolder,
  type BenchmarkResults,
  type ResultTable,
  type Summary,
} from "./results.ts"

const width = 720
const labelWidth = 300
const valueWidth = 90
const rowHeight = 22
const barsWidth = width - labelWidth - valueWidth

/** On the site, the variables follow the theme. In a file, the colors follow the system's. */
const style = `<style>
.plot { --text: var(--sl-color-gray-2, #333); --own: var(--sl-color-accent, #1d6b62); --other: var(--sl-color-gray-4, #999) }
@media (prefers-color-scheme: dark) { .plot { --text: var(--sl-color-gray-2, #ccc); --own: var(--sl-color-accent, #4db6a9) } }
.plot text { fill: var(--text); font: 13px system-ui, sans-serif }
.plot .title { font-weight: 600 }
.plot .value { text-anchor: start }
.plot .label { text-anchor: end }
.plot .own { fill: var(--own) }
.plot .other { fill: var(--other) }
.plot .range { stroke: var(--text); stroke-width: 1 }
</style>`

/** Writes `plot.svg` beside the results. */
export function writePlot(): void {
  const folder = join(import.meta.dirname, "../..", resultsFolder)
  const tables = globSync("*.json", { cwd: folder })
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8")
      return (JSON.parse(text) as BenchmarkResults).tables
    })
  writeFileSync(join(folder, "plot.svg"), drawTables(tables))
}

function drawTables(tables: readonly ResultTable[]): string {
  const parts: string[] = []
  let y = 0
  for (const table of tables) {
    if (table.plot === undefined) continue
    parts.push(drawTable(table, table.plot, y))
    y += (table.rows.length + 2) * rowHeight
  }
  const size = `viewBox="0 0 ${width} ${y}" width="${width}" height="${y}"`
  const label = `aria-label="Results of the benchmarks"`
  return `<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" ${label} ${size}>${style}${parts.join("\n")}</svg>\n`
}

function drawTable(
  { title, columns, rows }: ResultTable,
  { column, better }: NonNullable<ResultTable["plot"]>,
  top: number,
): string {
  const bars = rows.flatMap(({ name, own, cells }) => {
    const cell = cells[column]
    if (cell === undefined || typeof cell === "string") return []
    const summary = typeof cell === "number" ? { median: cell, least: cell, most: cell } : cell
    return [{ name, own, summary }]
  })
  const scale = barsWidth / Math.max(...bars.map(({ summary }) => summary.most))
  const heading = `${title}: ${columns[column]} (${better} is better)`
  return [
    `<text class="title" x="0" y="${top + 16}">${escape(heading)}</text>`,
    ...bars.map((bar, index) => drawBar(bar, top + (index + 1) * rowHeight, scale)),
  ].join("\n")
}

function drawBar(
  { name, own, summary }: { name: string; own: boolean; summary: Summary },
  top: number,
  scale: number,
): string {
  const middle = top + 12
  const [end, least, most] = [summary.median, summary.least, summary.most].map(
    (value) => labelWidth + value * scale,
  ) as [number, number, number]
  return [
    `<text class="label" x="${labelWidth - 8}" y="${middle + 4}">${escape(name)}</text>`,
    `<rect class="${own ? "own" : "other"}" x="${labelWidth}" y="${top + 4}" width="${fixed(end - labelWidth)}" height="14" rx="2"/>`,
    `<line class="range" x1="${fixed(least)}" x2="${fixed(most)}" y1="${middle - 1}" y2="${middle - 1}"/>`,
    `<text class="value" x="${fixed(most + 6)}" y="${middle + 4}">${formatNumber(summary.median)}</text>`,
  ].join("")
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
}
