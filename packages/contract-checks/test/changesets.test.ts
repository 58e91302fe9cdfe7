import { expect, test } from "vitest"
import { diffContract } from "../src/index.ts"
import {
  changesetText,
  createProject,
  contractJson,
  contractText,
  labOrders,
  type Edit,
} from "./support/project.ts"

const addsStatus: Edit = (contract) =>
  contract.setIn([...labOrders, "responses", "413"], { description: "Too large" })
const removesStatus: Edit = (contract) => contract.deleteIn([...labOrders, "responses", "401"])
const rewords: Edit = (contract) => contract.setIn([...labOrders, "summary"], "Order")

async function missingAfter(edit: Edit, files: Readonly<Record<string, string>>) {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson(),
    "spec/openapi.yaml": await contractText(edit),
    ...files,
  })
  const { findings } = await diffContract({ workingDirectory: project })
  return findings.map(({ rule, message }) => `${rule}: ${message}`)
}

test("a change without a changeset is an error whose message is the changeset to add", async () => {
  const [finding, ...others] = await missingAfter(addsStatus, {})
  expect(others).toEqual([])
  expect(finding).toMatch(/^changeset-missing: The changes require a minor changeset/)
  expect(finding).toContain("Run `npx changeset`, or add .changeset/contract-minor.md")
  expect(finding).toContain('`"@loop-health/integrations-contract": minor`')
})

test.each([
  {
    name: "too low",
    edit: removesStatus,
    changeset: changesetText("minor"),
    found: "the highest level is minor",
  },
  {
    name: "a patch",
    edit: addsStatus,
    changeset: changesetText("patch"),
    found: "the highest level is patch",
  },
  {
    name: "for another package",
    edit: addsStatus,
    changeset: changesetText("major", "@loop-health/integrations-sdk"),
    found: "there is none",
  },
  { name: "empty", edit: addsStatus, changeset: "---\n---\n", found: "there is none" },
])("a changeset that is $name is not enough", async ({ edit, changeset, found }) => {
  const findings = await missingAfter(edit, { ".changeset/one.md": changeset })
  expect(findings).toMatchObject([expect.stringContaining(found)])
})

test("the highest changeset is enough if it has the required level or a higher one", async () => {
  const two = {
    ".changeset/one.md": changesetText("patch"),
    ".changeset/two.md": changesetText("minor"),
  }
  expect(await missingAfter(addsStatus, two)).toEqual([])
  expect(await missingAfter(addsStatus, { ".changeset/one.md": changesetText("major") })).toEqual(
    [],
  )
  const both = `---\n'@loop-health/integrations-sdk': patch\n"@loop-health/integrations-contract": major\n---\n\nText\n`
  expect(await missingAfter(removesStatus, { ".changeset/one.md": both })).toEqual([])
})

test("the README and the configuration in the folder are not changesets", async () => {
  const files = {
    ".changeset/README.md": changesetText("major"),
    ".changeset/config.json": "{}",
  }
  expect(await missingAfter(addsStatus, files)).toHaveLength(1)
})

test("a patch requires no changeset", async () => {
  expect(await missingAfter(rewords, {})).toEqual([])
})

test("the required level depends on the changes since the last release, not since the seed", async () => {
  const released = { "spec/released/openapi.json": await contractJson(addsStatus) }
  expect(await missingAfter(addsStatus, released)).toEqual([])
  const other: Edit = (contract) => {
    addsStatus(contract)
    contract.setIn(["paths", "/v1/labs/orders", "summary"], "x")
    contract.setIn([...labOrders, "responses", "422"], { description: "Other" })
  }
  expect(await missingAfter(other, released)).toMatchObject([
    expect.stringContaining("minor changeset"),
  ])
})

test("diff rejects a changeset without front matter", async () => {
  const read = missingAfter(addsStatus, { ".changeset/one.md": "no front matter" })
  await expect(read).rejects.toThrow(/one\.md: Invalid front matter/)
})
