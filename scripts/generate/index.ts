// Generates types, validators, constants, and tables from the two documents in spec/ and from
// packages.
//
//   node scripts/generate/index.ts           writes them
//   node scripts/generate/index.ts --check   lists the stale files and exits with 1
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { OpenAPI3 } from "openapi-typescript"
import { format, getFileInfo, resolveConfig } from "prettier"
import type { Contract } from "./contract.ts"
import { errorCodesModule } from "./error-codes.ts"
import { junctionValidatorsModule, type JunctionDocument } from "./junction-validators.ts"
import { operationsModule } from "./operations.ts"
import { phoneNumbersModule } from "./phone-numbers.ts"
import { readDocument } from "./read-document.ts"
import { readOperations } from "./read-operations.ts"
import { errorCodeTable, withTable } from "./readme-tables.ts"
import { requestRulesModule } from "./request-rules.ts"
import { typesModule } from "./types.ts"
import { validatorsModule } from "./validators.ts"
import { zodModule } from "./zod.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const { contract, operations, junction } = readSpec()
const readText = (path: string) => readFile(join(root, path), "utf8")

type Artefacts = Readonly<Record<string, () => string | Promise<string>>>

/**
 * The files with content from `spec/openapi.yaml`, each with the function that creates its text.
 */
const fromContract: Artefacts = {
  "packages/contract/src/generated/openapi.gen.json": () =>
    `${JSON.stringify(contract, null, 2)}\n`,
  "packages/contract/src/generated/types.gen.ts": () =>
    typesModule(contract as unknown as OpenAPI3),
  "packages/contract/src/generated/operations.gen.ts": () => operationsModule(contract, operations),
  "packages/contract/src/generated/error-codes.gen.ts": () => errorCodesModule(operations),
  "packages/contract/src/generated/validators.gen.ts": () => validatorsModule(contract, operations),
  "packages/contract/src/generated/request-rules.gen.ts": () =>
    requestRulesModule(contract, operations),
  "packages/contract/src/generated/zod.gen.ts": () => zodModule(contract),
  "spec/README.md": async () =>
    withTable(await readText("spec/README.md"), errorCodeTable(operations)),
}

/** The files with content from `spec/junction.openapi.yaml`. */
const fromJunction: Artefacts = {
  "packages/server/src/generated/junction.gen.ts": () =>
    typesModule(junction as OpenAPI3, { immutable: true }),
  "packages/server/src/generated/junction-validators.gen.ts": () =>
    junctionValidatorsModule(junction as JunctionDocument),
  "packages/simulator/src/generated/junction.gen.ts": () => typesModule(junction as OpenAPI3),
}

/** The files with content from packages. */
const fromPackages: Artefacts = {
  "packages/contract/src/generated/phone-numbers.gen.ts": () => phoneNumbersModule(),
}

const artefacts = { ...fromContract, ...fromJunction, ...fromPackages }

/** Returns the source of a generated file, as its banner names it. */
function sourceOf(path: string): string {
  if (path in fromPackages) return "libphonenumber-js"
  return path in fromContract ? "spec/openapi.yaml" : "spec/junction.openapi.yaml"
}

/** Reads both documents. Prints their errors and exits with 1 if they have any. */
function readSpec() {
  try {
    const { value, locate } = readDocument(root, "spec/openapi.yaml")
    const contract = value as Contract
    const junction = readDocument(root, "spec/junction.openapi.yaml").value
    return { contract, operations: readOperations(contract.paths, locate), junction }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** Prints why a file cannot be generated, and exits with 1. */
function rejectSource(path: string, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`${sourceOf(path)}: ${message}`)
  console.error(`${path} was not written. To check the document, run \`npm run contract -- lint\`.`)
  process.exit(1)
}

/** Lists the files in the packages' `generated` folders. */
async function generatedFiles(): Promise<string[]> {
  const files = await readdir(join(root, "packages"), { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.isFile() && file.parentPath.endsWith(join("src", "generated")))
    .map((file) => relative(root, join(file.parentPath, file.name)).replaceAll("\\", "/"))
}

const check = process.argv.includes("--check")
const prettierOptions = (await resolveConfig(join(root, "package.json"))) ?? {}
const ignorePath = join(root, ".prettierignore")

/** Formats a file's text, unless `.prettierignore` lists the file. */
async function formatUnlessIgnored(text: string, path: string): Promise<string> {
  const { ignored } = await getFileInfo(join(root, path), { ignorePath })
  return ignored ? text : format(text, { ...prettierOptions, filepath: path })
}

const results = await Promise.all(
  Object.entries(artefacts).map(async ([path, create]) => {
    const banner = path.endsWith(".ts")
      ? `// Generated from ${sourceOf(path)}. Do not edit. Run \`npm run generate\`.\n`
      : ""
    const source = await Promise.resolve()
      .then(create)
      .catch((error: unknown) => rejectSource(path, error))
    const text = await formatUnlessIgnored(banner + source, path)
    const current = await readText(path).catch(() => undefined)
    if (current === text) return { path, stale: false }
    if (!check) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    return { path, stale: true }
  }),
)
const stale = results.filter((file) => file.stale).map((file) => file.path)
const orphans = (await generatedFiles()).filter((path) => !(path in artefacts))

if (!check) {
  for (const path of stale) console.log(`wrote ${path}`)
  if (stale.length === 0) console.log("All generated files are up to date.")
  for (const path of orphans) console.log(`No generator writes ${path}. Delete it.`)
} else if (stale.length + orphans.length > 0) {
  for (const path of stale) console.error(`Stale: ${path}`)
  for (const path of orphans) console.error(`No generator writes ${path}. Delete it.`)
  console.error(
    "\nGenerated files do not match their sources. Run `npm run generate`, review the changes, and commit them.",
  )
  process.exitCode = 1
} else {
  console.log(`All ${results.length} generated files match their sources.`)
}
