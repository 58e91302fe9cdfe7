import { expect, test } from "vitest"
import { parse, type Document } from "yaml"
import { diffContract, type Change } from "../src/index.ts"
import { createProject, contractJson, contractText } from "./support/project.ts"

type Path = readonly (string | number)[]

/** Changes the path item at `at` in the document. */
type RowEdit = (document: Document, at: Path) => void

interface Row {
  readonly name: string
  /** Edits the current contract to create the base. */
  readonly before?: RowEdit
  /** Edits the current contract to create the changed contract. */
  readonly after?: RowEdit
  /**
   * Level, rule, and location below the path item, for every change except those of descriptions.
   */
  readonly changes: readonly string[]
}

const schema = ["content", "application/json", "schema"]
const request = (...path: Path) => ["post", "requestBody", ...schema, ...path]
const created = (...path: Path) => ["post", "responses", "201", ...schema, ...path]
const codes = (status: string, ...path: Path) => [
  "post",
  "responses",
  status,
  "x-error-codes",
  ...path,
]
const requestLocation = "/post/requestBody/content/application~1json/schema"
const createdLocation = "/post/responses/201/content/application~1json/schema"

const set =
  (path: Path, value: unknown): RowEdit =>
  (document, at) =>
    document.setIn([...at, ...path], document.createNode(value))

const remove =
  (...paths: readonly Path[]): RowEdit =>
  (document, at) => {
    for (const path of paths) document.deleteIn([...at, ...path])
  }

/** Moves the path item of a row and its key to the components. `change` edits the key. */
const asComponent =
  (change: object = {}, ...more: readonly object[]): RowEdit =>
  (document, at) => {
    const name = `Row${at.at(-1)?.toString().slice(1)}`
    const component = ["components", "parameters", name]
    document.setIn(
      component,
      document.createNode({ name: "x-key", in: "header", required: true, schema: {}, ...change }),
    )
    const references = [{ $ref: `#/components/parameters/${name}` }, ...more]
    document.setIn([...at, "post", "parameters"], document.createNode(references))
    document.setIn(["components", "pathItems", name], document.getIn(at, true))
    document.setIn(at, document.createNode({ $ref: `#/components/pathItems/${name}` }))
  }

/** Adds a callback whose parameter is a component. */
const withCallback =
  (pattern: string): RowEdit =>
  (document, at) => {
    const name = `Callback${at.at(-1)?.toString().slice(1)}`
    const parameter = { name: "x-key", in: "header", schema: { type: "string", pattern } }
    document.setIn(["components", "parameters", name], document.createNode(parameter))
    const parameters = [{ $ref: `#/components/parameters/${name}` }]
    const post = { parameters, responses: { "200": { description: "OK" } } }
    set(["post", "callbacks"], { done: { "{$url}": { post } } })(document, at)
  }

/** Adds a field that contains itself, and a callback that refers to its own path item. */
const circular =
  (minProperties: number): RowEdit =>
  (document, at) => {
    const child = { $ref: "#/components/schemas/Tree", minProperties }
    const tree = document.createNode({ type: "object", properties: { child } })
    document.setIn(["components", "schemas", "Tree"], tree)
    set(request("properties", "tree"), { $ref: "#/components/schemas/Tree" })(document, at)
    const itself = { $ref: `#/paths/~1${at.at(-1)?.toString().slice(1)}` }
    set(["post", "callbacks"], { again: { "{$url}": itself } })(document, at)
  }

const slug = { type: "string", enum: ["pcos", "wellness"] }
const asReference =
  (beside: object): RowEdit =>
  (document, at) => {
    const name = `Slug${at.at(-1)?.toString().slice(1)}`
    document.setIn(["components", "schemas", name], document.createNode(slug))
    set(request("properties", "panel_slug"), { $ref: `#/components/schemas/${name}`, ...beside })(
      document,
      at,
    )
  }

