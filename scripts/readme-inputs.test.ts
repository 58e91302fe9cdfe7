import { spawnSync } from "node:child_process"
import { appendFileSync, cpSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"

const root = join(import.meta.dirname, "..")
const readmes = globSync(["{.,spec}/README.md", "{packages,examples}/{*,*/*}/README.md"], {
  cwd: root,
  exclude: ["**/node_modules"],
})
const turboFiles = globSync(["turbo.json", "packages/*/turbo.json"], { cwd: root })

/** Returns the hash of every task in a folder. A task runs again when its hash changes. */
function hashTasks(folder: string): Readonly<Record<string, string>> {
  const tasks = turboFiles.flatMap((path) => {
    const file = JSON.parse(readFileSync(join(folder, path), "utf8")) as { tasks?: object }
    return Object.keys(file.tasks ?? {}).map((task) => task.replace("//#", ""))
  })
  const { stdout } = spawnSync("turbo", ["run", ...new Set(tasks), "--dry=json"], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  })
  const plan = JSON.parse(stdout) as { tasks: readonly { taskId: string; hash: string }[] }
  return Object.fromEntries(plan.tasks.map(({ taskId, hash }) => [taskId, hash]))
}

test("a change to the READMEs reruns only the tasks that read them", () => {
  const folder = mkdtempSync(join(tmpdir(), "readme-inputs-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const manifests = globSync("{packages,examples}/*/package.json", { cwd: root })
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "spec/openapi.yaml"]
  for (const path of [...files, ...manifests, ...turboFiles, ...readmes]) {
    cpSync(join(root, path), join(folder, path))
  }

  const before = hashTasks(folder)
  for (const path of readmes) appendFileSync(join(folder, path), "\nA word.\n")
  const after = hashTasks(folder)

  const again = Object.keys(after).filter((taskId) => after[taskId] !== before[taskId])
  expect(new Set(again.map((taskId) => taskId.split("#")[1]))).toEqual(
    new Set(["format", "generated", "limits", "package", "readme", "terms", "unused"]),
  )
  expect(again).toContain("@loop-health/integrations-sdk#readme")
  expect(again).toContain("@loop-health/integrations-server#readme")
})
