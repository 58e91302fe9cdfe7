import { expect, test } from "vitest"
import { diffContract, type Change } from "../src/index.ts"
import { createProject } from "./support/project.ts"

interface Row {
  readonly name: string
  readonly before?: unknown
  readonly now?: unknown
  /** The breaking rules, with the location below the schema, if both schemas are of a request. */
  readonly request?: readonly string[]
  /** The breaking rules, with the location below the schema, if both schemas are of a response. */
  readonly response?: readonly string[]
}

const text = { type: "string" }
const note = { type: "object", properties: { note: text, id: { type: "integer" } } }
const notes = { type: "object", properties: { notes: text, id: { type: "integer" } } }
const plan = { type: "object", properties: { plan: { const: "a" }, days: { type: "integer" } } }

// oxlint-disable unicorn/no-thenable -- JSON Schema's keyword, in schemas only

/** Returns a row for a field that gets a similar name, in a schema that contains the object. */
function renamed(name: string, at: string, wrap: (object: object) => object): Row {
  return {
    name: `an optional field gets a similar name in ${name}`,
    before: wrap(note),
    now: wrap(notes),
    request: [`request-field-removed ${at}/properties/note`],
    response: [`property-removed ${at}/properties/note`],
  }
}

const rows: readonly Row[] = [
  renamed("an object", "", (object) => object),
  renamed("a field", "/properties/a", (object) => ({ type: "object", properties: { a: object } })),
  renamed("items", "/items", (object) => ({ type: "array", items: object })),
  renamed("prefixItems", "/prefixItems/1", (object) => ({ prefixItems: [text, object] })),
  renamed("allOf", "/allOf/1", (object) => ({ allOf: [plan, object] })),
  renamed("oneOf", "/oneOf/1", (object) => ({ oneOf: [text, object] })),
  renamed("oneOf with a similar object", "/oneOf/0", (object) => ({ oneOf: [object, plan] })),
  renamed("anyOf", "/anyOf/0", (object) => ({ anyOf: [object, { type: "null" }] })),
  renamed("nested lists", "/items/items", (object) => ({ items: { items: object } })),
  renamed("additionalProperties", "/additionalProperties", (object) => ({
    type: "object",
    additionalProperties: object,
  })),
  renamed("then", "/then", (object) => ({ if: { required: ["id"] }, then: object })),
  renamed("a shared schema", "", (object) => ({
    $ref: object === note ? "#/components/schemas/Note" : "#/components/schemas/Notes",
  })),
  {
    name: "a list of one value becomes const",
    before: { enum: ["a"] },
    now: { const: "a" },
  },
  {
    name: "const becomes a list with another value",
    before: { const: "a" },
    now: { enum: ["a", "b"] },
    response: ["enum-values-added "],
  },
  {
    name: "const gets another value",
    before: { type: "string", const: "a" },
    now: { type: "string", const: "b" },
    request: ["enum-values-removed "],
    response: ["enum-values-added "],
  },
  {
    name: "a list of values is added",
    before: text,
    now: { type: "string", enum: ["a", "b"] },
    request: ["enum-values-removed "],
  },
  {
    name: "a list of all booleans is added",
    before: { type: "boolean" },
    now: { type: "boolean", enum: [true, false] },
  },
  {
    name: "an object in a list of values changes",
    before: { enum: [{ a: 1 }] },
    now: { enum: [{ a: 2 }] },
    request: ["enum-values-removed "],
    response: ["enum-values-added "],
  },
  {
    name: "limits become their defaults",
    before: { properties: { a: {}, b: {}, c: {} } },
    now: {
      minProperties: 0,
      required: [],
      properties: { a: { minLength: 0 }, b: { minItems: 0, uniqueItems: false }, c: true },
      additionalProperties: true,
    },
  },
  {
    name: "a limit of another type is added",
    before: { type: "integer" },
    now: { type: "integer", maxLength: 3, required: ["a"], items: text },
  },
  {
    name: "limits of listed values are added",
    before: { type: "string", enum: ["ab", "cd"] },
    now: { type: "string", enum: ["ab", "cd"], minLength: 2, maxLength: 2, pattern: "^[a-d]+$" },
  },
  {
    name: "multipleOf becomes its divisor",
    before: { type: "integer", multipleOf: 2 },
    now: { type: "integer", multipleOf: 1 },
    response: ["schema-constraint-changed "],
  },
  {
    name: "multipleOf becomes its multiple",
    before: { type: "number", multipleOf: 0.01 },
    now: { type: "number", multipleOf: 0.05 },
    request: ["schema-constraint-changed "],
  },
  {
    name: "multipleOf becomes unrelated",
    before: { type: "integer", multipleOf: 4 },
    now: { type: "integer", multipleOf: 6 },
    request: ["schema-constraint-changed "],
    response: ["schema-constraint-changed "],
  },
  {
    name: "an exclusive bound of integers becomes inclusive",
    before: { type: "integer", exclusiveMinimum: 0 },
    now: { type: "integer", minimum: 1 },
  },
  {
    name: "an exclusive bound of numbers becomes inclusive",
    before: { type: "number", exclusiveMinimum: 0 },
    now: { type: "number", minimum: 0 },
    response: ["schema-constraint-changed "],
  },
  {
    name: "a bound is tightened",
    before: { type: "number", minimum: 0, maximum: 10 },
    now: { type: "number", minimum: 1, maximum: 9 },
    request: ["schema-constraint-changed ", "schema-constraint-changed "],
  },
  {
    name: "a number format becomes wider",
    before: { type: "integer", format: "int32" },
    now: { type: "integer", format: "int64" },
    response: ["schema-constraint-changed "],
  },
  {
    name: "a type becomes wider",
    before: { type: "integer" },
    now: { type: ["number", "null"] },
    response: ["schema-type-changed "],
  },
  {
    name: "a schema is wrapped in allOf",
    before: note,
    now: { allOf: [note], description: "The note." },
  },
  {
    name: "fields move between the schemas of allOf",
    before: { allOf: [{ properties: { a: text } }, { properties: { b: text }, required: ["b"] }] },
    now: { allOf: [{ properties: { a: text, b: text } }, { required: ["b"] }] },
  },
  {
    name: "a schema of allOf is added",
    before: { allOf: [note] },
    now: { allOf: [note, { required: ["note"] }] },
    request: ["required-properties-added /allOf/1"],
  },
  {
    name: "a list of types becomes anyOf",
    before: { type: ["string", "null"], maxLength: 5 },
    now: { anyOf: [{ type: "string", maxLength: 5 }, { type: "null" }] },
  },
  {
    name: "a list of types becomes anyOf with a tighter schema",
    before: { type: ["string", "null"], maxLength: 5 },
    now: { anyOf: [{ type: "string", maxLength: 4 }, { type: "null" }] },
    request: ["schema-constraint-changed /anyOf/0"],
  },
  {
    name: "a list of values becomes oneOf",
    before: { enum: ["a", "b", null] },
    now: { oneOf: [{ const: "a" }, { const: "b" }, { type: "null" }] },
  },
  {
    name: "oneOf becomes anyOf",
    before: { oneOf: [note, plan] },
    now: { anyOf: [plan, note] },
  },
  {
    name: "a schema becomes a branch of oneOf",
    before: note,
    now: { oneOf: [note, plan] },
    response: ["schema-combinator-changed /oneOf"],
  },
  {
    name: "a branch of oneOf is added",
    before: { oneOf: [note, text] },
    now: { oneOf: [plan, note, text] },
    response: ["schema-combinator-changed /oneOf"],
  },
  {
    name: "a branch of oneOf is removed",
    before: { oneOf: [note, plan, text] },
    now: { oneOf: [note, text] },
    request: ["schema-combinator-changed /oneOf"],
  },
  {
    name: "a branch of oneOf accepts more",
    before: { oneOf: [{ type: "string", maxLength: 5 }, note] },
    now: { oneOf: [{ type: "string", maxLength: 9 }, note] },
    response: ["schema-constraint-changed /oneOf/0"],
  },
  {
    name: "items get a schema",
    before: { type: "array" },
    now: { type: "array", items: text },
    request: ["schema-constraint-changed /items"],
  },
  {
    name: "a field gets a schema",
    before: { properties: { a: {} } },
    now: { properties: { a: note } },
    request: ["schema-type-changed /properties/a"],
  },
  {
    name: "an optional field is added",
    before: note,
    now: { ...note, properties: { ...note.properties, more: text } },
  },
  {
    name: "a required field is added",
    before: note,
    now: { ...note, properties: { ...note.properties, more: text }, required: ["more"] },
    request: ["required-properties-added "],
  },
  {
    name: "a field is added that the schema of other fields contradicts",
    before: { type: "object", additionalProperties: text },
    now: { type: "object", properties: { a: { type: "integer" } }, additionalProperties: text },
    request: ["schema-type-changed /properties/a"],
    response: ["schema-type-changed /properties/a"],
  },
  {
    name: "an object allows only its fields",
    before: note,
    now: { ...note, additionalProperties: false },
    request: ["schema-constraint-changed "],
  },
  {
    name: "fields become a map",
    before: { properties: { a: text, b: text } },
    now: { additionalProperties: text },
    request: ["schema-constraint-changed /additionalProperties"],
  },
  {
    name: "a pattern of other fields is removed from a closed object",
    before: { patternProperties: { "^x-": text }, additionalProperties: false },
    now: { additionalProperties: false },
    request: ["schema-constraint-changed /additionalProperties/not"],
    response: [],
  },
  {
    name: "a pattern of other fields becomes looser",
    before: { patternProperties: { "^x-": { ...text, maxLength: 2 } } },
    now: { patternProperties: { "^x-": text } },
    response: ["schema-constraint-changed /patternProperties/^x-"],
  },
  {
    name: "a read-only field becomes required, and another tighter",
    before: { properties: { a: { ...text, readOnly: true }, b: { ...text, readOnly: true } } },
    now: {
      properties: { a: { ...text, readOnly: true }, b: { ...text, readOnly: true, maxLength: 1 } },
      required: ["a"],
    },
  },
  {
    name: "a field becomes read-only",
    before: { properties: { a: text } },
    now: { properties: { a: { ...text, readOnly: true } } },
    request: ["field-direction-changed /properties/a"],
  },
  {
    name: "a field becomes write-only",
    before: { properties: { a: text } },
    now: { properties: { a: { ...text, writeOnly: true } } },
    response: ["field-direction-changed /properties/a"],
  },
  {
    name: "a required read-only field becomes writable",
    before: { properties: { a: { ...text, readOnly: true } }, required: ["a"] },
    now: { properties: { a: text }, required: ["a"] },
    request: ["required-properties-added "],
  },
  {
    name: "not forbids less",
    before: { not: { required: ["a"] } },
    now: { not: { required: ["a", "b"] } },
    response: ["not-understood /not"],
  },
  {
    name: "if gets another condition",
    before: { if: { required: ["a"] }, then: { required: ["b"] } },
    now: { if: { required: ["c"] }, then: { required: ["b"] } },
    request: ["not-understood /if"],
    response: ["not-understood /if"],
  },
  {
    name: "an unknown keyword changes",
    before: { $dynamicAnchor: "a" },
    now: { $dynamicAnchor: "b" },
    request: ["not-understood "],
    response: ["not-understood "],
  },
  {
    name: "a dependency is added",
    before: { dependentRequired: { a: ["b"] } },
    now: { dependentRequired: { a: ["b", "c"] }, dependentSchemas: { a: note } },
    request: ["schema-constraint-changed ", "schema-constraint-changed /dependentSchemas"],
  },
  {
    name: "a list must contain another item",
    before: { contains: text, minContains: 2 },
    now: { contains: text, minContains: 1 },
    response: ["schema-constraint-changed "],
  },
  {
    name: "a schema appears",
    now: note,
    request: ["schema-added "],
  },
  {
    name: "an empty schema appears",
    now: { description: "Anything." },
  },
  {
    name: "a schema is removed",
    before: note,
    request: ["schema-removed "],
    response: ["schema-removed "],
  },
  {
    name: "nullable of OpenAPI 3.0 is added in 3.1",
    before: { type: ["string", "null"] },
    now: { type: "string", nullable: true },
    request: ["schema-type-changed "],
  },
  {
    name: "a circular schema is tightened",
    before: { $ref: "#/components/schemas/Tree" },
    now: { $ref: "#/components/schemas/SmallTree" },
    request: ["schema-constraint-changed "],
  },
]