const rows: readonly Row[] = [
  {
    name: "a key of a path item in the components is tightened",
    before: asComponent(),
    after: asComponent({ schema: { pattern: "^[0-9]+$" } }),
    changes: ["major schema-constraint-changed /post/parameters/0/schema"],
  },
  {
    name: "a key of a path item in the components moves to the query",
    before: asComponent(),
    after: asComponent({ in: "query" }),
    changes: [
      "major parameter-became-required /post/parameters/0",
      "major parameter-removed /post/parameters/0",
      "patch modified /post/parameters/0",
    ],
  },
  {
    name: "a path item in the components requires another query parameter",
    before: asComponent(),
    after: asComponent({}, { name: "region", in: "query", required: true, schema: {} }),
    changes: ["major parameter-became-required /post/parameters/1"],
  },
  {
    name: "a path item moves to the components",
    before: set(
      ["post", "parameters"],
      [{ name: "x-key", in: "header", required: true, schema: {} }],
    ),
    after: asComponent(),
    changes: [],
  },
  {
    name: "a parameter of a callback is tightened",
    before: withCallback("^.*$"),
    after: withCallback("^[0-9]$"),
    changes: [
      "major schema-constraint-changed /post/callbacks/done/{$url}/post/parameters/0/schema",
    ],
  },
  {
    name: "the schema of the 201 response is removed",
    after: remove(created()),
    changes: [`major schema-removed ${createdLocation}`],
  },
  {
    name: "the schema of the request is removed",
    after: remove(request()),
    changes: [`major schema-removed ${requestLocation}`],
  },
  {
    name: "the schema of the 201 response becomes true",
    after: set(created(), true),
    changes: [
      `major property-removed ${createdLocation}/properties`,
      `major required-properties-removed ${createdLocation}`,
      `major schema-type-changed ${createdLocation}`,
    ],
  },
  {
    name: "the schema of a request field becomes false",
    before: set(request("properties", "new_field"), true),
    after: set(request("properties", "new_field"), false),
    changes: [`major schema-constraint-changed ${requestLocation}/properties/new_field/not`],
  },
  {
    name: "request fields are removed",
    after: remove(
      request("properties", "patient_id"),
      request("properties", "patient", "properties", "sex"),
    ),
    changes: [
      `major request-field-removed ${requestLocation}/properties/patient/properties/sex`,
      `major request-field-removed ${requestLocation}/properties/patient_id`,
    ],
  },
  {
    name: "a reference with keywords beside it replaces a schema",
    before: set(request("properties", "panel_slug"), slug),
    after: asReference({ maxLength: 5, const: "pcos", description: "One panel." }),
    changes: [
      `major enum-values-removed ${requestLocation}/properties/panel_slug`,
      `major schema-constraint-changed ${requestLocation}/properties/panel_slug`,
    ],
  },
  {
    name: "a keyword beside a reference contradicts its target",
    before: set(request("properties", "panel_slug"), slug),
    after: asReference({ enum: ["pcos"] }),
    changes: [
      `major enum-values-removed ${requestLocation}/properties/panel_slug`,
      `patch added ${requestLocation}/properties/panel_slug/allOf`,
      `patch modified ${requestLocation}/properties/panel_slug`,
    ],
  },
  {
    name: "a reference with only a description beside it replaces a schema",
    before: set(request("properties", "panel_slug"), slug),
    after: asReference({ description: "One panel." }),
    changes: [],
  },
  {
    name: "a circular schema is tightened",
    before: circular(1),
    after: circular(2),
    changes: [
      `major schema-constraint-changed ${requestLocation}/properties/tree/properties/child`,
      `major schema-constraint-changed ${requestLocation}/properties/tree/properties/child/properties/child`,
    ],
  },
  {
    name: "an operation and a path get their own servers",
    after: (document, at) => {
      set(["servers"], [{ url: "https://path.example" }])(document, at)
      set(["post", "servers"], [{ url: "https://operation.example" }])(document, at)
    },
    changes: ["major servers-replaced /post/servers", "major servers-replaced /servers"],
  },
  {
    name: "the servers of an operation are removed",
    before: set(["post", "servers"], [{ url: "https://operation.example" }]),
    changes: ["major servers-replaced /post/servers"],
  },
  {
    name: "patternProperties are added to a request",
    after: set(request("patternProperties"), { "^x-": { type: "string" } }),
    changes: [`major pattern-properties-changed ${requestLocation}/patternProperties`],
  },
  {
    name: "a required field of the 201 response becomes writeOnly",
    after: set(created("properties", "id", "writeOnly"), true),
    changes: [`major field-direction-changed ${createdLocation}/properties/id`],
  },
  {
    name: "keywords without a rule change",
    before: set(request("not"), { required: ["a", "b"] }),
    after: (document, at) => {
      set(request("not"), { required: ["a"] })(document, at)
      set(request("$anchor"), "order")(document, at)
    },
    changes: [
      `major not-understood ${requestLocation}`,
      `major not-understood ${requestLocation}/not`,
      `patch modified ${requestLocation}/not`,
    ],
  },
  {
    name: "an error code is removed",
    after: remove(codes("401", "token_expired")),
    changes: ["minor error-code-removed /post/responses/401/x-error-codes"],
  },
  {
    name: "an error code moves to another status",
    after: (document, at) => {
      const definition = document.getIn([...at, ...codes("401", "token_expired")])
      remove(codes("401", "token_expired"))(document, at)
      document.setIn([...at, ...codes("502", "token_expired")], definition)
    },
    changes: ["minor error-code-moved /post/responses/401/x-error-codes"],
  },
  {
    name: "the retry of an error code changes",
    after: set(codes("502", "overloaded", "retry"), "never"),
    changes: ["major error-code-retry-changed /post/responses/502/x-error-codes/overloaded/retry"],
  },
  {
    name: "the order of an error code changes",
    after: set(codes("502", "overloaded", "order"), "unknown"),
    changes: ["major error-code-order-changed /post/responses/502/x-error-codes/overloaded/order"],
  },
  {
    name: "an error code moves to another status with another retry",
    after: (document, at) => {
      remove(codes("401", "token_expired"))(document, at)
      const definition = { retry: "never", order: "not_created", summary: "S.", action: "A." }
      set(codes("502", "token_expired"), definition)(document, at)
    },
    changes: [
      "minor error-code-moved /post/responses/401/x-error-codes",
      "major error-code-retry-changed /post/responses/502/x-error-codes/token_expired/retry",
    ],
  },
  {
    name: "the texts of an error code change and a code is added",
    after: (document, at) => {
      set(codes("502", "overloaded", "summary"), "Busy.")(document, at)
      set(codes("502", "overloaded", "action"), "Wait.")(document, at)
      set(codes("502", "brand_new"), {
        retry: "never",
        order: "unknown",
        summary: "S.",
        action: "A.",
      })(document, at)
    },
    changes: [],
  },
  {
    name: "a list of error codes becomes a map without one of them",
    before: set(codes("401"), ["unauthenticated", "token_expired", "insufficient_scope", "gone"]),
    changes: ["minor error-code-removed /post/responses/401/x-error-codes"],
  },
  {
    name: "all error codes of a status are removed",
    after: remove(codes("401")),
    changes: Array<string>(3).fill("minor error-code-removed /post/responses/401/x-error-codes"),
  },
  {
    name: "an optional request field is added",
    after: set(request("properties", "new_field"), { type: "string" }),
    changes: [`minor added ${requestLocation}/properties/new_field`],
  },
  {
    name: "a response status is added",
    after: set(["post", "responses", "413"], { description: "Too large" }),
    changes: ["minor added /post/responses/413"],
  },
  {
    name: "an optional header is added",
    after: (document, at) =>
      document.addIn(
        [...at, "post", "parameters"],
        document.createNode({ name: "x-brand", in: "header", schema: { type: "string" } }),
      ),
    changes: ["minor added /post/parameters/1"],
  },
  {
    name: "an enum value of the request is added",
    after: (document, at) =>
      document.addIn([...at, ...request("properties", "panel_slug", "enum")], "thyroid"),
    changes: [`patch modified ${requestLocation}/properties/panel_slug`],
  },
]

