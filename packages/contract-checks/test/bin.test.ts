import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import {
  changesetText,
  createProject,
  contractJson,
  contractText,
  labOrders,
  runContract,
  type Edit,
} from "./support/project.ts"

const losesStatus: Edit = (contract) => contract.deleteIn([...labOrders, "responses", "401"])
const adds =
  (status: string): Edit =>
  (contract) =>
    contract.setIn([...labOrders, "responses", status], { description: "Added" })
const rewords: Edit = (contract) => contract.setIn([...labOrders, "summary"], "Order")
const losesId: Edit = (contract) => contract.deleteIn([...labOrders, "operationId"])

async function createBrokenProject() {
  return createProject({
    "spec/seed/openapi.json": await contractJson(),
    "spec/openapi.yaml": await contractText(losesStatus),
    ".changeset/one.md": changesetText("major"),
  })
}

test.each([
  { name: "no command", parameters: [], says: "A command is required." },
  {
    name: "an unknown command",
    parameters: ["check"],
    says: `Unknown command "check". Expected one of: lint, diff, release, verify, explain, help.`,
  },
  { name: "an unknown option", parameters: ["lint", "--fast"], says: "'--fast'" },
  {
    name: "an option without its value",
    parameters: ["diff", "--contract", "--all"],
    says: `'--contract' argument is ambiguous. Run "contract help" for the options.`,
  },
  {
    name: "another command's option",
    parameters: ["lint", "--approvals=x"],
    says: "'--approvals'",
  },
  {
    name: "an unknown format",
    parameters: ["diff", "--format=xml"],
    says: `Unknown --format "xml".`,
  },
  {
    name: "two files to lint",
    parameters: ["lint", "a", "b"],
    says: "The lint command accepts one file.",
  },
  { name: "an unreadable file", parameters: ["lint", "no.yaml"], says: "no.yaml: Cannot read" },
  { name: "an unreadable base", parameters: ["diff", "no.json"], says: "no.json: Cannot read" },
  {
    name: "a document of no OpenAPI version",
    parameters: ["lint", "package.json"],
    says: `package.json:1:1: The field openapi must be a version of OpenAPI 3 in quotes, such as "3.1.1".`,
  },
  { name: "release without a version", parameters: ["release"], says: "--version-from" },
])("the command exits with 2 and one line on stderr for $name", async ({ parameters, says }) => {
  const project = await createProject({ "package.json": "{}" })
  const { status, stdout, stderr } = await runContract(project, parameters)
  expect(status).toBe(2)
  expect(stdout).toBe("")
  expect(stderr).toContain(says)
  expect(stderr).toMatch(/^contract: [^\n]+\n$/)
})

test.each(["lint", "diff"])("%s follows no reference outside the file", async (command) => {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.end("type: string")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const references = [`http://127.0.0.1:${port}/x.yaml`, "../secret.yaml", "/etc/hostname"]
  for (const reference of references) {
    const folder = await createProject({
      "secret.yaml": "hunter2: hunter2",
      "spec/openapi.yaml": (await contractText()).replace(
        '"#/components/schemas/PanelSlug"',
        JSON.stringify(reference),
      ),
    })
    const { status, stdout, stderr } = await runContract(folder, [command])
    expect(status).toBe(2)
    expect(stderr).toContain(`The $ref ${reference}`)
    expect(stdout + stderr).not.toContain("hunter2")
  }
  expect(requests).toBe(0)
})

test.each([
  ["aliases that expand to billions of values", aliasBomb()],
  ["100,000 nested lists", `x: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`],
])("the command exits with 2 and one line for %s", async (_name, text) => {
  const folder = await createProject({ "spec/openapi.yaml": text })
  const { status, stderr } = await runContract(folder, ["lint"])
  expect(status).toBe(2)
  expect(stderr.trim().split("\n")).toHaveLength(1)
})

function aliasBomb(): string {
  const levels = Array.from({ length: 11 }, (_, level) => {
    const aliases = Array.from({ length: 9 }, () => `*a${level}`)
    return `a${level + 1}: &a${level + 1} [${aliases.join(", ")}]`
  })
  return ["a0: &a0 [x, x, x, x, x, x, x, x, x]", ...levels, ""].join("\n")
}

test("the command exits with 2 without a contract from the working directory upwards", async () => {
  const project = await createProject({ "elsewhere/keep": "" })
  const parent = await runContract(join(project, "elsewhere"), ["lint"])
  expect(parent.status).toBe(0)
  const nowhere = await runContract("/", ["lint"])
  expect(nowhere.status).toBe(2)
  expect(nowhere.stderr).toContain("Cannot find spec/openapi.yaml in / or a parent folder.")
})

