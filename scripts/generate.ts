// Makes every generated file of the repository from the two documents in spec/.
//
//   node scripts/generate.ts           writes them
//   node scripts/generate.ts --check   compares, names the stale ones and the remedy, exits 1
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { createClient as runHeyApi } from "@hey-api/openapi-ts"
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js"
import standaloneCode from "ajv/dist/standalone/index.js"
import addFormats from "ajv-formats"
import ucs2length from "ajv/dist/runtime/ucs2length.js"
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript"
import { format, resolveConfig } from "prettier"
import { parse } from "yaml"
import { readOperations } from "./read-operations.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

interface Contract {
  paths: Record<string, Record<string, object>>
  components: { schemas: Record<string, AnySchemaObject>; parameters?: Record<string, Parameter> }
}
interface Parameter {
  name: string
  schema: AnySchemaObject
}

const contract = parse(await readFile(join(root, "spec/openapi.yaml"), "utf8")) as Contract
const operations = readOperations(contract.paths)
const junction = parse(await readFile(join(root, "spec/junction.openapi.yaml"), "utf8")) as OpenAPI3

/** Every generated file: where it stands, and what makes it. */
const artefacts: Record<string, () => Promise<string>> = {
  "packages/contract/src/generated/openapi.gen.json": async () => JSON.stringify(contract),
  "packages/contract/src/generated/types.gen.ts": () =>
    types(contract as unknown as OpenAPI3, "spec/openapi.yaml"),
  "packages/contract/src/generated/operations.gen.ts": async () => operationConstants(),
  "packages/contract/src/generated/validators.gen.ts": async () => validators(),
  "packages/contract/src/generated/zod.gen.ts": async () =>
    banner("spec/openapi.yaml") + (await heyApi("zod.gen.ts")),
  "packages/server/src/generated/operation-types.gen.ts": operationTypes,
  "packages/server/src/generated/junction.gen.ts": () =>
    types(junction, "spec/junction.openapi.yaml"),
  "packages/simulator/src/generated/junction.gen.ts": () =>
    types(junction, "spec/junction.openapi.yaml"),
}

const banner = (source: string) =>
  `// Made by scripts/generate.ts from ${source}. Do not edit: run \`npm run generate\`.\n`

/** Types for one document: root types for every schema, arrays for enums, constraints and examples as hover text. */
async function types(document: OpenAPI3, source: string): Promise<string> {
  const tree = await openapiTS(withHoverText(document), {
    // A member with a default stays optional in requests.
    defaultNonNullable: false,
    enumValues: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    silent: true,
  })
  return banner(source) + astToString(tree)
}

/** The schemas of a document, as far as hover text needs them. */
interface Schema {
  $ref?: string
  description?: string
  example?: unknown
  properties?: Record<string, Schema>
}

/** A copy in which each member of a schema says what an editor is to show of it: what it is, its limits, an example. */
function withHoverText(document: OpenAPI3): OpenAPI3 {
  const copy = withConstraints(document)
  const schemas = (copy.components?.schemas ?? {}) as Record<string, Schema>
  const resolve = ({ $ref }: Schema) => schemas[$ref?.split("/").at(-1) ?? ""]
  // An editor does not look behind a reference.
  for (const { properties = {} } of Object.values(schemas)) {
    for (const member of Object.values(properties)) {
      const description = member.description ?? resolve(member)?.description
      if (description !== undefined) member.description = description
    }
  }
  const illustrate = (schema: Schema | undefined, example: unknown) => {
    if (typeof example !== "object" || example === null) return
    for (const [name, value] of Object.entries(example)) {
      const member = schema?.properties?.[name]
      if (member === undefined || value === null) continue
      if (typeof value === "object") illustrate(resolve(member), value)
      else member.example ??= value
    }
  }
  for (const { schema, examples } of mediaTypes(copy)) {
    for (const { value } of Object.values(examples)) illustrate(resolve(schema), value)
  }
  return copy
}

interface MediaType {
  schema: Schema
  examples: Record<string, { value?: unknown }>
}