test.each(rows)("diff rates the change correctly if $name", async (row) => {
  const path = `/paths/~1${rows.indexOf(row)}`
  const changes = (await changesOfAllRows())
    .filter(({ location, wordingOnly }) => `${location}/`.startsWith(`${path}/`) && !wordingOnly)
    .map(({ level, rule, location }) => `${level} ${rule} ${location.slice(path.length)}`)
  expect(changes.toSorted()).toEqual(row.changes.toSorted())
})

test("diff reports a removed error code at the codes of its status", async () => {
  const index = rows.findIndex(({ name }) => name === "an error code is removed")
  const location = `/paths/~1${index}/post/responses/401/x-error-codes`
  const change = (await changesOfAllRows()).find((change) => change.location === location)
  expect(change?.message).toBe(
    "The error code token_expired of the 401 response was removed. Clients that handle this code no longer receive it.",
  )
  expect(change?.severity).toBe("notice")
})

let compared: Promise<readonly Change[]> | undefined

/**
 * Compares all rows in one run of Redocly. Each row is a copy of the operation under its own path.
 */
function changesOfAllRows(): Promise<readonly Change[]> {
  compared ??= compareRows()
  return compared
}

async function compareRows(): Promise<readonly Change[]> {
  const contract = parse(await contractText()) as Contract
  const pathItem = inlined(contract, contract.paths["/v1/labs/orders"])
  const withRows = (edit: (row: Row) => RowEdit | undefined) => (document: Document) => {
    for (const [index, row] of rows.entries()) {
      const at = ["paths", `/${index}`]
      document.setIn(at, document.createNode(pathItem, { aliasDuplicateObjects: false }))
      edit(row)?.(document, at)
    }
  }
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson(withRows(({ before }) => before)),
    "spec/openapi.yaml": await contractText(withRows(({ after }) => after)),
  })
  return (await diffContract({ workingDirectory: project, changesets: false })).changes
}

interface Contract {
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Returns the value with each reference replaced by its target. */
function inlined(contract: Contract, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map((item) => inlined(contract, item))
  if ("$ref" in value) {
    const [, , section = "", name = ""] = String(value.$ref).split("/")
    return inlined(contract, contract.components[section]?.[name])
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, inlined(contract, item)]),
  )
}
