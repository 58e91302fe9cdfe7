// Checks that sources, the contract, and Markdown use the project's terms: the section "Terms" of
// CONTRIBUTING.md. A term in the second column of its table is an error, also as part of an
// identifier. The list below the table names files in which a term is allowed. To except one line,
// write on it or on the line above: "terms: allow <term>, <reason>".
//
//   node scripts/check-terms.ts [path prefix …]
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join, matchesGlob } from "node:path"

interface Term {
  readonly write: string
  readonly not: string
  readonly pattern: RegExp
  /** Files in which the word has another meaning. */
  readonly allowedIn: readonly string[]
}

const root = join(import.meta.dirname, "..")
const contributing = ".github/CONTRIBUTING.md"
const extensions = /\.(?:ts|tsx|mjs|js|astro|sql|yaml|yml|md|mdx|sh)$/

/** Files with text that is not ours, or that a generator writes from a file that is checked. */
const skipped = [
  "pnpm-lock.yaml",
  "spec/seed/**",
  "**/*.gen.ts",
  "**/CHANGELOG.md",
  "**/*.api.md",
  "scripts/check-terms.ts",
]

const prefixes = process.argv.slice(2)
const section = readSection(readFileSync(join(root, contributing), "utf8"))
const terms = readTerms(section)
const errors = listFiles().flatMap((file) =>
  checkFile(file, readFileSync(join(root, file), "utf8")),
)
if (errors.length > 0) {
  console.error(errors.join("\n"))
  console.error(`${errors.length} terms to replace. See "Terms" in ${contributing}.`)
  process.exitCode = 1
} else {
  console.log("Every file uses the project's terms.")
}

function listFiles(): readonly string[] {
  const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  })
  return tracked
    .split("\n")
    .filter((file) => extensions.test(file) && existsSync(join(root, file)))
    .filter((file) => prefixes.length === 0 || prefixes.some((prefix) => file.startsWith(prefix)))
    .filter((file) => !skipped.some((glob) => matchesGlob(file, glob)))
}

/** Returns the section of CONTRIBUTING.md that names every term. */
function readSection(markdown: string): string {
  return markdown.split("\n## Terms\n")[1]?.split("\n## ")[0] ?? ""
}

function readTerms(text: string): readonly Term[] {
  const rows = text.split("\n").filter((line) => line.startsWith("| ") && !line.includes("---"))
  const files = readAllowedFiles(text)
  return rows.slice(1).flatMap((row) => {
    const [write = "", not = ""] = row
      .split("|")
      .slice(1)
      .map((cell) => cell.trim())
    return splitList(not).map((phrase) => ({
      write,
      not: phrase,
      pattern: new RegExp(`\\b${phrase.replaceAll(" ", "\\s+")}(?:s|es|d|ed|ing)?\\b`, "i"),
      allowedIn: files.get(phrase) ?? [],
    }))
  })
}

/** Returns the globs of the list by their terms, such as `- **fault** (reason): …`. */
function readAllowedFiles(text: string): ReadonlyMap<string, readonly string[]> {
  const items = text.matchAll(/^- \*\*(.+?)\*\* \(.+?\):((?:.|\n(?!- |\n))*)/gm)
  const entries = [...items].flatMap(([, names = "", files = ""]) => {
    const globs = [...files.matchAll(/`([^`]+)`/g)].map(([, glob = ""]) => glob)
    return splitList(names).map((name) => [name, globs] as const)
  })
  return new Map(entries)
}

function splitList(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
}

function checkFile(file: string, text: string): readonly string[] {
  const applicable = terms.filter(
    ({ allowedIn }) => !allowedIn.some((glob) => matchesGlob(file, glob)),
  )
  const checked =
    file === contributing ? text.replace(section, section.replaceAll(/.+/g, "")) : text
  const lines = checked.split("\n")
  return lines.flatMap((line, index) => {
    const words = splitIdentifiers(line)
    return applicable
      .filter(({ not, pattern }) => pattern.test(words) && !isExcepted(lines, index, not))
      .map(({ write, not }) => `${file}:${index + 1} "${not}": write ${write}`)
  })
}

/**
 * Separates the words of an identifier, so that `toAnswer` and `to_answer` are found as "answer"
 * is.
 */
function splitIdentifiers(line: string): string {
  return line.replaceAll(/\.(?:floor|hold)\(/g, " ").replaceAll(/(?<=[a-z0-9])(?=[A-Z])|_/g, " ")
}

function isExcepted(lines: readonly string[], index: number, not: string): boolean {
  return [lines[index], lines[index - 1]].some((line) =>
    new RegExp(`terms: allow ${not}, \\S`).test(line ?? ""),
  )
}
