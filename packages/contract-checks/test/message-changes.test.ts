import { expect, test } from "vitest"
import { diffContract } from "../src/index.ts"
import { createProject } from "./support/project.ts"

interface Row {
  readonly name: string
  readonly before: object
  readonly now: object
  /** The breaking rules, with the location below the path item. */
  readonly path?: readonly string[]
  /** The breaking rules if the API sends the request, as in a webhook or callback. */
  readonly webhook?: readonly string[]
}

const text = { type: "string" }
const json = (schema: object = text) => ({ "application/json": { schema } })
const note = { type: "object", properties: { note: text } }
const notes = { type: "object", properties: { notes: text } }

/** Returns a path item with one operation. */
const post = (operation: object) => ({
  post: { responses: { "200": { description: "OK" } }, ...operation },
})
const body = (requestBody: object) => post({ requestBody: { content: json(), ...requestBody } })
const response = (fields: object) =>
  post({ responses: { "200": { description: "OK", content: json(), ...fields } } })
const header = (name: string, fields: object = {}) =>
  response({ headers: { [name]: { schema: text, ...fields } } })
const parameters = (...list: readonly object[]) =>
  post({ parameters: list.map((fields) => ({ in: "query", name: "q", schema: text, ...fields })) })
const variable = (fields: object) => ({
  ...post({}),
  servers: [
    { url: "https://{region}.example", variables: { region: { default: "us", ...fields } } },
  ],
})

