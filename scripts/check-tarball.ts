// Packs the package in the current folder as a release does, and checks the tarball: its files
// against tarball.txt, its manifest, and its license.
//
//   node ../../scripts/check-tarball.ts            checks
//   node ../../scripts/check-tarball.ts --write    writes tarball.txt
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { isDeepStrictEqual } from "node:util"

type Manifest = Readonly<Record<string, unknown>> & {
  readonly exports?: Readonly<Record<string, unknown>>
  readonly homepage?: string
  readonly keywords?: readonly string[]
  readonly repository?: object
  readonly scripts?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, "..")
const folder = process.cwd()
const path = relative(root, folder).replaceAll("\\", "/")
const list = join(folder, "tarball.txt")

/** npm runs these while it packs, publishes, or installs. They can change what is released. */
const lifecycleScripts =
  /^(?:(?:pre|post)?(?:prepare|install|pack|publish)|prepublishOnly|dependencies)$/

const unpacked = unpack()
try {
  const files = listFiles(unpacked.files)
  if (process.argv.includes("--write")) writeFileSync(list, `${files.join("\n")}\n`)
  const errors = [...checkFiles(files), ...checkLicense(), ...checkManifest()]
  if (errors.length > 0) {
    console.error(errors.map((error) => `${path}: ${error}`).join("\n"))
    process.exitCode = 1
  } else {
    console.log(
      `${path}: the tarball has the files of tarball.txt, a license, and a full manifest.`,
    )
  }
} finally {
  rmSync(unpacked.folder, { recursive: true, force: true })
}

/** Packs with pnpm, which adds the repository's LICENSE and resolves versions of the workspace. */
function unpack(): { readonly folder: string; readonly files: readonly string[] } {
  const into = mkdtempSync(join(tmpdir(), "tarball-"))
  // On Windows, pnpm is a script, which only a shell can start.
  const options = { cwd: folder, encoding: "utf8", shell: process.platform === "win32" } as const
  const tarball = join(into, "package.tgz")
  const packed = JSON.parse(
    execFileSync("pnpm", ["pack", "--json", "--out", tarball], options),
  ) as { readonly files: readonly { readonly path: string }[] }
  execFileSync("tar", ["-xzf", "package.tgz"], { cwd: into })
  return { folder: into, files: packed.files.map((file) => file.path) }
}

/**
 * Lists the files, one a line. Bundled chunks are one line for each kind, because every change of
 * the code changes their names. CHANGELOG.md is left out, because the first release creates it.
 */
function listFiles(files: readonly string[]): readonly string[] {
  const names = files
    .filter((file) => file !== "CHANGELOG.md")
    .map((file) =>
      file.replace(/[^/]+-[\w-]{8}(?=\.(?:js|cjs|d\.ts|d\.cts)(?:\.map)?$)/, "[chunk]"),
    )
  return [...new Set(names)].sort()
}

function checkFiles(actual: readonly string[]): readonly string[] {
  const expected = existsSync(list) ? readFileSync(list, "utf8").trim().split("\n") : []
  const errors = [
    ...actual
      .filter((file) => !expected.includes(file))
      .map((file) => `The tarball contains ${file}, which tarball.txt does not list.`),
    ...expected
      .filter((file) => !actual.includes(file))
      .map((file) => `The tarball does not contain ${file}, which tarball.txt lists.`),
  ]
  const name = String(readManifest(folder)["name"])
  const command = `pnpm --filter ${name} exec node ../../scripts/check-tarball.ts --write`
  const remedy = `To accept the files, run \`node scripts/dev.mjs ${command}\` in the root folder.`
  return errors.length === 0 ? [] : [...errors, remedy]
}

function checkLicense(): readonly string[] {
  const [packed, ours] = [join(unpacked.folder, "package"), root].map((parent) =>
    existsSync(join(parent, "LICENSE")) ? readFileSync(join(parent, "LICENSE"), "utf8") : undefined,
  )
  return packed === ours ? [] : ["The tarball does not contain the repository's LICENSE."]
}

function checkManifest(): readonly string[] {
  const manifest = readManifest(join(unpacked.folder, "package"))
  const { homepage = "", bugs, license, repository } = readManifest(root)
  const expected = {
    license,
    bugs,
    homepage: `${homepage.replace(/#.*$/, "")}/tree/main/${path}#readme`,
    repository: { ...repository, directory: path },
  }
  return [
    ...Object.entries(expected)
      .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
      .map(([field, value]) => `${field} in package.json must be ${JSON.stringify(value)}.`),
    ...(manifest.keywords?.length ? [] : ["package.json must have keywords."]),
    // Bundlers and tools read it, for example to find the version.
    ...(manifest.exports?.["./package.json"] === "./package.json"
      ? []
      : ['exports must contain "./package.json": "./package.json".']),
    // pnpm omits some of these scripts from the tarball, but runs them.
    ...Object.keys(readManifest(folder).scripts ?? {})
      .filter((script) => lifecycleScripts.test(script))
      .map((script) => `Remove the script ${script}: a release publishes tarballs unchanged.`),
  ]
}

function readManifest(parent: string): Manifest {
  return JSON.parse(readFileSync(join(parent, "package.json"), "utf8")) as Manifest
}
