import { spawnSync } from "node:child_process"
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import newest from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import manifest from "@loop-health/integrations-contract/package.json" with { type: "json" }
import { expect, onTestFinished, test } from "vitest"
import { parse } from "yaml"

interface Workflow {
  readonly jobs: { readonly contract: { readonly steps: readonly { readonly run?: string }[] } }
}

const example = fileURLToPath(new URL("..", import.meta.url))
const workflow = await readFile(join(example, ".github/workflows/contract.yml"), "utf8")
const commands = (parse(workflow) as Workflow).jobs.contract.steps.flatMap(({ run }) => run ?? [])
const [installation, update, ...checks] = commands

/** Creates a partner's repository with this contract as the newest version. */
async function createRepository(contract: object = newest): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "partner-ci-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const path of ["package.json", "contract", "stub.mjs"]) {
    await cp(join(example, path), join(folder, path), { recursive: true })
  }
  const installed = join(folder, "node_modules", manifest.name, manifest.exports["./openapi.json"])
  await mkdir(dirname(installed), { recursive: true })
  await writeFile(installed, JSON.stringify(contract))
  for (const path of [".bin", "@loop-health/contract-checks"].map(
    (name) => `node_modules/${name}`,
  )) {
    await symlink(join(example, path), join(folder, path), "junction")
  }
  return folder
}

/** Runs the workflow after its installations. Returns the result of each check. */
function runChecks(cwd: string) {
  // npm must not look for a newer version of itself.
  const env = { ...process.env, npm_config_update_notifier: "false" }
  return checks.map((command) => {
    const { status, stdout } = spawnSync(command, { cwd, env, shell: true, encoding: "utf8" })
    return { command, status, stdout }
  })
}

test("the workflow installs the newest contract and passes while nothing drifts", async () => {
  expect([installation, update]).toEqual([
    "npm ci",
    `npm install --no-save ${manifest.name}@latest`,
  ])
  expect(runChecks(await createRepository())).toEqual([
    {
      command: "npm run check:contract",
      status: 0,
      stdout: expect.stringContaining("since contract/openapi.json: 0 breaking"),
    },
    {
      command: "npm run check:stub",
      status: 0,
      stdout: expect.stringContaining("0 errors, 0 warnings"),
    },
  ])
})

test("the workflow fails if the newest contract breaks clients or the stub is wrong", async () => {
  const breaking = structuredClone(newest)
  breaking.components.schemas.LabOrderRequest.required.push("currency")
  const folder = await createRepository(breaking)
  const stub = await readFile(join(folder, "stub.mjs"), "utf8")
  await writeFile(join(folder, "stub.mjs"), stub.replace("    tracking_number: null,\n", ""))
  expect(runChecks(folder)).toMatchObject([
    { status: 1, stdout: expect.stringContaining("breaking required-properties-added") },
    {
      status: 1,
      stdout: expect.stringMatching(/^error response-schema createLabOrder .*tracking_number/m),
    },
  ])
})