const rows: readonly Row[] = [
  {
    name: "a required body appears",
    before: post({}),
    now: body({ required: true }),
    path: ["request-body-became-required /post/requestBody"],
  },
  { name: "an optional body appears", before: post({}), now: body({}) },
  {
    name: "a body becomes required",
    before: body({}),
    now: body({ required: true }),
    path: ["request-body-became-required /post/requestBody"],
  },
  {
    name: "a body becomes optional",
    before: body({ required: true }),
    now: body({ required: false }),
    webhook: ["request-body-became-optional /post/requestBody"],
  },
  {
    name: "a body is removed",
    before: body({}),
    now: post({}),
    path: ["request-body-removed /post/requestBody"],
    webhook: ["request-body-removed /post/requestBody"],
  },
  {
    name: "a field of the body gets a similar name",
    before: body({ content: json(note) }),
    now: body({ content: json(notes) }),
    path: [
      "request-field-removed /post/requestBody/content/application~1json/schema/properties/note",
    ],
    webhook: [
      "property-removed /post/requestBody/content/application~1json/schema/properties/note",
    ],
  },
  {
    name: "a guaranteed header of the response becomes optional",
    before: header("x-rate", { required: true }),
    now: header("x-rate"),
    path: ["response-header-became-optional /post/responses/200/headers/x-rate"],
  },
  {
    name: "a header of the response becomes guaranteed",
    before: header("x-rate"),
    now: header("x-rate", { required: true }),
    webhook: ["response-header-became-required /post/responses/200/headers/x-rate"],
  },
  {
    name: "a header of the response gets a similar name",
    before: header("x-rate-limit"),
    now: header("x-rate-limits"),
    path: ["response-header-removed /post/responses/200/headers/x-rate-limit"],
    webhook: ["response-header-removed /post/responses/200/headers/x-rate-limit"],
  },
  {
    name: "the header of a response gets capitals and a longer value",
    before: header("x-rate", { schema: { ...text, maxLength: 4 } }),
    now: header("X-Rate", { schema: { ...text, maxLength: 5 } }),
    path: ["schema-constraint-changed /post/responses/200/headers/X-Rate/schema"],
  },
  {
    name: "only the case of a header's name changes",
    before: header("x-rate", { required: true }),
    now: header("X-RATE", { required: true }),
  },
  {
    name: "the header of the media type is removed",
    before: header("Content-Type", { required: true }),
    now: response({}),
  },
  {
    name: "a charset is added to media types",
    before: {
      post: { ...body({}).post, ...response({}).post },
    },
    now: {
      post: {
        ...body({ content: { "application/json;charset=UTF-8": { schema: text } } }).post,
        ...response({ content: { "application/json; charset=utf-8": { schema: text } } }).post,
      },
    },
  },
  {
    name: "another charset replaces a media type",
    before: response({ content: { "text/csv": {} } }),
    now: response({ content: { "text/csv; charset=utf-16": {} } }),
    path: ["media-type-removed /post/responses/200/content/text~1csv"],
    webhook: ["media-type-removed /post/responses/200/content/text~1csv"],
  },
  {
    name: "a range replaces a media type",
    before: body({ content: { "image/png": {} } }),
    now: body({ content: { "image/*": {} } }),
    webhook: ["media-type-removed /post/requestBody/content/image~1png"],
  },
  {
    name: "a media type gets a schema",
    before: body({ content: { "application/json": {} } }),
    now: body({}),
    path: ["schema-added /post/requestBody/content/application~1json/schema"],
  },
  {
    name: "a parameter gets a schema",
    before: parameters({ schema: undefined }),
    now: parameters({}),
    path: ["schema-added /post/parameters/0/schema"],
  },
  {
    name: "ignored parameters are removed",
    before: parameters(
      { in: "header", name: "Authorization", required: true },
      { in: "header", name: "accept" },
    ),
    now: post({}),
  },
  {
    name: "ignored parameters are added",
    before: post({}),
    now: parameters({ in: "header", name: "content-type", required: true }),
  },
  {
    name: "a parameter becomes required",
    before: parameters({}),
    now: parameters({ required: true }),
    path: ["parameter-became-required /post/parameters/0"],
  },
  {
    name: "a parameter becomes optional",
    before: parameters({ required: true }),
    now: parameters({}),
    webhook: ["parameter-became-optional /post/parameters/0"],
  },
  {
    name: "a parameter gets a similar name",
    before: parameters({ name: "filter" }),
    now: parameters({ name: "filters" }),
    path: ["parameter-removed /post/parameters/0"],
    webhook: ["parameter-removed /post/parameters/0"],
  },
  {
    name: "the case of a header parameter changes, and defaults are written",
    before: parameters({ in: "header", name: "x-key" }, {}),
    now: parameters(
      { in: "header", name: "X-Key", style: "simple", explode: false },
      { style: "form", explode: true, allowReserved: false },
    ),
  },
  {
    name: "a parameter is written in another form",
    before: parameters({ schema: { type: "array" } }),
    now: parameters({ schema: { type: "array" }, explode: false }),
    path: ["parameter-serialization-changed /post/parameters/0"],
    webhook: ["parameter-serialization-changed /post/parameters/0"],
  },
  {
    name: "a parameter moves to the path item",
    before: parameters({ required: true }),
    now: { ...post({}), parameters: [{ in: "query", name: "q", required: true, schema: text }] },
  },
  {
    name: "a parameter of the path item is removed",
    before: { ...post({}), parameters: [{ in: "query", name: "q", schema: text }] },
    now: post({}),
    path: ["parameter-removed /parameters/0"],
    webhook: ["parameter-removed /parameters/0"],
  },
  {
    name: "a value of a server variable is removed",
    before: variable({ enum: ["us", "eu"] }),
    now: variable({ enum: ["us"] }),
    path: ["server-variable-restricted /servers/0/variables/region"],
    webhook: ["server-variable-restricted /servers/0/variables/region"],
  },
  {
    name: "a server variable gets a list of values",
    before: variable({}),
    now: variable({ enum: ["us"] }),
    path: ["server-variable-restricted /servers/0/variables/region"],
    webhook: ["server-variable-restricted /servers/0/variables/region"],
  },
  {
    name: "a value of a server variable is added",
    before: variable({ enum: ["us"] }),
    now: variable({ enum: ["us", "eu"] }),
  },
  {
    name: "the operation is replaced",
    before: post({}),
    now: { put: post({}).post },
    path: ["operation-removed /post"],
    webhook: ["operation-removed /post"],
  },
  {
    name: "a status gets a similar name",
    before: post({ responses: { "401": { description: "A" }, "200": { description: "OK" } } }),
    now: post({ responses: { "403": { description: "A" }, "200": { description: "OK" } } }),
    path: ["response-removed /post/responses/401"],
    webhook: ["response-removed /post/responses/401"],
  },
]

