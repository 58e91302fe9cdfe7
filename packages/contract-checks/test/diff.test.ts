import { expect, test } from "vitest"
import { diffContract } from "../src/index.ts"
import {
  createProject,
  contractJson,
  contractText,
  labOrders,
  spec,
  textAt,
  type Edit,
} from "./support/project.ts"

const operation = (...path: readonly (string | number)[]) => [...labOrders, ...path]
const schemas = (...path: readonly (string | number)[]) => ["components", "schemas", ...path]
const request = (...path: readonly (string | number)[]) =>
  schemas("LabOrderRequest", "properties", ...path)
const requestPointer = "/paths/~1v1~1labs~1orders/post/requestBody/content/application~1json/schema"

/** Compares the edited contract with the current one, which is the seed of the project. */
async function changesOf(...edits: readonly Edit[]) {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson(),
    "spec/openapi.yaml": await contractText(...edits),
  })
  return diffContract({ workingDirectory: project, changesets: false })
}

test("the contract has no breaking change since the seed", async () => {
  const { bases, changes } = await diffContract({
    contract: `${spec}openapi.yaml`,
    changesets: false,
  })
  expect(bases[0]).toBe("seed")
  const sinceSeed = changes.filter(({ base }) => base === "seed")
  expect(sinceSeed.filter(({ level }) => level === "major")).toEqual([])
  expect(sinceSeed.length).toBeGreaterThan(0)
})

test("the same contract has no changes", async () => {
  const { changes, impact } = await changesOf()
  expect(changes).toEqual([])
  expect(impact).toBeUndefined()
})

const breaking: readonly { name: string; edit: Edit; rule: string; at: string }[] = [
  {
    name: "a required request field is added",
    edit: (contract) => contract.addIn(schemas("LabOrderRequest", "required"), "currency"),
    rule: "required-properties-added",
    at: "required:",
  },
  {
    name: "a field of the 201 response is removed",
    edit: (contract) => contract.deleteIn(schemas("LabOrder", "properties", "tracking_number")),
    rule: "property-removed",
    at: "properties:",
  },
  {
    name: "a field of the 201 response becomes optional",
    edit: (contract) => contract.deleteIn(schemas("LabOrder", "required", 0)),
    rule: "required-properties-removed",
    at: "required:",
  },
  {
    name: "an enum value of the request is removed",
    edit: (contract) => contract.deleteIn(schemas("PanelSlug", "enum", 1)),
    rule: "enum-values-removed",
    at: "enum:",
  },
  {
    name: "the type of a request field is narrowed",
    edit: (contract) => contract.setIn(request("currency", "type"), "string"),
    rule: "schema-type-changed",
    at: "type: string",
  },
  {
    name: "the maxLength of a request field is tightened",
    edit: (contract) => contract.setIn(request("currency", "maxLength"), 3),
    rule: "schema-constraint-changed",
    at: "maxLength: 3",
  },
  {
    name: "the idempotency key's maxLength is tightened",
    edit: (contract) =>
      contract.setIn(["components", "parameters", "IdempotencyKey", "schema", "maxLength"], 36),
    rule: "schema-constraint-changed",
    at: "maxLength: 36",
  },
  {
    name: "a response status is removed",
    edit: (contract) => contract.deleteIn(operation("responses", "401")),
    rule: "response-removed",
    at: "responses:",
  },
  {
    name: "a scope is added",
    edit: (contract) => contract.setIn(operation("security", 0, "bearerAuth"), ["labs:order"]),
    rule: "security-requirement-changed",
    at: "bearerAuth:",
  },
  {
    name: "an operationId changes",
    edit: (contract) => contract.setIn(operation("operationId"), "placeLabOrder"),
    rule: "operation-id-changed",
    at: "operationId: placeLabOrder",
  },
  {
    name: "an operationId is removed",
    edit: (contract) => contract.deleteIn(operation("operationId")),
    rule: "operation-id-changed",
    at: "post:",
  },
  {
    name: "a required header is added",
    edit: (contract) =>
      contract.addIn(
        operation("parameters"),
        contract.createNode({ name: "x-brand", in: "header", required: true, schema: {} }),
      ),
    rule: "parameter-became-required",
    at: "name: x-brand",
  },
]

test.each(breaking)("a change is breaking if $name", async ({ edit, rule, at }) => {
  const { changes, impact } = await changesOf(edit)
  const errors = changes.filter(({ severity }) => severity === "error")
  expect(errors).toMatchObject([{ level: "major", rule, base: "seed" }])
  expect(errors[0] && (await textAt(errors[0]))).toSatisfy((text: string) => text.startsWith(at))
  expect(impact).toBe("major")
})

const aHeader = (required: boolean) => ({
  name: "x-brand",
  in: "header",
  required,
  schema: { type: "string" },
})

test("a change is breaking if an optional header becomes required", async () => {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson((contract) =>
      contract.addIn(operation("parameters"), aHeader(false)),
    ),
    "spec/openapi.yaml": await contractText((contract) =>
      contract.addIn(operation("parameters"), contract.createNode(aHeader(true))),
    ),
  })
  const { changes } = await diffContract({ workingDirectory: project, changesets: false })
  expect(changes).toMatchObject([
    {
      level: "major",
      rule: "parameter-became-required",
      location: `${operationPointer}/parameters/1`,
    },
  ])
})

