import { execFile } from "node:child_process"
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"
import { parseDocument, type Document } from "yaml"
import type { Finding } from "../../src/index.ts"

/** The repository's own spec folder. */
export const spec = fileURLToPath(new URL("../../../../spec/", import.meta.url))

const contractPackage = "@loop-health/integrations-contract"
const bin = fileURLToPath(new URL("../../src/bin.ts", import.meta.url))

/** The location of the lab order's operation in the contract. */
export const labOrders = ["paths", "/v1/labs/orders", "post"]

/** A change of a document that does not move other values. */
export type Edit = (document: Document) => void

/** Returns the current contract with these edits. */
export async function contractText(...edits: readonly Edit[]): Promise<string> {
  const document = parseDocument(await readFile(join(spec, "openapi.yaml"), "utf8"))
  for (const edit of edits) edit(document)
  return document.toString({ lineWidth: 0 })
}

/** Returns the current contract with these edits as JSON, for a base or a release. */
export async function contractJson(...edits: readonly Edit[]): Promise<string> {
  return JSON.stringify(parseDocument(await contractText(...edits)))
}

/** Creates a copy of the spec folder with these files, until the end of the test. */
export async function createProject(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "contract-project-")))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const path of [
    "openapi.yaml",
    "junction.openapi.yaml",
    "upstream-fields.yaml",
    "seed/openapi.json",
  ]) {
    await cp(join(spec, path), join(folder, "spec", path))
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

/** Returns a changeset for one package. */
export function changesetText(level: string, name = contractPackage): string {
  return `---\n"${name}": ${level}\n---\n\nWhat changed.\n`
}

/** Runs the `contract` command. */
export function runContract(
  workingDirectory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((settle) => {
    const options = { cwd: workingDirectory, env: { ...process.env, ...environment } }
    const child = execFile(process.execPath, [bin, ...args], options, (_error, stdout, stderr) =>
      settle({ status: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** Returns the text from a position of a file to the end of its line. */
export async function textAt({ file, line, column }: Pick<Finding, "file" | "line" | "column">) {
  const lines = (await readFile(file, "utf8")).split("\n")
  return lines[line - 1]?.slice(column - 1)
}
