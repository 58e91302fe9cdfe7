import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseDocument } from "yaml"
import { lintContract } from "../src/index.ts"
import { createProject, contractText, spec, textAt, type Edit } from "./support/project.ts"

const schemas = (...path: readonly string[]) => ["components", "schemas", ...path]

async function warningsWith(edits: { contract?: Edit; junction?: Edit }) {
  const text = await readFile(join(spec, "junction.openapi.yaml"), "utf8")
  const junction = parseDocument(text)
  edits.junction?.(junction)
  const project = await createProject({
    "spec/openapi.yaml": await contractText(edits.contract ?? (() => {})),
    "spec/junction.openapi.yaml": String(junction),
  })
  const { findings } = await lintContract({ workingDirectory: project })
  return findings.filter(({ rule }) => rule === "wider-than-junction")
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
  expect(messages).toContain("/patient has no member for race, which Junction requires")
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
  await expect(lost).rejects.toThrow("Junction's request has no member patient_address.zip")
})
