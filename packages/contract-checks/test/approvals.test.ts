import { expect, test } from "vitest"
import { stringify } from "yaml"
import { diffContract } from "../src/index.ts"
import {
  changesetText,
  createProject,
  contractJson,
  contractText,
  labOrders,
  textAt,
  type Edit,
} from "./support/project.ts"

const removesStatus: Edit = (contract) => contract.deleteIn([...labOrders, "responses", "401"])

const approval = {
  base: "seed",
  rule: "response-removed",
  pointer: "/paths/~1v1~1labs~1orders/post/responses/401",
  reason: "no client has a token yet",
}

async function diffWith(approvals: unknown, files: Readonly<Record<string, string>> = {}) {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson(),
    "spec/openapi.yaml": await contractText(removesStatus),
    "spec/approved-changes.yaml": stringify(approvals),
    ".changeset/one.md": changesetText("major"),
    ...files,
  })
  const report = await diffContract({ workingDirectory: project })
  return { ...report, rules: report.findings.map(({ rule }) => rule) }
}

test("an approved breaking change passes, with its reason", async () => {
  const { changes, rules, impact } = await diffWith([approval])
  expect(changes).toMatchObject([
    { level: "major", severity: "notice", approval: "no client has a token yet" },
  ])
  expect(rules).toEqual([])
  expect(impact).toBe("major")
})

test("an approved breaking change still requires its changeset", async () => {
  const { rules } = await diffWith([approval], { ".changeset/one.md": changesetText("minor") })
  expect(rules).toEqual(["changeset-missing"])
})

test("an approval of another base, rule, or pointer is stale and approves nothing", async () => {
  const { changes, findings, rules } = await diffWith([
    { ...approval, base: "released" },
    { ...approval, rule: "property-removed" },
    { ...approval, pointer: `${approval.pointer}/headers` },
  ])
  expect(changes).toMatchObject([{ severity: "error" }])
  expect(rules).toEqual(Array<string>(3).fill("approval-stale"))
  expect(findings[0] && (await textAt(findings[0]))).toBe("base: released")
})

test("an approval without a base, rule, pointer, or reason is an error and approves nothing", async () => {
  const fields = ["reason", "base", "rule", "pointer"]
  const { changes, findings, rules } = await diffWith(
    fields.map((field) => ({ ...approval, [field]: " " })),
  )
  expect(changes).toMatchObject([{ severity: "error" }])
  expect(rules).toEqual(Array<string>(4).fill("approval-incomplete"))
  expect(findings[0]?.message).toContain("reason")
})

test("an empty approvals file approves nothing, and a file without a list is rejected", async () => {
  const { changes, rules } = await diffWith(null)
  expect(changes).toMatchObject([{ severity: "error" }])
  expect(rules).toEqual([])
  await expect(diffWith({ approval })).rejects.toThrow(/Approvals must be a list/)
})

test("diff rejects a path of approvals that does not exist", async () => {
  const project = await createProject()
  const diff = diffContract({ workingDirectory: project, approvals: "approvals.yaml" })
  await expect(diff).rejects.toThrow("approvals.yaml: Cannot read")
})
