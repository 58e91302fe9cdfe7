// Checks the layers of every package: no import cycle (type imports included), no import that
// points up a layer, and few files directly in src. Prints the depth of the import graph per
// package.
//
//   node scripts/check-layout.ts
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"

const root = join(import.meta.dirname, "..")

/**
 * Packages whose folders in src are layers. A folder imports only from earlier rows, never from its
 * own row.
 */
const layers: Readonly<Record<string, readonly (readonly string[])[]>> = {
  server: [
    [".", "generated"],
    ["telemetry"],
    ["http", "orders"],
    ["operations", "junction"],
    ["handler.ts", "example-error.ts"],
    ["node"],
    ["index.ts"],
  ],
}

const maxFilesInSource = 8

const errors: string[] = []
for (const source of globSync("packages/*/src", { cwd: root }).sort()) {
  const name = source.split("/")[1] ?? ""
  const files = globSync("**/*.{ts,tsx}", { cwd: join(root, source) }).filter(
    (file) => !/\.(test|gen)\.tsx?$/.test(file),
  )
  const imports = new Map(files.map((file) => [file, readImports(join(root, source), file)]))
  const depths = new Map<string, number>()
  const deepest = Math.max(...files.map((file) => depthOf(file, imports, depths, [])))
  const direct = files.filter((file) => dirname(file) === ".").length
  if (name in layers && direct > maxFilesInSource) {
    errors.push(
      `${source} has ${direct} files directly in it. The maximum is ${maxFilesInSource}. Move files into a folder.`,
    )
  }
  errors.push(...findUpwardImports(name, imports))
  console.log(
    `${name}: ${files.length} files, ${direct} directly in src, import graph ${deepest} levels deep`,
  )
}
if (errors.length > 0) {
  console.error(errors.join("\n"))
  process.exitCode = 1
} else {
  console.log("No import cycle and no import that points up a layer.")
}

/** Returns the files of the same package that a file imports, for values or types. */
function readImports(folder: string, file: string): readonly string[] {
  const text = readFileSync(join(folder, file), "utf8")
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)
  return [...specifiers]
    .map(([, specifier = ""]) => normalize(join(dirname(file), specifier)))
    .filter((path) => existsSync(join(folder, path)) && !/\.gen\./.test(path))
}

/** Returns the length of the longest chain of imports below a file. Reports a cycle as an error. */
function depthOf(
  file: string,
  imports: ReadonlyMap<string, readonly string[]>,
  depths: Map<string, number>,
  chain: readonly string[],
): number {
  if (chain.includes(file)) {
    errors.push(`Import cycle: ${[...chain.slice(chain.indexOf(file)), file].join(" → ")}`)
    return 0
  }
  const known = depths.get(file)
  if (known !== undefined) return known
  const below = (imports.get(file) ?? []).map((next) =>
    depthOf(next, imports, depths, [...chain, file]),
  )
  const depth = 1 + Math.max(0, ...below)
  depths.set(file, depth)
  return depth
}

function findUpwardImports(
  name: string,
  imports: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const rows = layers[name]
  if (rows === undefined) return []
  const rankOf = (file: string) => {
    const folder = file.includes("/") ? (file.split("/")[0] ?? "") : "."
    const own = rows.findIndex((row) => row.includes(file))
    return own === -1 ? rows.findIndex((row) => row.includes(folder)) : own
  }
  return [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => {
        const [from, to] = [rankOf(file), rankOf(target)]
        const sameFolder = file.split("/")[0] === target.split("/")[0]
        return to === -1 || to > from || (to === from && from > 0 && !sameFolder)
      })
      .map(
        (target) =>
          `${file} imports ${target}, which is in the same layer or a later layer. Move the shared code to an earlier layer.`,
      ),
  )
}