test.each(rows)("diff finds what breaks clients if $name", async (row) => {
  const breaking = await breakingChangesOfAllRows()
  const below = (at: string) =>
    breaking
      .filter(({ location }) => location === at || location.startsWith(`${at}/`))
      .map(({ rule, location }) => `${rule} ${location.slice(at.length)}`)
  const index = rows.indexOf(row)
  const callback = `/paths/~1callbacks/post/callbacks/${index}/{$request.body#~1url}`
  expect({
    path: below(`/paths/~1${index}`),
    webhook: below(`/webhooks/${index}`),
    callback: below(callback),
  }).toEqual({ path: row.path ?? [], webhook: row.webhook ?? [], callback: row.webhook ?? [] })
})

let compared: ReturnType<typeof breakingChangesOf> | undefined

/** Compares all rows in one run, each as a path, a webhook, and a callback. */
function breakingChangesOfAllRows() {
  compared ??= breakingChangesOf(documentOf("before"), documentOf("now"))
  return compared
}

function documentOf(side: "before" | "now"): object {
  const entries = (nameOf: (index: number) => string, valueOf: (item: object) => object) =>
    Object.fromEntries(rows.map((row, index) => [nameOf(index), valueOf(row[side])]))
  const callbacks = entries(String, (item) => ({ "{$request.body#/url}": item }))
  const paths = entries(
    (index) => `/${index}`,
    (item) => item,
  )
  return aDocument({
    paths: { ...paths, "/callbacks": post({ callbacks }) },
    webhooks: entries(String, (item) => item),
  })
}

function aDocument(fields: object): object {
  return { openapi: "3.1.1", info: { title: "Rows", version: "1.0.0" }, paths: {}, ...fields }
}

async function breakingChangesOf(before: object, now: object) {
  const workingDirectory = await createProject({
    "old.json": JSON.stringify(before),
    "new.json": JSON.stringify(now),
  })
  const options = { workingDirectory, contract: "new.json", bases: ["old.json"] }
  const { changes } = await diffContract(options)
  return changes.filter(({ level }) => level === "major")
}

async function rulesOf(before: object, now: object) {
  const changes = await breakingChangesOf(before, now)
  return changes.map(({ rule, location }) => `${rule} ${location}`)
}

test("a webhook, callback, or path with a similar name is another one", async () => {
  const named = (name: string) =>
    aDocument({
      paths: {
        [`/${name}/{id}`]: post({}),
        "/x": post({ callbacks: { [name]: { "{$url}": post({}) } } }),
      },
      webhooks: { [name]: post({}) },
    })
  expect(await rulesOf(named("orderCreated"), named("orderCreate"))).toEqual([
    "path-removed /paths/~1orderCreated~1{id}",
    "path-removed /paths/~1x/post/callbacks/orderCreated",
    "path-removed /webhooks/orderCreated",
  ])
})

test("the label of a path parameter is only a label", async () => {
  const labelled = (label: string, schema: object) =>
    aDocument({
      paths: {
        [`/orders/{${label}}`]: {
          get: {
            parameters: [{ in: "path", name: label, required: true, schema }],
            responses: { "200": { description: "OK" } },
          },
        },
      },
    })
  expect(await rulesOf(labelled("id", text), labelled("order_id", text))).toEqual([])
  expect(
    await rulesOf(labelled("id", text), labelled("order_id", { ...text, maxLength: 5 })),
  ).toEqual(["schema-constraint-changed /paths/~1orders~1{order_id}/get/parameters/0/schema"])
})

const clientCredentials = { tokenUrl: "https://t.example", scopes: { read: "R", write: "W" } }

test.each<[string, object, object, readonly string[]]>([
  [
    "loses a scope and gets another URL",
    { clientCredentials },
    { clientCredentials: { tokenUrl: "https://u.example", scopes: { read: "R" } } },
    ["", ""],
  ],
  [
    "is removed",
    { clientCredentials, implicit: { scopes: {} } },
    { implicit: { scopes: {} } },
    [""],
  ],
  [
    "gets a scope",
    { clientCredentials },
    { clientCredentials: { ...clientCredentials, scopes: { ...clientCredentials.scopes, x: "" } } },
    [],
  ],
])("diff finds what breaks clients if an OAuth flow %s", async (_name, before, now, expected) => {
  const withFlows = (flows: object) =>
    aDocument({ components: { securitySchemes: { oauth: { type: "oauth2", flows } } } })
  expect(await rulesOf(withFlows(before), withFlows(now))).toEqual(
    expected.map(
      () => "oauth-flow-changed /components/securitySchemes/oauth/flows/clientCredentials",
    ),
  )
})

