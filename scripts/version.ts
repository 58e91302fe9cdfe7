// Turns the changesets into versions and change logs, and sets the version of the contract.
// `contract release` then saves the document for the next `contract diff`.
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"

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

function run(command: string, ...parameters: readonly string[]): void {
  // On Windows, these commands are scripts, which only a shell can start.
  execFileSync(command, parameters, { stdio: "inherit", shell: process.platform === "win32" })
}