/** Every body of a document that has examples. */
function mediaTypes(node: unknown): MediaType[] {
  if (typeof node !== "object" || node === null) return []
  const own = "schema" in node && "examples" in node ? [node as MediaType] : []
  return [...own, ...Object.values(node).flatMap(mediaTypes)]
}

/** A copy in which each schema's description also says the keywords that its type cannot. */
function withConstraints<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map(withConstraints) as Node
  if (typeof node !== "object" || node === null) return node
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withConstraints(value as unknown)]),
  )
  const constraints = ["minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern"]
    .filter((keyword) => ["number", "string"].includes(typeof copy[keyword]))
    .map((keyword) => `${keyword} ${String(copy[keyword])}`)
  const description = copy["description"]
  if (constraints.length > 0 && typeof description === "string") {
    copy["description"] = `${description.trim()}\n\nConstraints: ${constraints.join(", ")}.`
  }
  return copy as Node
}

let heyApiFiles: Promise<ReadonlyMap<string, string>> | undefined

/** What @hey-api/openapi-ts makes: the server's types by operation and status, and schemas for forms. */
async function heyApi(name: string): Promise<string> {
  heyApiFiles ??= (async () => {
    const path = await mkdtemp(join(tmpdir(), "hey-api-"))
    try {
      await runHeyApi({
        // It writes into what it reads.
        input: structuredClone(contract) as unknown as Record<string, unknown>,
        output: { path, header: [] },
        logs: { level: "silent", file: false },
        plugins: [
          "@hey-api/typescript",
          { name: "zod", definitions: "{{name}}Schema", requests: false, responses: false },
          "fastify",
        ],
      })
      const names = await readdir(path)
      return new Map(
        await Promise.all(
          names.map(async (file) => [file, await readFile(join(path, file), "utf8")] as const),
        ),
      )
    } finally {
      await rm(path, { recursive: true, force: true })
    }
  })()
  const text = (await heyApiFiles).get(name)
  // A plugin that it does not know is no error to it: the file is just not there.
  if (text === undefined) throw new Error(`@hey-api/openapi-ts made no ${name}`)
  return text
}

/** Every operation's types by its id. The plugin writes them as handlers for Fastify: the types alone are kept. */
async function operationTypes(): Promise<string> {
  const handlers = await heyApi("fastify.gen.ts")
  const byId = handlers
    .replaceAll(/^import .+$/gm, "")
    .replaceAll(/: RouteHandler<(\{[^{}]*\})>/g, ": $1")
    .replace(
      "export type RouteHandlers",
      "\n/** The types of every operation by its id. */\nexport type OperationTypes",
    )
  if (/RouteHandler|import/.test(byId))
    throw new Error("the plugin for Fastify writes otherwise now")
  return banner("spec/openapi.yaml") + (await heyApi("types.gen.ts")) + byId
}

/** One constant per operation: what a server routes by and a client is typed by. */
function operationConstants(): string {
  const constants = operations.map(({ operationId, method, path, scopes, success, errors }) => {
    const constant = {
      operationId,
      method,
      path,
      scopes,
      successStatus: success.status,
      errorStatuses: errors.map(({ status }) => status),
      errorCodes: Object.fromEntries(errors.map(({ status, codes }) => [status, codes])),
    }
    return `
      /** \`${method} ${path}\` as the document declares it. */
      export const ${operationId} = ${JSON.stringify(constant)} as const`
  })
  const members = unique(operations.map(({ success }) => success.schema)).map(
    (name) => `
      /** The members of \`${name}\`, in the document's order. */
      export const ${lowerFirst(name)}Members = ${JSON.stringify(membersOf(name, false))} as const`,
  )
  return `${banner("spec/openapi.yaml")}${constants.join("\n")}

    /** Every operation of the document by its id. */
    export const operationsById = { ${operations.map(({ operationId }) => operationId).join(", ")} } as const
    ${members.join("\n")}\n`
}

function requestSchemas(): string[] {
  return unique(operations.flatMap(({ request }) => request ?? []))
}

function responseSchemas(): string[] {
  return unique(
    operations.flatMap(({ success, errors }) => [success, ...errors].map(({ schema }) => schema)),
  )
}