test("lint exits with 0 for warnings, prints a line for each, and counts them in the last line", async () => {
  const { status, stdout } = await runContract(await createProject(), ["lint"])
  expect(status).toBe(0)
  const lines = stdout.trimEnd().split("\n")
  expect(lines).toHaveLength(10)
  expect(lines[0]).toMatch(
    /^spec\/openapi\.yaml:\d+:7 warning scopes-undeclared createLabOrder: no scope declared — review service config$/,
  )
  expect(lines.at(-1)).toBe("spec/openapi.yaml: 0 errors, 9 warnings")
})

test("lint exits with 1 for an error and names the file from the working directory", async () => {
  const project = await createProject({ "spec/openapi.yaml": await contractText(losesId) })
  const { status, stdout } = await runContract(join(project, "spec"), ["lint", "openapi.yaml"])
  expect(status).toBe(1)
  expect(stdout).toMatch(
    /^openapi\.yaml:21:5 error operation-id POST \/v1\/labs\/orders: The operation has no/m,
  )
})

test("diff counts the compatible changes since the seed, and lists them with --all", async () => {
  const project = await createProject({ ".changeset/one.md": changesetText("minor") })
  const { status, stdout } = await runContract(project, ["diff"])
  expect(status).toBe(0)
  expect(stdout).toMatch(
    /^spec\/openapi\.yaml since seed: 0 breaking, 0 approved, \d+ minor, \d+ patch\. List the other \d+ with --all\.\n$/,
  )
  const all = await runContract(project, ["diff", "--all"])
  expect(all.stdout).toMatch(
    /^spec\/openapi\.yaml:\d+:\d+ minor added \/tags: tags was added\. \(since seed\)$/m,
  )
  expect(all.stdout).toContain("description changed")
  expect(all.stdout).toMatch(/ patch\.\n$/)
})

test("diff lists breaking changes, then what is new since the last release", async () => {
  const project = await createProject({
    "spec/seed/openapi.json": await contractJson(adds("410")),
    "spec/released/openapi.json": await contractJson(adds("410"), adds("411")),
    "spec/openapi.yaml": await contractText(adds("411"), adds("412"), adds("413"), rewords),
    ".changeset/one.md": changesetText("major"),
  })
  const { stdout } = await runContract(project, ["diff"])
  const kinds = stdout.split("\n\n")[0]?.replaceAll(/^\S+ (\S+) .*(\(since \S+\))$/gm, "$1 $2")
  expect(kinds?.split("\n")).toEqual([
    "breaking (since seed)",
    "breaking (since released)",
    "minor (since released)",
    "minor (since released)",
    // The seed's 411, 412, and 413, and the summary of both bases.
    expect.stringMatching(/ since seed, released: 2 breaking, .+ List the other 5 with --all\.$/),
  ])
})

test("diff exits with 1 for a breaking change and prints the entry that approves it", async () => {
  const project = await createBrokenProject()
  const { status, stdout } = await runContract(project, ["diff"])
  expect(status).toBe(1)
  expect(stdout).toMatch(
    /^spec\/openapi\.yaml:\d+:7 breaking response-removed \/paths\/~1v1~1labs~1orders\/post\/responses\/401: The response 401 was removed, .+ \(since seed\)$/m,
  )
  const [, advice, entries = ""] = stdout.split("\n\n")
  expect(advice).toContain("add this to spec/approved-changes.yaml with a reason for each:")
  const file = join(project, "spec/approved-changes.yaml")
  await writeFile(file, entries)
  const unexplained = await runContract(project, ["diff"])
  expect(unexplained.status).toBe(1)
  expect(unexplained.stdout).toContain("approval-incomplete")
  await writeFile(file, entries.replace('reason: ""', "reason: no client has a token yet"))
  expect(await runContract(project, ["diff"])).toMatchObject({ status: 0 })
})

test("diff keeps a partner's approvals outside node_modules", async () => {
  const project = await createBrokenProject()
  const installed = "node_modules/@loop-health/integrations-contract/openapi.json"
  await mkdir(dirname(join(project, installed)), { recursive: true })
  await writeFile(join(project, installed), await contractJson(losesStatus))
  const comparison = ["diff", "spec/seed/openapi.json", "--contract", installed]
  const { stdout } = await runContract(project, comparison)
  const [, advice, entries = ""] = stdout.split("\n\n")
  expect(advice).toContain("add this to approved-changes.yaml with")
  const approvals = entries.replace('reason: ""', "reason: unused here")
  await writeFile(join(project, "approved-changes.yaml"), approvals)
  expect(await runContract(project, comparison)).toMatchObject({ status: 0 })
})

