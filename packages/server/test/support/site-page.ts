import { readFileSync } from "node:fs"

/** A hand-written page of the reference site. */
export interface SitePage {
  readonly text: string
  /** Returns the text below a heading, such as `## Log`, up to the next heading. */
  section(heading: string): string
  /** Returns the cells of the tables below a heading, without their heads. */
  rows(heading: string): readonly (readonly string[])[]
}

/** Reads a page by its name, such as `operate/monitor`. */
export function readSitePage(name: string): SitePage {
  const url = new URL(`../../../docs/src/content/docs/${name}.md`, import.meta.url)
  const text = readFileSync(url, "utf8")
  const section = (heading: string) => {
    const [, found] = text.split(`\n${heading}\n`)
    if (found === undefined) throw new Error(`${name} has no heading "${heading}".`)
    return found.split(/\n#+ /)[0] ?? ""
  }
  return { text, section, rows: (heading) => tableRows(section(heading)) }
}

function tableRows(text: string): readonly (readonly string[])[] {
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]))
}

function isRule(row: readonly string[] | undefined): boolean {
  return row?.every((cell) => /^-+$/.test(cell)) ?? false
}

/** Returns the code spans of a text. */
export function codeSpans(text = ""): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code)
}
