// Documents of two other APIs, which were written without this project's rules.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"
import { parseDocument } from "yaml"
import { diffContract, lintContract } from "../src/index.ts"
import type { Edit } from "./support/project.ts"

interface ForeignDocument {
  readonly name: string
  readonly url: string
  /** The number of errors by rule. */
  readonly errors: Readonly<Record<string, number>>
  readonly breaks: Edit
  readonly rule: string
}

const documents: readonly ForeignDocument[] = [
  {
    name: "STAPI, a document of OpenAPI 3.0",
    url: import.meta.resolve("@readme/oas-examples/3.0/json/star-trek.json"),
    // 120 operations, 40 of them with a form, and 80 with an error that has only optional fields.
    errors: {
      "body-schema": 40,
      "error-codes": 80,
      "error-schema": 160,
      "operation-id": 120,
      "operation-summary": 120,
      "security-requirement": 120,
    },
    breaks: (document) =>
      document.deleteIn(["components", "schemas", "AnimalBase", "properties", "avian"]),
    rule: "property-removed",
  },
  {
    name: "ReadMe, a document of OpenAPI 3.1",
    url: import.meta.resolve("@readme/oas-examples/3.1/json/readme.json"),
    // 498 times `nullable`, which OpenAPI 3.1 does not have, and bearer tokens without scopes.
    errors: { "body-schema": 4, "scopes-state": 50, "security-requirement": 4, struct: 498 },
    breaks: (document) =>
      document.setIn(["paths", "/changelogs", "get", "parameters", 0, "required"], true),
    rule: "parameter-became-required",
  },
]

test.each(documents)("lint reports the errors of $name", async ({ url, errors }) => {
  const { findings } = await lintContract({ contract: fileURLToPath(url) })
  const ofRule = Object.groupBy(
    findings.filter(({ severity }) => severity === "error"),
    ({ rule }) => rule,
  )
  const counts = Object.entries(ofRule).map(([rule, found]) => [rule, found?.length])
  expect(Object.fromEntries(counts)).toEqual(errors)
})

test.each(documents)("diff reports no change of $name itself", async ({ url }) => {
  const contract = fileURLToPath(url)
  expect(await diffContract({ contract, bases: [contract] })).toMatchObject({
    changes: [],
    findings: [],
  })
})

test.each(documents)("diff reports a breaking change of $name", async ({ url, breaks, rule }) => {
  const folder = await mkdtemp(join(tmpdir(), "foreign-document-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const base = fileURLToPath(url)
  const document = parseDocument(await readFile(base, "utf8"))
  breaks(document)
  const contract = join(folder, "new.json")
  await writeFile(contract, JSON.stringify(document))
  const { changes } = await diffContract({ contract, bases: [base] })
  expect(changes.map((change) => `${change.level} ${change.rule}`)).toEqual([`major ${rule}`])
})
