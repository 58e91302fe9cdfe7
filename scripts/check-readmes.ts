// Type-checks every `ts` and `tsx` block of the READMEs as a module of its own, against the packages as they are built:
// what a reader copies compiles. Names that a block takes from its reader's code stand in a comment right before it,
// which nobody sees who reads the page:
//
//   <!-- ts
//   declare const session: { accessToken(): Promise<string> }
//   -->
import { globSync, readFileSync } from "node:fs"
import { dirname, join, normalize, relative } from "node:path"
import ts from "typescript"

interface Block {
  /** Where its text stands for the compiler: beside the README, or in a package that has what the block imports. */
  readonly path: string
  readonly readme: string
  /** The README with nothing left but the block and its comment, so that lines are the README's. */
  readonly text: string
}

const root = join(import.meta.dirname, "..")

/** READMEs whose blocks import what a package beside them has. */
const readFrom: Readonly<Record<string, string>> = {
  "README.md": "examples/test-your-app",
  "packages/mocks/README.md": "examples/test-your-app",
  "packages/server/README.md": "examples/mounting",
}

const blocks = globSync("{.,packages/*,examples/*}/README.md", { cwd: root })
  .map((readme) => normalize(readme).replaceAll("\\", "/"))
  .sort()
  .flatMap(findBlocks)
const faults = [...blocks.flatMap(findUnclosed), ...compile(blocks)]

if (blocks.length === 0) faults.push("no block was found: have the READMEs moved?")
if (faults.length > 0) {
  console.error(faults.join("\n"))
  process.exitCode = 1
} else {
  const readmes = new Set(blocks.map(({ readme }) => readme)).size
  console.log(`${blocks.length} code blocks of ${readmes} READMEs type-check.`)
}

function findBlocks(readme: string): Block[] {
  const lines = readFileSync(join(root, readme), "utf8").split("\n")
  const folder = readFrom[readme] ?? dirname(readme)
  return lines.flatMap((line, index) => {
    const language = /^\s*```(tsx?)\s*$/.exec(line)?.[1]
    if (language === undefined) return []
    const end = lines.findIndex((other, at) => at > index && /^\s*```\s*$/.test(other))
    const [from, to] = commentBefore(lines, index)
    const kept = lines.map((other, at) =>
      (at > index && at < end) || (at > from && at < to) ? other : "",
    )
    const path = join(root, folder, `${readme.replaceAll("/", "-")}.${index + 1}.${language}`)
    return [{ path, readme, text: end === -1 ? "" : kept.join("\n") }]
  })
}

/** The lines that open and close the comment right before a block; without one, an empty stretch. */
function commentBefore(lines: readonly string[], fence: number): readonly [number, number] {
  const close = lines.findLastIndex((line, at) => at < fence && line.trim() !== "")
  if (lines[close]?.trim() !== "-->") return [fence, fence]
  const open = lines.findLastIndex((line, at) => at < close && line.trim().startsWith("<!--"))
  return lines[open]?.trim() === "<!-- ts" ? [open, close] : [fence, fence]
}

function findUnclosed({ readme, text }: Block): string[] {
  return text === "" ? [`${readme} has a code block that does not end`] : []
}

function compile(sources: readonly Block[]): string[] {
  const bySource = new Map(sources.map((block) => [block.path, block]))
  const options: ts.CompilerOptions = {
    ...readBaseOptions(),
    jsx: ts.JsxEmit.ReactJSX,
    // A block shows what comes of a call, and has no use for it.
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Each may declare what another declares, and has no import of its own.
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => bySource.has(path) || fileExists(path)
  host.readFile = (path) => bySource.get(path)?.text ?? readFile(path)
  host.getSourceFile = (path, language, ...more) => {
    const text = bySource.get(path)?.text
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
    const place = bySource.get(file.fileName)?.readme ?? relative(root, file.fileName)
    return `${place}:${line + 1}:${character + 1}: ${message}`
  })
}

function readBaseOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile)
  const { options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  if (errors.length > 0) throw new Error("tsconfig.base.json cannot be read")
  return options
}
