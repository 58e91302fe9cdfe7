import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "..")

function runStart(...options: string[]) {
  const args = [join(root, "scripts/start.mjs"), ...options]
  return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" })
}

test.each(["--help", "-h"])("npm start -- %s prints the usage and starts nothing", (option) => {
  const { status, stdout, stderr } = runStart(option)
  expect([status, stderr]).toEqual([0, ""])
  expect(stdout).toMatch(/^Usage: npm start /)
})

test.each([["--onc"], ["once"], ["--once=1"], ["--once", "--port", "1"]])(
  "npm start rejects the arguments %s with the usage",
  (...options) => {
    const { status, stdout, stderr } = runStart(...options)
    expect([status, stdout]).toEqual([2, ""])
    expect(stderr).toMatch(/^npm start: .+\n\nUsage: npm start /s)
  },
)
