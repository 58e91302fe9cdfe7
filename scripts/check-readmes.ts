// Type-checks every `ts` and `tsx` block of the READMEs and of the reference site as a module,
// against the built packages. A comment directly before a block declares the names that the block
// takes from the reader's code. The rendered page does not show it:
//
//   <!-- ts
//   declare const session: { accessToken(): Promise<string> }
//   -->
import { globSync, readFileSync } from "node:fs"
import { dirname, join, normalize, relative } from "node:path"
import ts from "typescript"

interface Block {
  /**
   * Path of the module for the compiler: next to the README, or in a package that has the block's
   * imports.
   */
  readonly path: string
  readonly readme: string
  /** The README with all other lines emptied, so that line numbers are the README's. */
  readonly text: string
}

const root = join(import.meta.dirname, "..")

/** READMEs whose blocks import dependencies of another package. */
const dependencyFolders: Readonly<Record<string, string>> = {
  "README.md": "examples/test-your-app",
  "packages/mocks/README.md": "examples/test-your-app",
  "packages/server/README.md": "examples/mounting",
}

/** The package that has the imports of the site's blocks. */
const siteDependencies = "examples/test-your-app"

const blocks = globSync(
  ["{.,packages/*,examples/*}/README.md", "packages/docs/src/content/docs/**/*.md"],
  { cwd: root },
)
  .map((readme) => normalize(readme).replaceAll("\\", "/"))
  .sort()
  .flatMap(findBlocks)
const errors = [...blocks.flatMap(findUnclosed), ...compile(blocks)]

if (blocks.length === 0)
  errors.push("No code block found. Check the README paths in scripts/check-readmes.ts.")
if (errors.length > 0) {
  console.error(errors.join("\n"))
  process.exitCode = 1
} else {
  const readmes = new Set(blocks.map(({ readme }) => readme)).size
  console.log(`${blocks.length} code blocks of ${readmes} READMEs type-check.`)
}

function findBlocks(readme: string): Block[] {
  const lines = readFileSync(join(root, readme), "utf8").split("\n")
  const folder = readme.startsWith("packages/docs/")
    ? siteDependencies
    : (dependencyFolders[readme] ?? dirname(readme))
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

/** Returns the first and last line of the comment directly before a block, or an empty range. */
function commentBefore(lines: readonly string[], fence: number): readonly [number, number] {
  const close = lines.findLastIndex((line, at) => at < fence && line.trim() !== "")
  if (lines[close]?.trim() !== "-->") return [fence, fence]
  const open = lines.findLastIndex((line, at) => at < close && line.trim().startsWith("<!--"))
  return lines[open]?.trim() === "<!-- ts" ? [open, close] : [fence, fence]
}

function findUnclosed({ readme, text }: Block): string[] {
  return text === "" ? [`${readme} has an unclosed code block.`] : []
}

function compile(sources: readonly Block[]): string[] {
  const bySource = new Map(sources.map((block) => [block.path, block]))
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
    const location = bySource.get(file.fileName)?.readme ?? relative(root, file.fileName)
    return `${location}:${line + 1}:${character + 1}: ${message}`
  })
}

function readBaseOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile)
  const { options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  if (errors.length > 0) throw new Error("Cannot read tsconfig.base.json.")
  return options
}
