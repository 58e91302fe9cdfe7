import { spawn } from "node:child_process"
import { globSync } from "node:fs"
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { onTestFinished } from "vitest"
import { parseDocument, type Document } from "yaml"

const repository = fileURLToPath(new URL("../../../..", import.meta.url))

/** A copy of the repository, for tests of changes to the contract. */
export interface ScratchCopy {
  readonly root: string
  /** Changes `spec/openapi.yaml`. */
  editContract(change: (document: Document) => void): Promise<void>
  /** Replaces the only occurrence of `found`. Throws if there is none, or more than one. */
  replace(path: string, found: string, replacement: string): Promise<void>
  write(path: string, text: string): Promise<void>
  /** Runs `npm run generate`. */
  generate(): Promise<void>
  /**
   * Compiles files of a package with the sources of the others. Returns the output of the compiler.
   */
  typecheck(packageName: string, include: readonly string[]): Promise<string>
  /** Runs the tests of a package. `args` go to vitest. Returns the output if a test fails. */
  test(packageName: string, ...args: readonly string[]): Promise<string>
  /**
   * Returns the hand-written source files of the packages that differ from the repository's,
   * sorted.
   */
  changedSources(): Promise<readonly string[]>
  /** Loads a module of the copy. */
  load<Module>(path: string): Promise<Module>
}

/** Copies the packages. The copy is deleted at the end of the test. */
export async function createScratchCopy(): Promise<ScratchCopy> {
  const root = await mkdtemp(join(tmpdir(), "changed-contract-"))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const made = ["dist", ".turbo", ".test-results"]
  const packages = ["contract", "server", "mocks", "sdk", "simulator"]
  for (const path of ["scripts", "spec", ...packages.map((name) => `packages/${name}`)]) {
    await cp(join(repository, path), join(root, path), {
      recursive: true,
      // The links between the packages are relative, so they stay within the copy.
      verbatimSymlinks: true,
      filter: (source) => !made.includes(basename(source)),
    })
  }
  for (const file of [
    "README.md",
    "package.json",
    "tsconfig.base.json",
    "vitest.config.ts",
    ".prettierrc.json",
    ".changeset",
  ]) {
    await cp(join(repository, file), join(root, file), { recursive: true })
  }
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "junction")

  const copy: ScratchCopy = {
    root,
    async editContract(change) {
      const path = join(root, "spec/openapi.yaml")
      const document = parseDocument(await readFile(path, "utf8"))
      change(document)
      await writeFile(path, document.toString())
    },
    async replace(path, found, replacement) {
      const parts = (await readFile(join(root, path), "utf8")).split(found)
      if (parts.length !== 2)
        throw new Error(`${path} contains this text ${parts.length - 1} times: ${found}`)
      await writeFile(join(root, path), parts.join(replacement))
    },
    write: (path, text) => writeFile(join(root, path), text),
    async generate() {
      const { exitCode, output } = await run(root, "scripts/generate/index.ts")
      if (exitCode !== 0) throw new Error(`npm run generate failed:\n${output}`)
    },
    async typecheck(packageName, include) {
      const path = `packages/${packageName}/tsconfig.scratch.json`
      await copy.write(path, JSON.stringify({ extends: "./tsconfig.json", include }))
      return (await run(root, "node_modules/typescript/bin/tsc", "--pretty", "false", "-p", path))
        .output
    },
    async test(packageName, ...args) {
      const runner = join(root, `packages/${packageName}/node_modules/vitest/vitest.mjs`)
      const folder = join(root, `packages/${packageName}`)
      const { exitCode, output } = await run(folder, runner, "run", ...args)
      return exitCode === 0 ? "" : output
    },
    async changedSources() {
      const sources = globSync("packages/*/src/**/*.{ts,tsx}", { cwd: root })
        .filter((file) => !file.includes("generated"))
        .sort()
      const changed = await Promise.all(
        sources.map(async (file) => {
          const [copied, original] = await Promise.all(
            [root, repository].map((folder) =>
              readFile(join(folder, file), "utf8").catch(() => undefined),
            ),
          )
          return copied === original ? [] : [file.replaceAll("\\", "/")]
        }),
      )
      return changed.flat()
    },
    load: (path) => import(/* @vite-ignore */ pathToFileURL(join(root, path)).href),
  }
  for (const name of packages) await exportSources(copy, name)
  return copy
}

/** Lets other packages of the copy import a package's sources, so that a change needs no build. */
async function exportSources(copy: ScratchCopy, name: string): Promise<void> {
  const path = `packages/${name}/package.json`
  const manifest = JSON.parse(await readFile(join(copy.root, path), "utf8")) as {
    readonly exports: Readonly<Record<string, unknown>>
  }
  const exports = Object.entries(manifest.exports).map(([entry, target]) => {
    if (entry === "./openapi.json") return [entry, "./src/generated/openapi.gen.json"]
    const built = /"\.\/dist\/([^"]+)\.js"/.exec(JSON.stringify(target))?.[1]
    return [entry, built === undefined ? target : `./src/${built}.ts`]
  })
  await copy.write(path, JSON.stringify({ ...manifest, exports: Object.fromEntries(exports) }))
}

function run(
  root: string,
  ...args: string[]
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const child = spawn(process.execPath, args, { cwd: root })
  const chunks: Buffer[] = []
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (exitCode) =>
      resolve({ exitCode, output: Buffer.concat(chunks).toString() }),
    )
  })
}
