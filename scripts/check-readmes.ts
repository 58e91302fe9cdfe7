// Checks every code block of the READMEs and of the reference site, and their links. `ts`
// and `tsx` blocks are compiled as modules against the built packages. Of `sh` blocks, the
// project's commands and options must exist. `json` and `yaml` blocks are parsed. A comment
// directly before a block declares the names that the block takes from the reader's code. The
// rendered page does not show it:
//
//   <!-- ts
//   declare const session: { accessToken(): Promise<string> }
//   -->
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import ts from "typescript"
import { parse } from "yaml"
import { checkCommands } from "./check-commands.ts"
import { checkLinks } from "./check-links.ts"

interface Block {
  readonly file: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  /**
   * The file with the lines outside of the block and its declarations emptied, so that line numbers
   * are the file's.
   */
  readonly module: string
}

const root = join(import.meta.dirname, "..")
const site = "packages/docs/src/content/docs"

/** Packages that have the imports of a file's blocks. Default: the package with the file. */
const dependencyFolders: readonly (readonly [prefix: string, folder: string])[] = [
  ["README.md", "examples/test-your-app"],
  ["packages/mocks/README.md", "examples/test-your-app"],
  ["packages/server/README.md", "examples/mounting"],
  ["packages/simulator/README.md", "examples/mounting"],
  [`${site}/guides/mount-the-server`, "examples/mounting"],
  [`${site}/guides/check-your-contract`, "packages/contract-checks"],
  [`${site}/guides/simulator`, "packages/simulator"],
  [`${site}/guides/react`, "packages/sdk"],
  [`${site}/guides/forms`, "packages/sdk"],
  [`${site}/guides/order-a-panel`, "packages/sdk"],
  ["packages/docs/", "examples/test-your-app"],
]

/** Languages of blocks without anything to check here. A test of the server runs the `sql` blocks. */
const unchecked = ["http", "sql", "text"]

// The pages of endpoints are generated. Their Markdown versions have the same blocks.
const files = globSync(
  [
    "{.,.github,spec}/*.md",
    "{packages,examples}/*/README.md",
    `${site}/{*,guides/*,operate/*}.{md,mdx}`,
    "packages/docs/src/runbook/*.md",
    "packages/docs/dist/endpoints/**/*.md",
  ],
  { cwd: root },
).map((file) => file.replaceAll("\\", "/").replace(/^\.\//, ""))

const blocks = [...new Set(files)].toSorted().flatMap(findBlocks)
const errors = [
  ...blocks.flatMap(checkBlock),
  ...compile(blocks.filter(isTypeScript)),
  ...files.flatMap(checkLinks),
  ...files.flatMap(checkNpx),
]
const endpointPages = files.filter((file) => file.startsWith("packages/docs/dist"))

if (endpointPages.length === 0)
  errors.push("packages/docs is not built. Run `npm run docs:build` first.")
if (errors.length > 0) {
  console.error(errors.join("\n"))
  process.exitCode = 1
} else {
  const checked = new Set(blocks.map(({ file }) => file)).size
  console.log(`${blocks.length} code blocks of ${checked} files are valid.`)
}

function findBlocks(file: string): Block[] {
  const lines = readFileSync(join(root, file), "utf8").split("\n")
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = "", language] = /^(\s*)```(\w*)/.exec(lines[at] ?? "") ?? []
    if (language === undefined) continue
    const end = lines.findIndex((line, index) => index > at && line === `${indent}\`\`\``)
    const inside = lines.slice(at + 1, end === -1 ? undefined : end)
    const [from, to] = commentBefore(lines, at)
    const module = lines.map((line, index) =>
      (index > at && index < end) || (index > from && index < to) ? line : "",
    )
    const text = end === -1 ? "" : inside.map((line) => line.slice(indent.length)).join("\n")
    blocks.push({ file, line: at + 1, language, text, module: module.join("\n") })
    at += inside.length + 1
  }
  return blocks
}

/** Returns the first and last line of the comment directly before a block, or an empty range. */
function commentBefore(lines: readonly string[], fence: number): readonly [number, number] {
  const close = lines.findLastIndex((line, at) => at < fence && line.trim() !== "")
  if (lines[close]?.trim() !== "-->") return [fence, fence]
  const open = lines.findLastIndex((line, at) => at < close && line.trim().startsWith("<!--"))
  return lines[open]?.trim() === "<!-- ts" ? [open, close] : [fence, fence]
}

/**
 * Without `--no`, npx runs a package of that name on npm if the program is not installed. Without
 * `--`, it reads an option that directly follows the program's name.
 */
function checkNpx(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8")
  const calls = text.matchAll(/\bnpx (--no )?((?:contract|integrations-\w+)\b)( -)?/g)
  return [...calls].flatMap(({ 1: no, 2: program, 3: option, index }) => {
    if (no !== undefined && option === undefined) return []
    const line = text.slice(0, index).split("\n").length
    return [`${file}:${line}: Write "npx --no ${option === undefined ? "" : "-- "}${program}".`]
  })
}

function isTypeScript({ language }: Block): boolean {
  return language === "ts" || language === "tsx"
}

/** Returns the errors of a block, without those of the compiler. */
function checkBlock(block: Block): readonly string[] {
  const { file, line, text } = block
  return errorsOf(block, text).map((error) => `${file}:${line}: ${error}`)
}

function errorsOf(block: Block, text: string): readonly string[] {
  const { language } = block
  if (text === "") return ["The code block is empty or not closed."]
  if (isTypeScript(block) || unchecked.includes(language)) return []
  if (language === "sh") return checkCommands(text)
  if (language === "json") return messagesOf(() => JSON.parse(text))
  if (language === "yaml") return messagesOf(() => parse(text))
  return [`Nothing checks "${language}" blocks. Write ts, tsx, sh, json, yaml, or text.`]
}

function messagesOf(read: () => unknown): readonly string[] {
  try {
    read()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** Returns the path of a block's module: in the package that has the block's imports. */
function modulePath({ file, line, language }: Block): string {
  const folder = dependencyFolders.find(([prefix]) => file.startsWith(prefix))?.[1] ?? dirname(file)
  return join(root, folder, `${file.replaceAll("/", "-")}.${line}.${language}`)
}

function compile(sources: readonly Block[]): string[] {
  const bySource = new Map(sources.map((block) => [modulePath(block), block]))
  const options: ts.CompilerOptions = {
    ...readBaseOptions(),
    jsx: ts.JsxEmit.ReactJSX,
    // A block shows the result of a call without using it.
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Blocks without imports are modules too, so that two blocks can declare the same name.
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => bySource.has(path) || fileExists(path)
  host.readFile = (path) => bySource.get(path)?.module ?? readFile(path)
  host.getSourceFile = (path, language, ...more) => {
    const text = bySource.get(path)?.module
    return text === undefined
      ? getSourceFile(path, language, ...more)
      : ts.createSourceFile(path, text, language)
  }
  const program = ts.createProgram([...bySource.keys()], options, host)
  const diagnostics = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(program))
  return diagnostics.map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n")
    if (file === undefined || start === undefined) return message
    const { line, character } = file.getLineAndCharacterOfPosition(start)
    const location = bySource.get(file.fileName)?.file ?? relative(root, file.fileName)
    return `${location}:${line + 1}:${character + 1}: ${message}`
  })
}

function readBaseOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile)
  const { options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  if (errors.length > 0) throw new Error("Cannot read tsconfig.base.json.")
  return options
}
