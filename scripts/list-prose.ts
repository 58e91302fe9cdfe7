// Lists the prose of the packages for a review of its language: messages, which are string literals
// with two or more spaces, and the docstrings of exported symbols and their properties.
//
//   node scripts/list-prose.ts                     lists everything
//   node scripts/list-prose.ts --seed 7 --count 60   draws 60 messages and 60 docstrings at random
//   node scripts/list-prose.ts --check               lists docstrings whose first sentence is too long
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import ts from "typescript"

interface Prose {
  readonly kind: "message" | "docstring"
  readonly location: string
  readonly text: string
}

/** Maximum number of words of a docstring's first sentence. */
const maxWords = 15

const root = join(import.meta.dirname, "..")
const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    count: { type: "string", default: "60" },
    check: { type: "boolean", default: false },
  },
})
const all = globSync("packages/*/src/**/*.{ts,tsx}", { cwd: root })
  .filter((path) => !/\.(?:test|gen)\.tsx?$/.test(path))
  .sort()
  .flatMap(readProse)
const kinds = ["message", "docstring"] as const
for (const kind of values.check ? [] : kinds) {
  const ofKind = all.filter((prose) => prose.kind === kind)
  const shown =
    values.seed === undefined ? ofKind : draw(ofKind, Number(values.seed), Number(values.count))
  console.log(`\n${shown.length} of ${ofKind.length} ${kind}s`)
  for (const { location, text } of shown) console.log(`${location}\n    ${text}`)
}

if (values.check) {
  const long = all.filter(({ kind, text }) => kind === "docstring" && isLong(text))
  for (const { location, text } of long) console.error(`${location}\n    ${text}`)
  console.log(`${long.length} docstrings have a first sentence of more than ${maxWords} words.`)
  process.exitCode = long.length === 0 ? 0 : 1
}

/** Returns whether the first sentence, which is all that some hovers show, is too long. */
function isLong(text: string): boolean {
  const [sentence = ""] = text.split(/(?<=[.!?])\s/)
  return sentence.split(" ").length > maxWords
}

function readProse(path: string): readonly Prose[] {
  const text = readFileSync(join(root, path), "utf8")
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: Prose[] = []
  const add = (kind: Prose["kind"], node: ts.Node, prose: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    found.push({ kind, location: `${path}:${line + 1}`, text: prose.replaceAll(/\s+/g, " ") })
  }
  const visit = (node: ts.Node, exported: boolean) => {
    if (isMessage(node)) add("message", node, node.getText())
    const visible = exported || isExported(node)
    if (visible && (ts.isStatement(node) || ts.isTypeElement(node) || ts.isClassElement(node))) {
      for (const comment of ts.getJSDocCommentsAndTags(node)) {
        const prose = ts.getTextOfJSDocComment(comment.comment)
        if (prose !== undefined) add("docstring", node, prose)
      }
    }
    ts.forEachChild(node, (child) => visit(child, visible && !ts.isBlock(child)))
  }
  visit(file, false)
  return found
}

function isMessage(node: ts.Node): boolean {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false
  return (node.getText().match(/[a-z]{2,}[,.;:]? /gi) ?? []).length >= 2
}

function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  )
}

/**
 * Draws items without replacement. The same seed draws the same items (linear congruential
 * generator).
 */
function draw<Item>(items: readonly Item[], seed: number, count: number): readonly Item[] {
  let state = seed
  const next = () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32)
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ item }) => item)
}