test.each(rows)("diff finds what breaks clients if $name", async (row) => {
  const [request, response] = (await changesOfAllRows())[rows.indexOf(row)] ?? []
  expect({ request, response }).toEqual({
    request: row.request?.toSorted() ?? [],
    response: row.response?.toSorted() ?? [],
  })
})

let compared: Promise<readonly (readonly string[])[][]> | undefined

/** Compares all rows in one run, each as a request and as a response. */
function changesOfAllRows() {
  compared ??= compareRows()
  return compared
}

async function compareRows(): Promise<readonly (readonly string[])[][]> {
  const project = await createProject({
    "old.json": JSON.stringify(documentOf(({ before }) => before)),
    "new.json": JSON.stringify(documentOf(({ now }) => now)),
  })
  const { changes } = await diffContract({
    workingDirectory: project,
    contract: "new.json",
    bases: ["old.json"],
  })
  return rows.map((_row, index) =>
    ["requestBody", "responses/200"].map((place) => {
      const schema = `/paths/~1${index}/post/${place}/content/application~1json/schema`
      return changes
        .filter(isBreaking)
        .flatMap(({ location, rule }) => {
          const isBelow = location === schema || location.startsWith(`${schema}/`)
          return isBelow ? [`${rule} ${location.slice(schema.length)}`] : []
        })
        .toSorted()
    }),
  )
}

function isBreaking({ level }: Change): boolean {
  return level === "major"
}

/** Returns a document whose path `/n` has the schema of the row n in its request and response. */
function documentOf(schemaOf: (row: Row) => unknown): object {
  const paths = rows.map((row, index) => {
    const schema = schemaOf(row)
    const content = { "application/json": schema === undefined ? {} : { schema } }
    const responses = { "200": { description: "OK", content } }
    return [`/${index}`, { post: { requestBody: { content }, responses } }]
  })
  const tree = { type: "object", properties: { child: { $ref: "#/components/schemas/Tree" } } }
  const schemas = {
    Note: note,
    Notes: notes,
    Tree: tree,
    SmallTree: {
      ...tree,
      maxProperties: 1,
      properties: { child: { $ref: "#/components/schemas/SmallTree" } },
    },
  }
  return {
    openapi: "3.1.1",
    info: { title: "Rows", version: "1.0.0" },
    paths: Object.fromEntries(paths) as object,
    components: { schemas },
  }
}
