import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly engines: { readonly node: string }
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, "..")
const readText = (path: string) => readFileSync(join(root, path), "utf8")
const manifests = globSync("packages/*/package.json", { cwd: root })
  .map((path) => JSON.parse(readText(path)) as Manifest)
  .filter((manifest) => !manifest.private)

test("the site lists the Node.js version and the peers of every package", () => {
  const rows = readText("packages/docs/src/content/docs/versions.md")
    .split("\n")
    .filter((line) => line.includes(" or newer"))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\", "").trim()))
    .map(([, name, node = "", , peers]) => ({ name, node: node.split(";")[0], peers }))
  const expected = manifests.map(({ name, engines, peerDependencies = {} }) => {
    const peers = Object.entries(peerDependencies).map(([peer, range]) => `\`${peer}\` ${range}`)
    return {
      name: `\`${name.replace("@loop-health/", "")}\``,
      node: engines.node.replace(/^>=(\d+)$/, "$1 or newer"),
      peers: peers.join(", ") || "none",
    }
  })
  const sorted = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).sort()
  expect(sorted(rows)).toEqual(sorted(expected))
})

test("packages that are generated from one contract have one version", () => {
  const { fixed } = JSON.parse(readText(".changeset/config.json")) as { readonly fixed: unknown }
  const names = ["contract", "mocks", "sdk", "server"]
  expect(fixed).toEqual([names.map((name) => `@loop-health/integrations-${name}`)])
})
