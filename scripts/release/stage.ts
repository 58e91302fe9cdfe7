// Stages the tarballs of pack.ts on npm, where a person approves each one. Needs pnpm of
// scripts/tools and nothing else, so that the job that may stage runs no other code.
//
//   node scripts/release/stage.ts <folder> [options of `pnpm stage publish`]
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"

interface Release {
  readonly name: string
  readonly version: string
  readonly access: string
  readonly tag: string
  readonly tarball: { readonly path: string; readonly integrity: string }
}

const [folder = "", ...options] = process.argv.slice(2)
const { plan } = JSON.parse(readFileSync(join(folder, "publish-plan.json"), "utf8")) as {
  readonly plan: readonly (readonly Release[])[]
}
const releases = plan.flat()
const changed = releases.filter(({ tarball }) => hashOf(tarball.path) !== tarball.integrity)
const failed = changed.length > 0 ? [] : releases.filter((release) => !stage(release))

for (const { tarball } of changed) {
  console.error(`${tarball.path} is not the tarball that was packed. Nothing was staged.`)
}
for (const { name, version } of failed) console.error(`Not staged: ${name}@${version}.`)
if (changed.length + failed.length > 0) process.exitCode = 1
else console.log(`Staged ${releases.length} packages. Approve them: pnpm stage approve <id>…`)

function hashOf(path: string): string {
  const hash = createHash("sha256").update(readFileSync(join(folder, path)))
  return `sha256-${hash.digest("base64")}`
}

/** Returns false if npm rejects the package, for example because its version is staged already. */
function stage({ access, tag, tarball }: Release): boolean {
  const path = join(folder, tarball.path)
  const target = ["--access", access, "--tag", tag, "--no-git-checks", ...options]
  try {
    execFileSync("pnpm", ["stage", "publish", path, ...target], { stdio: "inherit" })
    return true
  } catch {
    return false
  }
}
