import { spawnSync } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"
import { runContract, spec } from "./support/project.ts"

const contract = join(spec, "openapi.yaml")
const module = fileURLToPath(new URL("./verify/support/mock-fetch.ts", import.meta.url))

function runVerify(...args: readonly string[]) {
  return runContract(process.cwd(), ["verify", "--contract", contract, "--seed", "1", ...args])
}

test("verify checks a module's fetch, and writes a report and a HAR", async () => {
  const folder = await mkdtemp(join(tmpdir(), "verify-command-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const har = join(folder, "run.har")
  const groups = ["--group", "headers", "--group", "responses"]
  const { status, stdout } = await runVerify(
    "--fetch",
    module,
    ...groups,
    "--format",
    "json",
    "--har",
    har,
  )
  expect(status).toBe(0)
  const report = JSON.parse(stdout) as Record<string, unknown>
  expect(report).toMatchObject({ passed: true, findings: [], seed: 1 })
  expect(report["cases"]).toEqual({ examples: 2, headers: expect.any(Number), responses: 6 })
  const { log } = JSON.parse(await readFile(har, "utf8")) as { log: { entries: unknown[] } }
  expect(log.entries).toHaveLength(Number(report["requests"]))
})

test("verify exits with 1 for an error, and gets tokens from a command", async () => {
  const command = 'printf "token-%s" "$(printf "%s" "$CONTRACT_CLAIMS" | wc -c)"'
  const { status, stdout } = await runVerify(
    "--fetch",
    module,
    "--group",
    "auth",
    "--token-command",
    command,
  )
  expect(status).toBe(1)
  expect(stdout).toContain("error auth-claims-accepted createLabOrder")
  expect(stdout).toContain("$CHANGED_TOKEN")
  expect(stdout).not.toContain("token-2")
})

test("the command of a finding reproduces it", async () => {
  const command = 'printf "token-%s" "$(printf "%s" "$CONTRACT_CLAIMS" | wc -c)"'
  const options = ["--group", "auth", "--token-command", command, "--fetch", module]
  const { stdout } = await runVerify(...options)
  const [finding = "", ...others] = stdout.match(/^error .*(?=\.)/gm) ?? []
  expect(others).not.toEqual([])
  const [, printed = ""] = /^ {2}Reproduce: (.+)$/m.exec(stdout) ?? []
  expect(printed).toMatch(
    /^npx --no contract verify .*--contract \S+ .*--token-command "\$TOKEN_COMMAND" --group auth --seed 1 --case /,
  )
  const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url))
  const npx = `npx() { shift 2; "${process.execPath}" "${bin}" "$@"; }`
  const again = spawnSync("sh", ["-c", `${npx}\n${printed}`], {
    encoding: "utf8",
    env: { ...process.env, TOKEN_COMMAND: command },
  })
  expect(again.status).toBe(1)
  expect(again.stdout.match(/^error .*/gm)).toEqual([expect.stringContaining(finding)])
})

test.each([
  { name: "no target", args: [], says: "Pass either one URL or --fetch <module>." },
  {
    name: "two targets",
    args: ["http://localhost:1", "--fetch", module],
    says: "Pass either one URL",
  },
  {
    name: "an unknown option",
    args: ["http://localhost:1", "--unknown"],
    says: `Unknown option '--unknown'. Run "contract help" for the options.`,
  },
  {
    name: "an unknown group",
    args: ["http://localhost:1", "--group", "x"],
    says: 'Unknown --group "x". Expected one of: examples, boundaries',
  },
  {
    name: "an unknown format",
    args: ["http://localhost:1", "--format", "xml"],
    says: 'Unknown --format "xml". Expected one of: text, json, junit, github-actions.',
  },
  {
    name: "an invalid number",
    args: ["http://localhost:1", "--max-orders", "many"],
    says: 'Invalid --max-orders "many". Expected a whole number from 0 to 9,999,999,999.',
  },
  {
    name: "another host",
    args: ["https://integrations.platform.loop.health"],
    says: "is not loopback, and each run places orders. To allow this host, pass --yes-place-orders",
  },
  {
    name: "a module without fetch",
    args: ["--fetch", fileURLToPath(new URL("../src/input-error.ts", import.meta.url))],
    says: "must export a function named fetch, or a default function.",
  },
  {
    name: "a token command that fails",
    args: ["http://localhost:1", "--token-command", "exit 3"],
    says: "The --token-command failed. Run the command alone to see its error.",
  },
])("verify exits with 2 and one line on stderr for $name", async ({ args, says }) => {
  const { status, stdout, stderr } = await runVerify(...args)
  expect(status).toBe(2)
  expect(stdout).toBe("")
  expect(stderr).toContain(says)
  expect(stderr).toMatch(/^contract: [^\n]+\n$/)
})

test("explain prints the page of a rule", async () => {
  const { status, stdout } = await runContract(process.cwd(), ["explain", "intent-race"])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^# intent-race\n\nConcurrent requests/)
})