test("diff prints an approved change with its reason and exits with 0", async () => {
  const project = await createBrokenProject()
  const approvals = await createProject({
    "approvals.yaml": `
- base: seed
  rule: response-removed
  pointer: /paths/~1v1~1labs~1orders/post/responses/401
  reason: no client has a token yet`,
  })
  const named = join(approvals, "approvals.yaml")
  const { status, stdout } = await runContract(project, ["diff", "--approvals", named])
  expect(status).toBe(0)
  expect(stdout).toMatch(/ approved response-removed .*; approved: no client has a token yet$/m)
})

test("diff requires a changeset, except with --no-changesets", async () => {
  const project = await createProject()
  const required = await runContract(project, ["diff"])
  expect(required.status).toBe(1)
  expect(required.stdout).toMatch(/ error changeset-missing .* require a minor changeset/)
  const without = await runContract(project, ["diff", "--no-changesets"])
  expect(without.status).toBe(0)
  expect(without.stdout).not.toContain("changeset")
})

test("the JSON format prints one document with every finding", async () => {
  const { status, stdout } = await runContract(await createBrokenProject(), [
    "diff",
    "--format=json",
  ])
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    passed: false,
    summary: expect.stringContaining("1 breaking"),
    findings: [
      { file: "spec/openapi.yaml", severity: "error", rule: "response-removed", base: "seed" },
    ],
  })
})

test.each(["github-actions", "github"])(
  "the format %s annotates errors in the checkout",
  async (name) => {
    const project = await createProject()
    const environment = { GITHUB_WORKSPACE: project }
    const format = `--format=${name}`
    const lint = await runContract(
      join(project, "spec"),
      ["lint", "openapi.yaml", format],
      environment,
    )
    expect(lint.stdout).toMatch(
      /^::warning file=spec\/openapi\.yaml,line=\d+,col=7,title=scopes-undeclared createLabOrder::no scope declared — review service config$/m,
    )
    const diff = await runContract(project, ["diff", format], environment)
    expect(diff.stdout.match(/^::.*/gm)).toEqual([
      expect.stringMatching(/^::error file=spec\/openapi\.yaml,.*title=changeset-missing/),
    ])
  },
)

test("the GitHub format escapes characters that would end a property", async () => {
  const project = await createProject({ "a,b%.yaml": await contractText(losesId) })
  const { stdout } = await runContract(project, ["lint", "a,b%.yaml", "--format=github-actions"], {
    GITHUB_WORKSPACE: project,
  })
  expect(stdout).toMatch(/^::error file=a%2Cb%25\.yaml,line=21,col=5,/m)
})

test("help describes the commands", async () => {
  const { status, stdout } = await runContract("/", ["--help"])
  expect(status).toBe(0)
  expect(stdout).toContain("diff [base...]")
})

test("lint and diff open no network connection", async () => {
  const project = await createProject({
    ".changeset/one.md": changesetText("minor"),
    // Every Node process of the command loads this file, which writes a file for each connection.
    "watch.cjs": `
      const { writeFileSync } = require("node:fs")
      const { Socket } = require("node:net")
      const mark = (kind) => writeFileSync(__dirname + "/" + kind + "-" + process.pid, "")
      mark("process")
      Socket.prototype.connect = function () { mark("connection"); this.destroy(); return this }`,
    "redocly.yaml": "extends: [unknown-set]\ntelemetry: on\n",
  })
  const environment = {
    NODE_OPTIONS: `--require=${JSON.stringify(join(project, "watch.cjs"))}`,
    CI: "",
    HOME: project,
  }
  expect(await runContract(project, ["lint"], environment)).toMatchObject({ status: 0 })
  expect(await runContract(project, ["diff"], environment)).toMatchObject({ status: 0 })
  const marks = (await readdir(project)).map((name) => name.split("-")[0])
  expect(marks.filter((kind) => kind === "process")).toHaveLength(4)
  expect(marks).not.toContain("connection")
})

test("release writes the contract with the package's version as the base of the next diff", async () => {
  const project = await createProject({ "package.json": `{ "version": "1.2.0" }` })
  const released = await runContract(project, ["release", "--version-from", "package.json"])
  expect(released).toMatchObject({ status: 0, stderr: "" })
  expect(released.stdout).toBe(`Wrote ${join("spec", "released", "openapi.json")}\n`)
  const written = await readFile(join(project, "spec/released/openapi.json"), "utf8")
  expect(JSON.parse(written)).toMatchObject({ openapi: "3.1.1", info: { version: "1.2.0" } })
  const { status, stdout } = await runContract(project, ["diff"])
  expect(status).toBe(0)
  expect(stdout).toMatch(/ since seed, released: 0 breaking/)
  // The released version is not a change of the contract.
  expect(stdout).not.toContain("(since released)")
})