function unique(names: string[]): string[] {
  return [...new Set(names)]
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** Ajv's standalone code for what goes over the wire: one file that imports nothing and needs no eval. */
function validators(): string {
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    messages: false,
    code: { source: true, esm: true, lines: true },
  })
  addFormats.default(ajv, ["email"])
  // Strict mode refuses what it does not know: OpenAPI's own words have to be named.
  ajv.addVocabulary(["components", "example"])
  ajv.addSchema({ $id: "contract", components: contract.components })
  const pointers = new Map([
    ...[...requestSchemas(), ...responseSchemas()].map(
      (name) => [lowerFirst(name), `/components/schemas/${name}`] as const,
    ),
    ...Object.keys(contract.components.parameters ?? {}).map(
      (name) => [lowerFirst(name), `/components/parameters/${name}/schema`] as const,
    ),
  ])
  for (const [name, pointer] of pointers) {
    ajv.addSchema({ $id: name, $ref: `contract#${pointer}` })
  }
  const code = standaloneCode.default(
    ajv,
    Object.fromEntries([...pointers.keys()].map((name) => [name, name])),
  )
  // Even Ajv's ESM output calls require() for its code-point counter: put the function itself there.
  const selfContained = code.replaceAll(
    'require("ajv/dist/runtime/ucs2length").default',
    String(ucs2length.default),
  )
  if (/\b(require|import)\b/.test(selfContained)) throw new Error("the validators import something")
  return `${banner("spec/openapi.yaml")}// @ts-nocheck
    ${selfContained}
    ${requestSchemas()
      .map(
        (name) => `
          /** The members of \`${name}\` as JSON Pointers, in the document's order. */
          export const ${lowerFirst(name)}Members = ${JSON.stringify(membersOf(name, true))}`,
      )
      .join("\n")}\n`
}

/** The members of a schema in the document's order: their names, or JSON Pointers to them and all they contain. */
function membersOf(schemaName: string, deep: boolean, prefix = ""): string[] {
  const properties = contract.components.schemas[schemaName]?.["properties"] as
    Record<string, { $ref?: string }> | undefined
  if (!deep) return Object.keys(properties ?? {})
  return Object.entries(properties ?? {}).flatMap(([name, { $ref }]) => {
    const pointer = `${prefix}/${name}`
    const inner = $ref?.slice($ref.lastIndexOf("/") + 1)
    return [pointer, ...(inner === undefined ? [] : membersOf(inner, true, pointer))]
  })
}

async function generatedFiles(): Promise<string[]> {
  const files = await readdir(join(root, "packages"), { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.isFile() && file.parentPath.endsWith(join("src", "generated")))
    .map((file) => relative(root, join(file.parentPath, file.name)).replaceAll("\\", "/"))
}

const check = process.argv.includes("--check")
const prettierOptions = (await resolveConfig(join(root, "package.json"))) ?? {}
const made = await Promise.all(
  Object.entries(artefacts).map(async ([path, make]) => {
    const text = await format(await make(), { ...prettierOptions, filepath: path })
    const standing = await readFile(join(root, path), "utf8").catch(() => undefined)
    if (standing === text) return { path, stale: false }
    if (!check) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    return { path, stale: true }
  }),
)
const stale = made.filter((file) => file.stale).map((file) => file.path)
const orphans = (await generatedFiles()).filter((path) => !(path in artefacts))

if (!check) {
  for (const path of stale) console.log(`wrote ${path}`)
  if (stale.length === 0) console.log("Everything generated is up to date.")
  for (const path of orphans) console.log(`Nothing makes ${path} any more: delete it.`)
} else if (stale.length + orphans.length > 0) {
  for (const path of stale) console.error(`stale: ${path}`)
  for (const path of orphans) console.error(`made by nothing: ${path}`)
  console.error(
    "\nThe generated files do not say what spec/ says. Run `npm run generate`, look at the difference, and commit it.",
  )
  process.exitCode = 1
} else {
  console.log(`${made.length} generated files are what spec/ makes.`)
}
