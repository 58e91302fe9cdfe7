import { readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseDocument } from "yaml"
import { lintContract } from "../src/index.ts"
import { createProject, contractText, spec, textAt, type Edit } from "./support/project.ts"

const schemas = (...path: readonly string[]) => ["components", "schemas", ...path]

async function edited(name: string, edit: Edit = () => {}) {
  const document = parseDocument(await readFile(join(spec, name), "utf8"))
  edit(document)
  return String(document)
}

/** The warning about a field with these gaps. */
const wider = (field: string, gaps: string) =>
  `${field} may accept values that Junction rejects (${gaps}). Narrow the schema, or check the value in the server.`

async function warningsWith(edits: { contract?: Edit; junction?: Edit; fields?: Edit }) {
  const project = await createProject({
    "spec/openapi.yaml": await contractText(edits.contract ?? (() => {})),
    "spec/junction.openapi.yaml": await edited("junction.openapi.yaml", edits.junction),
    "spec/upstream-fields.yaml": await edited("upstream-fields.yaml", edits.fields),
  })
  const { findings } = await lintContract({ workingDirectory: project })
  return findings.filter(({ rule }) => rule === "wider-than-upstream")
}

test("lint reports each field that accepts values which Junction rejects, with the keywords", async () => {
  const warnings = await warningsWith({})
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^\/patient\/first_name may accept values that Junction rejects \(no maxLength, Junction's is 50; no pattern, Junction's is \^\[A-Z/,
    ),
    expect.stringMatching(/^\/patient\/last_name .*\(no maxLength, Junction's is 50; no pattern/),
    wider("/patient/dob", "no format, Junction's is date"),
    expect.stringMatching(/^\/patient\/phone .*\(only Junction requires the field; no pattern, /),
    wider(
      "/patient/sex",
      `only Junction requires the field; no enum, Junction's is ["female","male","other","unknown"]`,
    ),
    wider("/address/state", "no pattern, Junction's is ^[A-Z]{2}$"),
    wider("/address/zip", "no pattern, Junction's is ^\\d{5}(-\\d{4})?$"),
    wider("/address/country", "no pattern, Junction's is ^[A-Za-z ]+$"),
  ])
  expect(warnings[6] && (await textAt(warnings[6]))).toBe("zip:")
})

test("lint does not report a field that is as narrow as Junction's", async () => {
  const warnings = await warningsWith({
    contract: (contract) => {
      contract.setIn(schemas("Address", "properties", "state", "pattern"), "^[A-Z]{2}$")
      contract.setIn(schemas("Patient", "properties", "dob", "format"), "date")
      contract.addIn(schemas("Patient", "required"), "sex")
      contract.setIn(schemas("Patient", "properties", "sex", "enum"), ["female", "male"])
    },
  })
  const fields = warnings.map(({ message }) => message.split(" ")[0])
  expect(fields).not.toEqual(expect.arrayContaining(["/address/state"]))
  expect(fields).not.toEqual(expect.arrayContaining(["/patient/dob"]))
  expect(fields).not.toEqual(expect.arrayContaining(["/patient/sex"]))
  expect(fields).toHaveLength(5)
})

test("lint reports new limits and new required fields of Junction", async () => {
  const warnings = await warningsWith({
    junction: (junction) => {
      junction.setIn(schemas("PatientAddress", "properties", "city", "maxLength"), 30)
      junction.setIn(schemas("PatientAddress", "properties", "city", "minLength"), 3)
      junction.setIn(schemas("PatientDetails", "properties", "first_name", "maxLength"), 40)
      junction.addIn(schemas("PatientDetails", "required"), "race")
    },
  })
  const messages = warnings.map(({ message }) => message)
  expect(messages).toContain(
    wider("/address/city", "minLength is 1, Junction's is 3; no maxLength, Junction's is 30"),
  )
  expect(messages).toContainEqual(
    expect.stringMatching(/^\/patient\/first_name .*\(no maxLength, Junction's is 40/),
  )
  expect(messages).toContain(
    "Junction requires /patient_details/race, but no field of /patient maps to it. Add a field, and map it.",
  )
})

test("lint reports a type that Junction does not accept", async () => {
  const warnings = await warningsWith({
    contract: (contract) =>
      contract.setIn(schemas("Address", "properties", "city", "type"), ["string", "null"]),
  })
  expect(warnings.map(({ message }) => message)).toContain(
    wider("/address/city", `type is ["string","null"], Junction's is string`),
  )
})

test("lint rejects a map to a field that Junction's document no longer has", async () => {
  const lost = warningsWith({
    junction: (junction) => junction.deleteIn(schemas("PatientAddress", "properties", "zip")),
  })
  await expect(lost).rejects.toThrow(
    /upstream-fields\.yaml:\d+:7: Junction's request has no field \/patient_address\/zip/,
  )
})

test("lint compares no upstream without the file of fields", async () => {
  const project = await createProject()
  await rm(join(project, "spec/upstream-fields.yaml"))
  const { findings } = await lintContract({ workingDirectory: project })
  expect(findings.map(({ rule }) => rule)).not.toContain("wider-than-upstream")
})

test("lint reads the file of fields from the given path", async () => {
  const project = await createProject()
  const upstream = "spec/fields.yaml"
  await rename(join(project, "spec/upstream-fields.yaml"), join(project, upstream))
  const { findings } = await lintContract({ workingDirectory: project, upstream })
  expect(findings.map(({ rule }) => rule)).toContain("wider-than-upstream")
  const nowhere = lintContract({ workingDirectory: project, upstream: "spec/nowhere.yaml" })
  await expect(nowhere).rejects.toThrow(/nowhere\.yaml: Cannot read this path \(ENOENT\)/)
})

const request = ["operations", 0]

test.each<[string, RegExp, Edit]>([
  [
    "no map",
    /:1:1: The field "name" must be/,
    (fields) => (fields.contents = fields.createNode(["a"])),
  ],
  [
    "a name that is not a string",
    /:3:1: The field "name" must be/,
    (fields) => fields.set("name", 5),
  ],
  ["no document", /:3:1: The field "document" must be/, (fields) => fields.delete("document")],
  [
    "a document that does not exist",
    /gone\.yaml: Cannot read/,
    (fields) => fields.set("document", "gone.yaml"),
  ],
  [
    "no operations",
    /:5:1: The field "operations" must be a list/,
    (fields) => fields.set("operations", {}),
  ],
  [
    "an operation that the contract does not have",
    /:6:5: The field "from" must be an operation of the contract/,
    (fields) => fields.setIn([...request, "from"], "put /v1/labs/orders"),
  ],
  [
    "an operation that the upstream does not have",
    /:7:5: The field "to" must be an operation of junction\.openapi\.yaml with a JSON body/,
    (fields) => fields.setIn([...request, "to"], "post /v3/orders"),
  ],
  [
    "an operation without fields",
    /:6:5: The field "fields" must map/,
    (fields) => fields.deleteIn([...request, "fields"]),
  ],
  [
    "a field that the contract does not have",
    /:9:7: The contract's request has no field \/patient\/name/,
    (fields) => fields.setIn([...request, "fields"], { "/patient/name": "/patient_details/dob" }),
  ],
  [
    "a field that the upstream does not have",
    /:9:7: Junction's request has no field \/patient_details\/birthday/,
    (fields) =>
      fields.setIn([...request, "fields"], { "/patient/dob": "/patient_details/birthday" }),
  ],
])("lint rejects a file of fields with %s, at its location", async (_, message, edit) => {
  await expect(warningsWith({ fields: edit })).rejects.toThrow(message)
})
