import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "../..")

test.each([
  ["--rounds", "x", "--rounds must be an integer, 1 or greater. Options: --rounds <number>."],
  ["--rounds", "0", "--rounds must be an integer, 1 or greater. Options: --rounds <number>."],
  ["--rounds", "1.5", "--rounds must be an integer, 1 or greater. Options: --rounds <number>."],
  ["--turns", "1", "Unknown option '--turns'. Options: --rounds <number>."],
])("a benchmark with %s %s measures nothing", (option, value, message) => {
  const args = ["scripts/bench/run.ts", "sdk", option, value]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
  })
  expect(stderr).toBe(`${message}\n`)
  expect(stdout).toBe("")
  expect(status).toBe(2)
})
