import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc")

const compilerOptions = {
  target: "ES2022",
  lib: ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  module: "ESNext",
  moduleResolution: "Bundler",
  allowImportingTsExtensions: true,
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

/**
 * Returns the number of types that the compiler instantiates for a program.
 *
 * @throws Error if the program does not compile.
 */
export async function countInstantiations(file: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "type-cost-"))
  try {
    const config = join(folder, "tsconfig.json")
    await writeFile(config, JSON.stringify({ compilerOptions, files: [file] }))
    const { stdout } = await promisify(execFile)(process.execPath, [
      compiler,
      "--project",
      config,
      "--extendedDiagnostics",
    ])
    const [, count] = /^Instantiations:\s+(\d+)/m.exec(stdout) ?? []
    if (count === undefined)
      throw new Error(`The compiler printed no number of instantiations:\n${stdout}`)
    return Number(count)
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : ""
    throw new Error(`Cannot measure ${file}.\n${output}`, { cause: error })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