const operationPointer = "/paths/~1v1~1labs~1orders/post"

const compatible: readonly { name: string; edit: Edit; impact: string; location: string }[] = [
  {
    name: "an operation is added",
    edit: (contract) =>
      contract.setIn(["paths", "/v1/labs/panels"], {
        get: { operationId: "listPanels", responses: { "200": { description: "Panels" } } },
      }),
    impact: "minor",
    location: "/paths/~1v1~1labs~1panels",
  },
  {
    name: "only a description changes",
    edit: (contract) => contract.setIn(request("currency", "description"), "Rewritten."),
    impact: "patch",
    location: `${requestPointer}/properties/currency`,
  },
]

test.each(compatible)("the impact is $impact if $name", async ({ edit, impact, location }) => {
  const { changes, ...report } = await changesOf(edit)
  expect(changes).toMatchObject([{ level: impact, location, severity: "notice" }])
  expect(report.impact).toBe(impact)
})

test("the first operationId of an operation is a patch", async () => {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson((contract) =>
      contract.deleteIn(operation("operationId")),
    ),
  })
  const { changes } = await diffContract({ workingDirectory: project, changesets: false })
  expect(changes).toMatchObject([{ level: "patch", location: operationPointer }])
})

test("renamed components and inlined parameters are patches", async () => {
  const { changes, impact } = await changesOf((contract) => {
    const rename = (section: string, name: string, other: string) => {
      const value: unknown = contract.getIn(["components", section, name], true)
      contract.deleteIn(["components", section, name])
      contract.setIn(["components", section, other], value)
    }
    const parameter: unknown = contract.getIn(["components", "parameters", "IdempotencyKey"], true)
    contract.setIn(operation("parameters", 0), parameter)
    rename("schemas", "LabOrderRequest", "PanelOrder")
    contract.setIn(operation("requestBody", "content", "application/json", "schema"), {
      $ref: "#/components/schemas/PanelOrder",
    })
  })
  // Only components were added and removed. Requests and responses are the same.
  expect(changes.every(({ location }) => location.startsWith("/components/"))).toBe(true)
  expect(impact).toBe("patch")
})

test("a parameter with a new long description remains the same parameter", async () => {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson((contract) => {
      const parameter = ["components", "parameters", "IdempotencyKey"]
      contract.setIn(operation("parameters", 0), contract.getIn(parameter, true))
      contract.deleteIn(operation("parameters", 0, "description"))
    }),
    "spec/openapi.yaml": await contractText(),
  })
  const { changes } = await diffContract({ workingDirectory: project, changesets: false })
  expect(changes).toMatchObject([
    { level: "patch", location: `${operationPointer}/parameters/0`, wordingOnly: true },
  ])
})

test("the last release is a base beside the seed, and given bases replace it", async () => {
  const removed: Edit = (contract) => contract.deleteIn(operation("responses", "401"))
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson(removed),
    "spec/released/openapi.json": await contractJson(),
    "spec/openapi.yaml": await contractText(removed),
    "other.json": await contractJson(removed),
  })
  const options = { workingDirectory: project, changesets: false } as const
  const withReleased = await diffContract(options)
  expect(withReleased.bases).toEqual(["seed", "released"])
  expect(withReleased.changes).toMatchObject([{ base: "released", rule: "response-removed" }])
  const withOther = await diffContract({ ...options, bases: ["other.json"] })
  expect(withOther.bases).toEqual(["seed", "other.json"])
  expect(withOther.changes).toEqual([])
})

test("without a seed, given bases are compared and no changeset is required", async () => {
  const removed: Edit = (contract) => contract.deleteIn(operation("responses", "401"))
  const folder = await createProject({
    "pinned/openapi.json": await contractJson(),
    "newest/openapi.json": await contractJson(removed),
    ".changeset/theirs.md": "---\n---\n",
  })
  const options = { contract: "newest/openapi.json", workingDirectory: folder } as const
  const report = await diffContract({ ...options, bases: ["pinned/openapi.json"] })
  expect(report).toMatchObject({
    bases: ["pinned/openapi.json"],
    changes: [{ base: "pinned/openapi.json", rule: "response-removed", level: "major" }],
    findings: [],
    impact: "major",
  })
  const same = { ...options, bases: ["newest/openapi.json"] }
  expect(await diffContract(same)).toMatchObject({ changes: [], findings: [] })
})

test("diff rejects a document with a dead reference, and a contract without bases", async () => {
  const dangling: Edit = (contract) =>
    contract.setIn(request("patient", "$ref"), "#/components/schemas/Missing")
  await expect(changesOf(dangling)).rejects.toThrow(/Missing has no target in this file/)
  const other = await createProject({ "elsewhere/openapi.yaml": await contractText() })
  await expect(
    diffContract({ workingDirectory: other, contract: "elsewhere/openapi.yaml" }),
  ).rejects.toThrow(
    /elsewhere\/openapi\.yaml: There is no seed\/openapi\.json beside this contract/,
  )
})
