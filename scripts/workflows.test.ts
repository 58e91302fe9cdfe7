import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"

const root = join(import.meta.dirname, "..")
const workflows = globSync(".github/workflows/*.{yml,yaml}", { cwd: root })

interface Workflow {
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}

interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
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
