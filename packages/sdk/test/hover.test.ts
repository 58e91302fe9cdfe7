// Hovers of the built package, from TypeScript's language service.
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { expect, test } from "vitest"

const folder = fileURLToPath(new URL("..", import.meta.url))
const program = "app.ts"

/** A user's program. A hover is requested at the last occurrence of a name. */
const source = `import { createClient, isLoopError, LoopError, type CallMeta, type ClientOptions, type CreateLabOrderOptions, type LabOrder } from "@loop-health/integrations-sdk"
import { useCreateLabOrder } from "@loop-health/integrations-sdk/react"
declare const callOptions: CreateLabOrderOptions
declare const placed: LabOrder
declare const meta: CallMeta
const options: ClientOptions = { token: "t", timeoutMs: 1, maxRetries: 1, baseUrl: "https://localhost", onRequest() {}, onResponse() {}, onRetry() {} }
export const loop = createClient(options)
export const call = loop.labs.orders.create({
  panel_slug: "wellness",
  patient: { first_name: "Ben", last_name: "Sample", dob: "1985-11-02", email: "ben@example.com" },
  address: { line1: "2 Specimen Road", city: "Austin", state: "TX", zip: "78701", country: "US" },
  total_cents: 1, currency: "USD",
})
export const safe = loop.labs.orders.safeCreate
export const hook = useCreateLabOrder
export const read = [callOptions.idempotencyKey, placed.status, meta.outcome, callOptions.signal, LoopError, isLoopError]
`

const service = ts.createLanguageService({
  getCompilationSettings: () => ({
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    types: ["node"],
  }),
  getScriptFileNames: () => [program],
  getScriptVersion: () => "1",
  getScriptSnapshot: (path) => {
    const text = path === program ? source : ts.sys.readFile(path)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
  getCurrentDirectory: () => folder,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (path) => path === program || ts.sys.fileExists(path),
  readFile: (path) => (path === program ? source : ts.sys.readFile(path)),
  directoryExists: ts.sys.directoryExists,
})

/** Returns the signature, the text, and the tags of a hover. */
function hover(name: string): string {
  const at = source.lastIndexOf(name)
  const shown = service.getQuickInfoAtPosition(program, at)
  const tags = (shown?.tags ?? []).map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`)
  return [
    ts.displayPartsToString(shown?.displayParts),
    ts.displayPartsToString(shown?.documentation),
    ...tags,
  ].join("\n")
}

test("the hovered program compiles", () => {
  const diagnostics = service.getSemanticDiagnostics(program)
  expect(diagnostics.map(({ messageText }) => messageText)).toEqual([])
})

test.each<[string, readonly string[]]>([
  ["panel_slug", ['"hashimotos"', "The panel to order.", "@example hormone_metabolic"]],
  ["patient:", ["The person to test."]],
  ["dob", ["`YYYY-MM-DD`", "minLength 1", "@example 1990-04-12"]],
  ["email", ["Format: email", "@example ada@example.com"]],
  ["zip", ["five digits", "minLength 1", "@example 60601"]],
  ["total_cents", ["number | null", "minor unit", "minimum 0", "@example 19900"]],
  ["currency", ["minLength 3, maxLength 8", "@example USD"]],
  ["status", ["`received` at first", "@example received"]],
])("the hover of the property %s shows the contract's rules and an example", (name, expected) => {
  const shown = hover(name)
  expect(expected.filter((text) => !shown.includes(text))).toEqual([])
})

test.each([
  "createClient",
  "create(",
  "safeCreate",
  "useCreateLabOrder",
  "token:",
  "baseUrl",
  "timeoutMs",
  "maxRetries",
  "onRequest",
  "onResponse",
  "onRetry",
  "idempotencyKey",
  "signal",
  "outcome",
  "LoopError,",
  "isLoopError",
])("the hover of %s shows an example", (name) => {
  expect(hover(name)).toMatch(/@example .{10}/s)
})
