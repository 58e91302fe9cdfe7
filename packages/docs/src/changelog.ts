import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { blocks } from "./contract/markdown.ts"
import { findRoot } from "./repository.ts"

/** Returns the page of changes: those that are not released, and each package's change log. */
export function changelogPage(): string {
  const packages = readFiles("packages/*/CHANGELOG.md").map(packageSection)
  return blocks(
    `---\ntitle: "Changelog"\ndescription: "Changes of every package, for the person who upgrades."\n---`,
    "The contract, the SDK, the mocks, and the server have one version.",
    "## Not released",
    ...readFiles(".changeset/!(README).md").map(changesetText),
    ...packages,
  )
}

function readFiles(pattern: string): readonly string[] {
  const root = findRoot()
  return globSync(pattern, { cwd: root })
    .toSorted()
    .map((path) => readFileSync(join(root, path), "utf8"))
}

/** Returns a changeset below the names of its packages. */
function changesetText(changeset: string): string {
  const [, head = "", text = ""] = changeset.split(/^---$/m)
  const names = [...head.matchAll(/^"(.+)":/gm)].map(([, name = ""]) => name)
  return blocks(`### ${names.join(", ")}`, text.trim())
}

/** Returns a change log as a section of the page: its headings go down one level. */
function packageSection(changelog: string): string {
  return changelog.trim().replaceAll(/^#/gm, "##")
}
