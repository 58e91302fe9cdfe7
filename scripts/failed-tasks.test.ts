import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import manifest from "../package.json" with { type: "json" }
import { describeFailedTasks } from "./failed-tasks.ts"

const passes = "node --version"

/**
 * Runs turbo in a workspace whose packages have these scripts, and describes the tasks that failed.
 */
function runTasks(packages: Readonly<Record<string, { build: string; lint: string }>>) {
  const root = mkdtempSync(join(tmpdir(), "failed-tasks-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, content: string | object) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content))
  }
  write("package.json", { name: "root", devEngines: manifest.devEngines })
  write("pnpm-workspace.yaml", "packages: [packages/*]")
  write("turbo.json", { tasks: { build: {}, lint: { dependsOn: ["build"] } } })
  write(
    "fifty-lines.mjs",
    "for (let i = 1; i <= 50; i++) console.log(`line ${i}`)\nprocess.exit(3)",
  )
  for (const [name, scripts] of Object.entries(packages)) {
    write(`packages/${name}/package.json`, { name, scripts })
  }
  spawnSync("turbo", ["run", "lint", "--summarize", "--continue=dependencies-successful"], {
    cwd: root,
    shell: process.platform === "win32",
  })
  return describeFailedTasks(root)
}

test("the description of a failed task has its last lines and the command to run it again", () => {
  const [unbuilt, untidy, ...more] = runTasks({
    good: { build: passes, lint: passes },
    unbuilt: { build: "node missing.js", lint: passes },
    untidy: { build: passes, lint: "node ../../fifty-lines.mjs" },
  })
  expect(unbuilt).toMatch(/^── unbuilt#build failed ──\n/)
  expect(unbuilt).toContain("Cannot find module")
  expect(unbuilt).toMatch(/\nRun again: node scripts\/dev\.mjs turbo run unbuilt#build$/)
  expect(untidy?.split("\n")).toEqual([
    "── untidy#lint failed ──",
    ...Array.from({ length: 40 }, (_, index) => `line ${index + 11}`),
    `All output: ${join("packages", "untidy", ".turbo", "turbo-lint.log")}`,
    "Run again: node scripts/dev.mjs turbo run untidy#lint",
  ])
  expect(more).toEqual([])
})

test("a run without a failed task has no description", () => {
  expect(runTasks({ good: { build: passes, lint: passes } })).toEqual([])
})
