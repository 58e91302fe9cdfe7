// Tags the packages of a release after a person approved them on npm, and creates a GitHub release
// for each with its changes and its SBOM. Runs in the root folder, with `npm` and `gh`.
//
//   node scripts/release/announce.ts <folder of pack.ts>
import { execFileSync, spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

interface Release {
  readonly name: string
  readonly version: string
}

const folder = process.argv[2] ?? ""
const { plan } = JSON.parse(readFileSync(join(folder, "publish-plan.json"), "utf8")) as {
  readonly plan: readonly (readonly Release[])[]
}
const releases = plan.flat()
const pending = releases.map(tagOf).filter((tag) => !succeeds("npm", "view", tag, "version"))

if (pending.length > 0) {
  console.error(`Approve these packages on npm first: ${pending.join(", ")}.`)
  process.exitCode = 1
} else {
  for (const release of releases.filter((one) => !succeeds("gh", "release", "view", tagOf(one))))
    announce(release)
}

/** The tag that changesets creates, too. */
function tagOf({ name, version }: Release): string {
  return `${name}@${version}`
}

function announce(release: Release): void {
  const tag = tagOf(release)
  const file = `${release.name.replace("@", "").replace("/", "-")}-${release.version}.cdx.json`
  const target = process.env["GITHUB_SHA"] ?? "main"
  const options = ["--title", tag, "--target", target, "--notes", changesOf(release)]
  const args = ["release", "create", tag, join(folder, "sbom", file), ...options]
  execFileSync("gh", args, { stdio: "inherit" })
}

/** Returns the section of this version in the package's change log. */
function changesOf({ name, version }: Release): string {
  const manifest = globSync("packages/*/package.json").find(
    (path) => (JSON.parse(readFileSync(path, "utf8")) as Release).name === name,
  )
  const log = readFileSync(join(dirname(manifest ?? ""), "CHANGELOG.md"), "utf8")
  return log.split(`\n## ${version}\n`)[1]?.split("\n## ")[0]?.trim() ?? ""
}

function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0
}
