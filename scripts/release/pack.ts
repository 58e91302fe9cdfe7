// Packs what a release publishes, and writes an SBOM for each package:
//
//   node scripts/release/pack.ts <folder>                 packs the versions that npm does not have
//   node scripts/release/pack.ts <folder> --tag <tag>     packs those of a snapshot, with its npm tag
//   node scripts/release/pack.ts <folder> --all           packs every package, for a rehearsal
//
// The folder then has `publish-plan.json` with the SHA-256 of each tarball, `packages`, and `sbom`.
import { execFileSync } from "node:child_process"
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

interface Release {
  readonly kind: "publish"
  readonly name: string
  readonly version: string
  readonly access: "public"
  readonly tag: string
}

const root = join(import.meta.dirname, "../..")
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false }, tag: { type: "string" } },
})
const folder = resolve(positionals[0] ?? "")
/** The versions of a snapshot, and those of a rehearsal, are not committed. */
const isRelease = !values.all && values.tag === undefined
const changesets = globSync(".changeset/*.md", { cwd: root })

if (positionals.length !== 1) {
  fail("Usage: node scripts/release/pack.ts <folder> [--all | --tag <tag>]")
} else if (values.tag === "latest") {
  fail("The tag of a snapshot cannot be latest. Choose another one, such as next.")
} else if (existsSync(folder) && !existsSync(join(folder, "publish-plan.json"))) {
  fail(`${folder} exists and is not an earlier result. Choose a folder that does not exist.`)
} else if (!values.all && changesets.length > 0) {
  fail(`Run \`npm run version\` and commit the result first. Found ${changesets.join(", ")}.`)
} else if (isRelease && listChanges() !== "") {
  fail(`Commit or remove these changes first:\n${listChanges()}`)
} else {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    writeSboms(pack())
  } catch (error) {
    // An incomplete result would keep the next run from starting.
    rmSync(folder, { recursive: true, force: true })
    fail(`${error instanceof Error ? error.message : String(error)}\nNothing was packed.`)
  }
}

/** Returns the changes since the last commit, one a line. */
function listChanges(): string {
  return execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" })
}

/** Returns the names of the packed packages. */
function pack(): readonly string[] {
  const file = join(folder, "plan.json")
  const plan = values.all ? [everyPackage()] : planRelease(file)
  if (plan.flat().length === 0) fail("npm has every version. Run `npm run version` first.")
  writeFileSync(file, JSON.stringify({ version: 1, plan }))
  run("changeset", "pack", "--from-publish-plan", file, "--out-dir", folder)
  rmSync(file)
  return plan.flat().map(({ name }) => name)
}

/** Returns the versions that npm does not have, in groups that are published one after another. */
function planRelease(file: string): readonly (readonly Release[])[] {
  run("changeset", "publish-plan", "--output", file)
  const { plan } = readJson(file) as { readonly plan: readonly (readonly Release[])[] }
  const { tag } = values
  if (tag === undefined) return plan
  // A version that is not a snapshot would become part of the release.
  return plan.map((group) =>
    group
      .filter(({ version }) => version.startsWith("0.0.0-"))
      .map((release) => ({ ...release, tag })),
  )
}

function everyPackage(): readonly Release[] {
  return globSync("packages/*/package.json", { cwd: root })
    .map((path) => readJson(join(root, path)) as Release & { readonly private?: boolean })
    .filter((manifest) => !manifest.private)
    .map(({ name, version }) => ({
      kind: "publish",
      name,
      version,
      access: "public",
      tag: "latest",
    }))
}

/** Lists what npm installs with each package. Bundled code is in THIRD_PARTY_LICENSES instead. */
function writeSboms(names: readonly string[]): void {
  if (names.length === 0) return
  const format = ["--sbom-format", "cyclonedx", "--prod", "--split"]
  const filters = names.flatMap((name) => ["--filter", name])
  run("pnpm", "sbom", ...format, ...filters, "--out", join(folder, "sbom", "%s-%v.cdx.json"))
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"))
}

function run(command: string, ...parameters: readonly string[]): void {
  // On Windows, these commands are scripts, which only a shell can start.
  const shell = process.platform === "win32"
  execFileSync(command, parameters, { cwd: root, stdio: "inherit", shell })
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
