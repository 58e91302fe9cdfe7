// Runs every check. Prints the last lines of each failed task, then the test totals.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { globSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describeFailedTasks } from "./failed-tasks.ts"

/** The tasks of turbo.json that `npm test` runs. */
const tasks = [
  "format",
  "lint",
  "typecheck",
  "generated",
  "layout",
  "terms",
  "lockfile",
  "unused",
  "build",
  "contract:lint",
  "contract:diff",
  "package",
  "api-report",
  "limits",
  "consumers",
  "readme",
  "test:scripts",
  "test:unit",
  "test:end-to-end",
]

interface TestResults {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly name: string }[]
}

const root = join(import.meta.dirname, "..")
const resultFiles = [".test-results/*.json", "{packages,examples}/*/.test-results/*.json"]
const consumersSummary = "packages/sdk/.consumers/summary.txt"

const startedAt = Date.now()
// Results of an earlier run would be counted. turbo restores the results of cached tasks.
for (const path of [...globSync(resultFiles, { cwd: root }), ".turbo/runs", consumersSummary]) {
  rmSync(join(root, path), { recursive: true, force: true })
}
const options = ["--summarize", "--output-logs=new-only", "--continue=dependencies-successful"]
// `turbo boundaries` is not a task, because a task may not call turbo.
process.exitCode = (await turbo("boundaries")) || (await turbo("run", ...tasks, ...options))

const results = globSync(resultFiles, { cwd: root }).map(
  (path) => JSON.parse(readFileSync(join(root, path), "utf8")) as TestResults,
)
// Absolute paths. Results from turbo's cache can have the root of another worktree.
const filesRun = results.flatMap(({ testResults }) => testResults.map(({ name }) => name))
const withBrowser = filesRun.some(isBrowserTest)
const filesNotRun = globSync("{packages,examples}/*/{src,test}/**/*.test.{ts,tsx}", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !filesRun.some((path) => path.endsWith(file)))
  .filter((file) => withBrowser || !isBrowserTest(file))
if (process.exitCode !== 0) {
  for (const description of describeFailedTasks(root)) console.log(`\n${description}`)
} else if (filesNotRun.length > 0) {
  console.log(`\nTests that no task runs:\n${filesNotRun.join("\n")}`)
  process.exitCode = 1
} else {
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(`\nAll checks passed: boundaries, ${tasks.join(", ")} (${seconds} s).`)
  if (!withBrowser) {
    console.log("Browser tests skipped: Chromium not found. Install it or set CHROMIUM_PATH.")
  }
  console.log(readFileSync(join(root, consumersSummary), "utf8").trim())
}
console.log(`Tests: ${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed`)

function isBrowserTest(file: string): boolean {
  return file.includes("/test/browser/")
}

function sum(count: "numPassedTests" | "numFailedTests"): number {
  return results.reduce((total, result) => total + result[count], 0)
}

/** Runs turbo and returns its exit code. */
async function turbo(...parameters: readonly string[]): Promise<number> {
  // On Windows, turbo's command is a script, which only a shell can start.
  const shell = process.platform === "win32"
  const child = spawn("turbo", parameters, { cwd: root, stdio: "inherit", shell })
  process.once("SIGTERM", () => child.kill())
  const [code] = (await once(child, "exit")) as [number | null]
  return code ?? 1
}
