// Turns the changesets into versions and change logs, and sets the version of the contract.
// `contract release` then saves the document for the next `contract diff`. If a step fails, every
// file is restored, so the working tree must have no changes at the start.
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"

// On Windows, these commands are scripts, which only a shell can start.
const options = { shell: process.platform === "win32" }

/** The commands of the steps, and pnpm, which turbo runs. */
const tools = ["changeset", "pnpm", "turbo", "prettier"]

const missing = tools.filter((tool) => spawnSync(tool, ["--version"], options).status !== 0)
const changes = execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" })
if (missing.length > 0) {
  fail(`Cannot run ${missing.join(", ")}. Start this script with \`npm run version\`.`)
} else if (changes !== "") {
  fail(`Commit or remove these changes first:\n${changes}`)
} else {
  // The signal also ends the running step. Without a listener, nothing would restore the files.
  process.on("SIGINT", () => undefined).on("SIGTERM", () => undefined)
  try {
    writeVersions()
  } catch (error) {
    run("git", "restore", "--staged", "--worktree", ".")
    run("git", "clean", "--force", "-d", "--quiet")
    fail(`${error instanceof Error ? error.message : String(error)}\nEvery file was restored.`)
  }
}

function writeVersions(): void {
  run("changeset", "version")
  const manifest = JSON.parse(readFileSync("packages/contract/package.json", "utf8")) as {
    version: string
  }
  const contract = readFileSync("spec/openapi.yaml", "utf8")
  writeFileSync(
    "spec/openapi.yaml",
    contract.replace(/^  version: .+$/m, `  version: ${manifest.version}`),
  )
  run("node", "scripts/generate/index.ts")
  run("turbo", "run", "build", "--filter=@loop-health/contract-checks", "--output-logs=errors-only")
  const release = ["release", "--version-from", "packages/contract/package.json"]
  run("node", "packages/contract-checks/dist/bin.js", ...release)
  run("prettier", "--write", "--log-level=warn", ".")
}

function run(command: string, ...parameters: readonly string[]): void {
  execFileSync(command, parameters, { ...options, stdio: "inherit" })
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
