import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { blocks } from "./contract/markdown.ts"
import { findRoot } from "./repository.ts"

/** Returns the page with the unreleased changes and the changelog of each package. */
export function changelogPage(): string {
  const packages = readFiles("packages/*/CHANGELOG.md").map(packageSection)
  return blocks(
    `---\ntitle: "Changelog"\ndescription: "Changes in each package, by version. Read them before you upgrade."\n---`,
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

/** Returns the text of a changeset under a heading with the names of its packages. */
function changesetText(changeset: string): string {
  const [, head = "", text = ""] = changeset.split(/^---$/m)
  const names = [...head.matchAll(/^"(.+)":/gm)].map(([, name = ""]) => name)
  return blocks(`### ${names.join(", ")}`, text.trim())
}

/** Returns a changelog with its headings one level lower. */
function packageSection(changelog: string): string {
  return changelog.trim().replaceAll(/^#/gm, "##")
}