const secured = (own: object | undefined, inherited?: object) =>
  aDocument({ security: inherited, paths: { "/x": post({ security: own }) } })
const security = "/paths/~1x/post/security/0"

test.each<[string, object, object, readonly string[]]>([
  ["a scope is added", secured([{ a: ["r"] }]), secured([{ a: ["r", "w"] }]), [security]],
  ["a scope is removed", secured([{ a: ["r", "w"] }]), secured([{ a: ["r"] }]), []],
  ["an alternative is added", secured([{ a: [] }]), secured([{ b: [] }, { a: [] }]), []],
  ["an alternative is removed", secured([{ a: [] }, { b: [] }]), secured([{ a: [] }]), [security]],
  ["a second credential is added", secured([{ a: [] }]), secured([{ a: [], b: [] }]), [security]],
  ["security is added", secured(undefined), secured([{ a: [] }]), [security]],
  ["optional security is added", secured(undefined), secured([{ a: [] }, {}]), []],
  ["security is removed", secured([{ a: [] }]), secured([]), []],
  ["security moves to the document", secured([{ a: [] }]), secured(undefined, [{ a: [] }]), []],
  [
    "an operation without security gets that of the document",
    secured([], [{ a: [] }]),
    secured(undefined, [{ a: [] }]),
    [security],
  ],
  [
    "security of the document is added",
    secured(undefined),
    secured(undefined, [{ a: [] }]),
    ["/security/0"],
  ],
])("diff finds what breaks clients if %s", async (_name, before, now, locations) => {
  expect(await rulesOf(before, now)).toEqual(
    locations.map((location) => `security-requirement-changed ${location}`),
  )
})

test("the change of a shared schema is listed once", async () => {
  const shared = (schema: object) => {
    const schemas = { Note: { type: "array", items: schema } }
    const content = json({ $ref: "#/components/schemas/Note" })
    return aDocument({
      paths: { "/x": body({ content }), "/y": body({ content }), "/z": response({ content }) },
      components: { schemas },
    })
  }
  expect(await rulesOf(shared(text), shared({ ...text, maxLength: 5 }))).toEqual([
    "schema-constraint-changed /paths/~1x/post/requestBody/content/application~1json/schema/items",
  ])
})

const nullable = { type: "string", nullable: true }

test.each<[string, object, object, readonly string[]]>([
  ["null becomes a type in 3.1", nullable, { type: ["string", "null"] }, []],
  ["nullable is left in 3.1", nullable, nullable, ["schema-type-changed"]],
  [
    "exclusive bounds become numbers in 3.1",
    { type: "number", minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
    { type: "number", exclusiveMinimum: 0, maximum: 9 },
    [],
  ],
  [
    "keywords beside a reference are ignored in 3.0, and apply in 3.1",
    { $ref: "#/components/schemas/Text", maxLength: 5 },
    { $ref: "#/components/schemas/Text", maxLength: 5 },
    ["schema-constraint-changed"],
  ],
])("from OpenAPI 3.0 to 3.1, %s", async (_name, before, now, expected) => {
  const withBody = (openapi: string, schema: object) =>
    aDocument({
      openapi,
      paths: { "/x": body({ content: json(schema) }) },
      components: { schemas: { Text: text } },
    })
  const changes = await breakingChangesOf(withBody("3.0.3", before), withBody("3.1.1", now))
  expect(changes.map(({ rule }) => rule)).toEqual(expected)
})

test("keywords beside a reference are no difference in OpenAPI 3.0", async () => {
  const withBody = (beside: object) =>
    aDocument({
      openapi: "3.0.3",
      paths: { "/x": body({ content: json({ $ref: "#/components/schemas/Text", ...beside }) }) },
      components: { schemas: { Text: text } },
    })
  expect(await rulesOf(withBody({}), withBody({ maxLength: 5, nullable: true }))).toEqual([])
  expect(await rulesOf(withBody({ maxLength: 5, nullable: true }), withBody({}))).toEqual([])
})
