import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { releaseContract } from "../src/index.ts"
import { createProject, contractText, spec } from "./support/project.ts"

test("the released contract differs from the contract only in its version", async () => {
  const project = await createProject()
  const file = await releaseContract({ workingDirectory: project, version: "2.0.0-beta.1" })
  expect(file).toBe(join(project, "spec/released/openapi.json"))
  const contract = parse(await readFile(join(spec, "openapi.yaml"), "utf8")) as { info: object }
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
    ...contract,
    info: { ...contract.info, version: "2.0.0-beta.1" },
  })
})

test("a later release replaces the earlier one", async () => {
  const project = await createProject()
  await releaseContract({ workingDirectory: project, version: "1.0.0" })
  const file = await releaseContract({ workingDirectory: project, version: "1.1.0" })
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ info: { version: "1.1.0" } })
})

test("release writes nothing for an invalid version or a contract with a dead reference", async () => {
  const text = await contractText((contract) =>
    contract.setIn(["components", "schemas", "Patient"], { $ref: "./patient.yaml" }),
  )
  const project = await createProject({ "spec/openapi.yaml": text })
  const release = (version: string) => releaseContract({ workingDirectory: project, version })
  await expect(release("next")).rejects.toThrow(`Invalid version "next".`)
  await expect(release("1.0.0")).rejects.toThrow("./patient.yaml points outside this file")
  expect(await readdir(join(project, "spec"))).not.toContain("released")
})
