// Runs the commands that the README shows partners, in a folder outside the repository.
import { spawnSync } from "node:child_process"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import manifest from "@loop-health/integrations-contract/package.json" with { type: "json" }
import { expect, onTestFinished, test } from "vitest"
import { contractJson, labOrders, type Edit } from "./support/project.ts"

const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url))
const readme = await readFile(new URL("../README.md", import.meta.url), "utf8")
const section = readme.split("\n## In a partner's CI\n")[1]
const block = section?.split("```sh\n")[1]?.split("```")[0] ?? ""

/** Runs the block with this contract instead of an installed one. */
async function runBlock(...edits: readonly Edit[]) {
  const folder = await mkdtemp(join(tmpdir(), "partner-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const installed = join(folder, "node_modules", manifest.name, manifest.exports["./openapi.json"])
  await mkdir(dirname(installed), { recursive: true })
  await writeFile(installed, await contractJson(...edits))
  await writeFile(join(folder, "old.json"), await contractJson())
  const commands = `npm() { :; }\nnpx() { shift 2; "${process.execPath}" "${bin}" "$@"; }\n${block}`
  return spawnSync("sh", ["-ec", commands], { cwd: folder, encoding: "utf8" })
}

const adds: Edit = (contract) =>
  contract.setIn([...labOrders, "responses", "503"], { description: "Unavailable" })
const removes: Edit = (contract) => contract.deleteIn([...labOrders, "responses", "401"])

test("a partner's CI passes for an added response", async () => {
  const { status, stdout, stderr } = await runBlock(adds)
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  expect(stdout).toMatch(/^new\.json:.* minor .*503.*\(since old\.json\)$/m)
})

test("a partner's CI fails for a removed response", async () => {
  const { status, stdout } = await runBlock(removes)
  expect(status).toBe(1)
  expect(stdout).toMatch(/^new\.json:.* breaking response-removed .*\(since old\.json\)$/m)
})
