// Checks the links of Markdown files: paths in the repository, and pages of the built reference
// site with their anchors. Links of a package's README must be absolute, because npm shows it
// without the repository. `check-readmes.ts` calls it.
import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import manifest from "../package.json" with { type: "json" }

const root = join(import.meta.dirname, "..")
const site = "https://integrations.platform.loop.health/docs/"
const repository = manifest.homepage.replace(/#.*$/, "")

/** Returns the errors of a file's links. `file` is relative to the root. */
export function checkLinks(file: string): readonly string[] {
  const lines = readFileSync(join(root, file), "utf8").split("\n")
  const mustBeAbsolute = /^packages\/[^/]+\/README\.md$/.test(file)
  return lines.flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]:\s*(\S+)/g)].flatMap(([, inline, reference]) => {
      const link = inline ?? reference ?? ""
      const location = `${file}:${index + 1}`
      if (mustBeAbsolute && !/^(?:https:|mailto:|#)/.test(link))
        return [`${location}: the link ${link} breaks on npm. Start it with ${repository}/.`]
      return hasTarget(file, link) ? [] : [`${location}: the link ${link} has no target.`]
    }),
  )
}

function hasTarget(file: string, link: string): boolean {
  if (link.startsWith(site)) return hasPage(link.slice(site.length))
  if (link.startsWith("/docs/")) return hasPage(link.slice("/docs/".length))
  if (link.startsWith(`${repository}/`)) {
    return hasFile(root, link.split(/\/(?:blob|tree)\/main\//)[1] ?? "")
  }
  if (/^[a-z]+:/.test(link)) return true
  return link.startsWith("#")
    ? hasFile(root, file + link)
    : hasFile(join(root, dirname(file)), link)
}

/** Checks that a path exists, and that the file has the anchor. */
function hasFile(folder: string, link: string): boolean {
  const [path = "", anchor] = link.split("#")
  const target = join(folder, path)
  if (!existsSync(target)) return false
  if (anchor === undefined) return true
  // GitHub shows the README of a folder.
  const file = statSync(target).isDirectory() ? join(target, "README.md") : target
  return existsSync(file) && anchorsOf(readFileSync(file, "utf8")).includes(anchor)
}

function hasPage(link: string): boolean {
  const [path = "", anchor] = link.split("#")
  const page = join(
    root,
    "packages/docs/dist",
    path,
    path === "" || path.endsWith("/") ? "index.html" : "",
  )
  if (!existsSync(page)) return false
  return anchor === undefined || readFileSync(page, "utf8").includes(` id="${anchor}"`)
}

/** Returns the anchors of a Markdown file's headings, as GitHub creates them. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  )
}
