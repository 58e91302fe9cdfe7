import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"

const root = join(import.meta.dirname, "..")
const workflows = globSync(".github/workflows/*.{yml,yaml}", { cwd: root })

interface Workflow {
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly if?: string
  readonly needs?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

function read(path: string): { readonly text: string; readonly jobs: Workflow["jobs"] } {
  const text = readFileSync(join(root, path), "utf8")
  return { text, jobs: (parse(text) as Workflow).jobs }
}

function commandsOf(job: Job | undefined): readonly string[] {
  return (job?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]))
}

test.each(workflows)("%s runs actions of fixed commits, with read access only", (path) => {
  const text = readFileSync(join(root, path), "utf8")
  const { permissions, jobs } = parse(text) as Workflow
  expect(permissions).toEqual({ contents: "read" })
  const actions = Object.values(jobs).flatMap(({ steps }) =>
    steps.filter(({ uses }) => uses !== undefined),
  )
  expect(actions.length).toBeGreaterThan(0)
  for (const { uses = "" } of actions) {
    // The comment names the version, for the person who updates it.
    expect(text).toMatch(new RegExp(`uses: ${uses} # v\\d+\\.\\d+\\.\\d+\n`))
    expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
  }
  // Otherwise a later step can read the token from .git/config.
  const checkouts = actions.filter(({ uses }) => uses?.startsWith("actions/checkout@"))
  for (const { with: options } of checkouts) {
    expect(options).toMatchObject({ "persist-credentials": false })
  }
})

test("every workflow is checked", () => {
  expect(workflows.length).toBeGreaterThan(0)
})

test("pull requests get a quick check, and the effects on clients as annotations", () => {
  const { check } = read(".github/workflows/ci.yml").jobs
  expect(check?.if).toBe("github.event_name == 'pull_request'")
  expect(commandsOf(check)).toEqual([
    "npm run --silent contract -- lint --format github-actions",
    "npm run --silent contract -- diff --format github-actions",
    "npm run check",
  ])
  const cache = check?.steps.find(({ uses }) => uses?.startsWith("actions/cache@"))
  expect(cache?.with?.["path"]).toBe("~/.npm\n~/.local/share/pnpm/store\n")
})

test("every night, no check that needs another program is skipped", () => {
  const { text, jobs } = read(".github/workflows/elsewhere.yml")
  expect(text).toMatch(/^ {2}schedule:\n/m)
  expect(commandsOf(jobs["elsewhere"]).at(-1)).toBe("npm run test:elsewhere -- --no-skip")
})

const release = read(".github/workflows/release.yml")

test("a release packs once, rehearses these tarballs, and stages them", () => {
  const { pack, rehearse, stage, announce } = release.jobs
  expect([rehearse, stage, announce].map((job) => job?.needs)).toEqual([
    "pack",
    "rehearse",
    "stage",
  ])
  const [tests, ...packing] = commandsOf(pack)
  expect(tests).toBe("bash .ci/run")
  expect(packing.at(-1)).toMatch(/^npm run release:pack /)
  expect(commandsOf(rehearse)).toEqual(["npm run release:rehearse -- .release"])
  const artifact = { name: "release", path: ".release" }
  expect(pack?.steps.at(-1)?.with).toMatchObject(artifact)
  for (const job of [rehearse, stage, announce]) {
    const download = job?.steps.find(({ uses }) => uses?.startsWith("actions/download-artifact@"))
    expect(download?.with).toEqual(artifact)
  }
})

test("a snapshot of any branch has its own versions and npm tag, and no announcement", () => {
  const { pack, announce } = release.jobs
  expect(commandsOf(pack).slice(1)).toEqual([
    'node scripts/dev.mjs changeset version --snapshot "$SNAPSHOT"',
    'npm run release:pack -- ${SNAPSHOT:+--tag "$SNAPSHOT"}',
  ])
  expect(pack?.if).toBe("github.ref == 'refs/heads/main' || inputs.snapshot != ''")
  expect(announce?.if).toBe("inputs.snapshot == ''")
})

test("only the job that stages has an identity, and it can only stage", () => {
  const { stage, announce } = release.jobs
  const jobs = Object.entries(release.jobs).map(([name, job]) => [name, job.permissions])
  expect(Object.fromEntries(jobs)).toEqual({
    stage: { contents: "read", "id-token": "write" },
    announce: { contents: "write" },
  })
  expect([stage?.environment, announce?.environment]).toEqual(["npm", "approved"])
  expect(commandsOf(stage)).toEqual([
    "npm ci --prefix scripts/tools --no-audit --no-fund",
    'PATH="$PWD/scripts/tools/node_modules/.bin:$PATH" node scripts/release/stage.ts .release --provenance',
  ])
})

test("a release uses no secret, no cache, and no input in a command", () => {
  expect(release.text).not.toMatch(/secrets\.|_TOKEN: (?!\$\{\{ github\.token \}\})/)
  expect(release.text).not.toMatch(/actions\/cache@|^ +cache: /m)
  const commands = Object.values(release.jobs).flatMap(commandsOf)
  expect(commands.filter((command) => command.includes("${{"))).toEqual([])
  expect(commands.filter((command) => /\bpublish\b/.test(command))).toEqual([])
})
