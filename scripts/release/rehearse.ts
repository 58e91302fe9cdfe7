// Rehearses a release: publishes every public package to a registry on this machine, and installs
// and uses them as the teams do that they are for, with npm and with pnpm. Removes everything at
// the end. The last line is the verdict.
//
//   node scripts/release/rehearse.ts            packs the built packages
//   node scripts/release/rehearse.ts <folder>   uses the result of pack.ts, and packs the others
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parse } from "yaml"
import { createChecklist } from "../checklist.ts"
import { runOrThrow } from "../run-or-throw.ts"
import { startLocalRegistry, type LocalRegistry } from "./local-registry.ts"
import { createTeamProject, type PackageManager, type TeamProject } from "./team-project.ts"
import * as teams from "./teams.ts"

type PackedVersion = readonly [name: string, version: string]

interface PublishPlan {
  readonly plan: readonly (readonly { readonly name: string; readonly version: string }[])[]
}

const root = join(import.meta.dirname, "../..")
const startedAt = Date.now()
const { check, countPassed, failed } = createChecklist()

const folder = mkdtempSync(join(tmpdir(), "release-rehearsal-"))
process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1))

await check("the rehearsal runs to its end", rehearse)
const seconds = Math.round((Date.now() - startedAt) / 1000)
const failures = failed().join("; ")
if (failures === "") console.log(`\nRehearsal passed: ${countPassed()} checks (${seconds} s).`)
else console.log(`\nRehearsal failed (${seconds} s): ${failures}.`)
process.exitCode = failures === "" ? 0 : 1

async function rehearse(): Promise<void> {
  await using registry = await startLocalRegistry(join(folder, "registry"))
  const release = process.argv[2]
  const released = release === undefined ? [] : await publish(resolve(release), registry)
  const others = await publish(await pack(released), registry)
  const versions = new Map([...released, ...others])
  console.log(
    `Published to ${registry.url}: ${[...versions].map((one) => one.join("@")).join(", ")}`,
  )
  await useAsTeams("npm", versions, registry)
  await useAsTeams("pnpm", versions, registry)
}

/** Packs every public package that the release does not contain. Returns the folder. */
async function pack(released: readonly PackedVersion[]): Promise<string> {
  const others = join(folder, "release")
  await run(process.execPath, ["scripts/release/pack.ts", others, "--all"])
  const names = new Set(released.map(([name]) => name))
  const plan = readPlan(others).plan.map((group) => group.filter(({ name }) => !names.has(name)))
  writeFileSync(join(others, "publish-plan.json"), JSON.stringify({ version: 1, plan }))
  return others
}

function readPlan(release: string): PublishPlan {
  return JSON.parse(readFileSync(join(release, "publish-plan.json"), "utf8")) as PublishPlan
}

/** Publishes as `npm run release` does. Returns the version of each package. */
async function publish(
  release: string,
  registry: LocalRegistry,
): Promise<readonly PackedVersion[]> {
  const env = { npm_config_userconfig: registry.userConfig }
  const target = await run("pnpm", ["config", "get", "@loop-health:registry"], env)
  // Without this check, an .npmrc of the repository could direct the rehearsal to npm.
  if (target.trim() !== registry.url) {
    throw new Error(`pnpm publishes to ${target.trim()} instead of ${registry.url}.`)
  }
  await run("changeset", ["publish", "--from-pack-dir", release, "--no-git-tag"], env)
  return readPlan(release)
    .plan.flat()
    .map(({ name, version }) => [name, version])
}

async function useAsTeams(
  manager: PackageManager,
  versions: ReadonlyMap<string, string>,
  registry: LocalRegistry,
): Promise<void> {
  const install = (team: keyof typeof teams.dependencies) =>
    check(`${team}, ${manager}: installs`, () => {
      const dependencies = Object.entries(teams.dependencies[team]).map(([name, version]) => {
        return [name, versions.get(name) ?? catalog()[name] ?? version]
      })
      const into = join(folder, `${team}-${manager}`)
      return createTeamProject(into, manager, Object.fromEntries(dependencies), registry.npmrc)
    })
  const [backend, partner, frontend] = await Promise.all([
    install("backend"),
    install("partner"),
    install("frontend"),
  ])
  if (backend && partner) await useServer(manager, backend, partner)
  if (frontend) await useMocks(manager, frontend)
}

async function useServer(
  manager: PackageManager,
  backend: TeamProject,
  partner: TeamProject,
): Promise<void> {
  await check(`backend, ${manager}: the README's TypeScript program orders a panel`, () =>
    teams.runReadmeProgram(backend),
  )
  await check(`backend, ${manager}: integrations-simulator and serve`, async () => {
    await using deployment = await teams.startDeployment(backend)
    await check(`partner, ${manager}: orders with ESM and CommonJS, in JS and TypeScript`, () =>
      teams.orderAsPartner(partner, deployment),
    )
    await check(`backend, ${manager}: contract verify finds no error`, () =>
      teams.verifyDeployment(backend, deployment),
    )
    await deployment.stopServer()
  })
}

async function useMocks(manager: PackageManager, frontend: TeamProject): Promise<void> {
  await check(`frontend, ${manager}: an app compiles and passes its tests with the mocks`, () =>
    teams.testApp(frontend),
  )
  await check(`frontend, ${manager}: React orders from integrations-mocks, ESM and CommonJS`, () =>
    teams.orderInReact(frontend),
  )
}

/** The versions that this repository uses. */
function catalog(): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")
  return (parse(text) as { readonly catalog: Readonly<Record<string, string>> }).catalog
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runOrThrow(command, args, { cwd: root, env })
}
