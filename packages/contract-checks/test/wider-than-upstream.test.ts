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

async function warningsWith(edits: { contract?: Edit; junction?: Edit; fields?: Edit }) {
  const project = await createProject({
    "spec/openapi.yaml": await contractText(edits.contract ?? (() => {})),
    "spec/junction.openapi.yaml": await edited("junction.openapi.yaml", edits.junction),
    "spec/upstream-fields.yaml": await edited("upstream-fields.yaml", edits.fields),
  })
  const { findings } = await lintContract({ workingDirectory: project })
  return findings.filter(({ rule }) => rule === "wider-than-upstream")
}

test("each member that lets through what Junction refuses is named, keyword by keyword", async () => {
  const warnings = await warningsWith({})
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^\/patient\/first_name has no maxLength .* 50; has no pattern .*\^\[A-Z/,
    ),
    expect.stringMatching(/^\/patient\/last_name has no maxLength .* 50; has no pattern/),
    "/patient/dob has no format where Junction's is date",
    expect.stringMatching(
      /^\/patient\/phone may be absent where Junction requires it; .*no pattern/,
    ),
    "/patient/sex may be absent where Junction requires it; may be other than Junction's female, male, other, unknown",
    "/address/state has no pattern where Junction's is ^[A-Z]{2}$",
    "/address/zip has no pattern where Junction's is ^\\d{5}(-\\d{4})?$",
    "/address/country has no pattern where Junction's is ^[A-Za-z ]+$",
  ])
  expect(warnings[6] && (await textAt(warnings[6]))).toBe("zip:")
})

test("a member that becomes as narrow as Junction's is named no more", async () => {
  const warnings = await warningsWith({
    contract: (contract) => {
      contract.setIn(schemas("Address", "properties", "state", "pattern"), "^[A-Z]{2}$")
      contract.setIn(schemas("Patient", "properties", "dob", "format"), "date")
      contract.addIn(schemas("Patient", "required"), "sex")
      contract.setIn(schemas("Patient", "properties", "sex", "enum"), ["female", "male"])
    },
  })
  const members = warnings.map(({ message }) => message.split(" ")[0])
  expect(members).not.toEqual(expect.arrayContaining(["/address/state"]))
  expect(members).not.toEqual(expect.arrayContaining(["/patient/dob"]))
  expect(members).not.toEqual(expect.arrayContaining(["/patient/sex"]))
  expect(members).toHaveLength(5)
})

test("what Junction comes to refuse is named from then on", async () => {
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
    "/address/city has the minLength 1 where Junction's is 3; has no maxLength where Junction's is 30",
  )
  expect(messages).toContainEqual(
    expect.stringContaining("/patient/first_name has no maxLength where Junction's is 40"),
  )
  expect(messages).toContain(
    "/patient has no field that becomes /patient_details/race, which Junction requires",
  )
})

test("null where Junction takes none is named", async () => {
  const warnings = await warningsWith({
    contract: (contract) =>
      contract.setIn(schemas("Address", "properties", "city", "type"), ["string", "null"]),
  })
  expect(warnings.map(({ message }) => message)).toContain(
    "/address/city may be of type null where Junction's is string",
  )
})

test("a member that Junction's document has lost is a fault, not silence", async () => {
  const lost = warningsWith({
    junction: (junction) => junction.deleteIn(schemas("PatientAddress", "properties", "zip")),
  })
  await expect(lost).rejects.toThrow(
    /upstream-fields\.yaml:\d+:7: Junction's request has no field \/patient_address\/zip/,
  )
})

test("without the file of fields, a contract is not compared with an upstream", async () => {
  const project = await createProject()
  await rm(join(project, "spec/upstream-fields.yaml"))
  const { findings } = await lintContract({ workingDirectory: project })
  expect(findings.map(({ rule }) => rule)).not.toContain("wider-than-upstream")
})

test("the file of fields may have another name", async () => {
  const project = await createProject()
  const upstream = "spec/fields.yaml"
  await rename(join(project, "spec/upstream-fields.yaml"), join(project, upstream))
  const { findings } = await lintContract({ workingDirectory: project, upstream })
  expect(findings.map(({ rule }) => rule)).toContain("wider-than-upstream")
  const nowhere = lintContract({ workingDirectory: project, upstream: "spec/nowhere.yaml" })
  await expect(nowhere).rejects.toThrow(/nowhere\.yaml: cannot be read \(ENOENT\)/)
})

const request = ["operations", 0]

test.each<[string, RegExp, Edit]>([
  ["no map", /:1:1: name must be/, (fields) => (fields.contents = fields.createNode(["a"]))],
  ["a name that is no text", /:3:1: name must be/, (fields) => fields.set("name", 5)],
  ["no document", /:3:1: document must be/, (fields) => fields.delete("document")],
  [
    "a document that does not exist",
    /gone\.yaml: cannot be read/,
    (fields) => fields.set("document", "gone.yaml"),
  ],
  ["no operations", /:5:1: operations must be a list/, (fields) => fields.set("operations", {})],
  [
    "an operation that the contract does not have",
    /:6:5: from must be an operation of the contract/,
    (fields) => fields.setIn([...request, "from"], "put /v1/labs/orders"),
  ],
  [
    "an operation that the upstream does not have",
    /:7:5: to must be an operation of junction\.openapi\.yaml with a JSON body/,
    (fields) => fields.setIn([...request, "to"], "post /v3/orders"),
  ],
  [
    "an operation without fields",
    /:6:5: fields must be a map/,
    (fields) => fields.deleteIn([...request, "fields"]),
  ],
  [
    "a field that the contract does not have",
    /:9:7: the contract's request has no field \/patient\/name/,
    (fields) => fields.setIn([...request, "fields"], { "/patient/name": "/patient_details/dob" }),
  ],
  [
    "a field that the upstream does not have",
    /:9:7: Junction's request has no field \/patient_details\/birthday/,
    (fields) =>
      fields.setIn([...request, "fields"], { "/patient/dob": "/patient_details/birthday" }),
  ],
])("a file of fields with %s is an error at its location", async (_, message, edit) => {
  await expect(warningsWith({ fields: edit })).rejects.toThrow(message)
})
