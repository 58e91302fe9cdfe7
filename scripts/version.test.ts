import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"

const repository = join(import.meta.dirname, "..")
const tools = ["node_modules/.bin", "scripts/tools/node_modules/.bin"].map((folder) =>
  join(repository, folder),
)
const git = dirname(execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }))

/** A repository with a changeset for one package, whose generator fails. */
function createRepository() {
  const root = mkdtempSync(join(tmpdir(), "version-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  write("package.json", `{ "private": true, "type": "module", "devEngines": ${devEngines()} }\n`)
  write("pnpm-workspace.yaml", "packages: [packages/*]\n")
  write("packages/contract/package.json", `{ "name": "contract", "version": "1.0.0" }\n`)
  write("spec/openapi.yaml", "info:\n  version: 1.0.0\n")
  write(".changeset/one.md", `---\n"contract": minor\n---\n\nAdds a field.\n`)
  write("scripts/generate/index.ts", `throw new Error("the generator fails")\n`)
  write(".changeset/config.json", `{ "format": false }\n`)
  cpSync(join(repository, "scripts/version.ts"), join(root, "scripts/version.ts"))
  const run = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], {
      cwd: root,
      encoding: "utf8",
    })
  run("init", "--quiet")
  run("add", ".")
  run("commit", "--quiet", "--message", "first")
  return {
    write,
    read: (path: string) => readFileSync(join(root, path), "utf8"),
    changes: () => run("status", "--porcelain"),
    /** Runs `npm run version` with commands from these folders only. */
    version(...folders: readonly string[]) {
      const path = [dirname(process.execPath), ...folders].join(delimiter)
      return spawnSync(process.execPath, ["scripts/version.ts"], {
        cwd: root,
        encoding: "utf8",
        env: { PATH: path },
      })
    },
  }
}

function devEngines(): string {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    devEngines: object
  }
  return JSON.stringify(manifest.devEngines)
}

test("a missing tool is named, and no file changes", () => {
  const project = createRepository()
  const { status, stderr } = project.version(git)
  expect(stderr).toContain("Cannot run changeset, pnpm, turbo, prettier.")
  expect(status).toBe(1)
  expect(project.changes()).toBe("")
})

test("every file is restored if a step fails", () => {
  const project = createRepository()
  const { status, stdout, stderr } = project.version(...tools, git)
  expect(stdout).toContain("All files have been updated")
  expect(stderr).toContain("the generator fails")
  expect(stderr).toContain("Every file was restored.")
  expect(status).toBe(1)
  expect(project.changes()).toBe("")
})

test("a tree with uncommitted changes is left as it is", () => {
  const project = createRepository()
  project.write("spec/openapi.yaml", "info:\n  version: 2.0.0\n")
  const { status, stderr } = project.version(...tools, git)
  expect(stderr).toContain("Commit or remove these changes first:\n M spec/openapi.yaml")
  expect(status).toBe(1)
  expect(project.read("spec/openapi.yaml")).toContain("2.0.0")
  expect(project.changes()).toBe(" M spec/openapi.yaml\n")
})
