// Checks that sources, the contract, and Markdown use the project's terms: the table "Terms" of
// CONTRIBUTING.md. A term in its second column is an error, also as part of an identifier. To
// except one line, write on it or on the line above: "terms: allow <term>, <reason>".
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
const extensions = /\.(?:ts|tsx|mjs|js|sql|yaml|yml|md|sh)$/

/** Files with text that is not ours, or that a generator writes from a file that is checked. */
const skipped = [
  contributing,
  "pnpm-lock.yaml",
  "spec/seed/**",
  "**/*.gen.ts",
  "**/CHANGELOG.md",
  "**/*.api.md",
  "scripts/check-terms.ts",
]

const prefixes = process.argv.slice(2)
const terms = readTerms(readFileSync(join(root, contributing), "utf8"))
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

function readTerms(markdown: string): readonly Term[] {
  const section = markdown.split("\n## Terms\n")[1]?.split("\n## ")[0] ?? ""
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.includes("---"))
  return rows.slice(1).flatMap((row) => {
    const [write = "", not = "", allowedIn = ""] = row
      .split("|")
      .slice(1)
      .map((cell) => cell.trim())
    return splitCell(not).map((phrase) => ({
      write,
      not: phrase,
      pattern: new RegExp(`\\b${phrase.replaceAll(" ", "\\s+")}(?:s|es|d|ed|ing)?\\b`, "i"),
      allowedIn: splitCell(allowedIn).map((glob) => glob.replaceAll("`", "")),
    }))
  })
}

function splitCell(cell: string): readonly string[] {
  return cell
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
}

function checkFile(file: string, text: string): readonly string[] {
  const applicable = terms.filter(
    ({ allowedIn }) => !allowedIn.some((glob) => matchesGlob(file, glob)),
  )
  const lines = text.split("\n")
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
