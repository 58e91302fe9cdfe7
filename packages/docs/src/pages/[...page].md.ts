import { getCollection, type CollectionEntry } from "astro:content"
import { capacityTable } from "../benchmarks/capacity.ts"
import { table } from "../contract/markdown.ts"
import { diagrams, type DiagramName } from "../diagrams/index.ts"

/** Returns the path of each page's Markdown version: the page's path with `index.md`. */
export async function getStaticPaths() {
  const pages = await getCollection("docs")
  return pages.map((entry) => ({
    params: { page: entry.id === "index" ? "index" : `${entry.id}/index` },
    props: { entry },
  }))
}

/** Serves a page as plain Markdown, without components and imports. */
export function GET({ props }: { readonly props: { readonly entry: CollectionEntry<"docs"> } }) {
  const { data, body = "" } = props.entry
  const text = body
    .replaceAll(/<!--[\s\S]*?-->\n*/g, "")
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, index) => (index % 2 === 1 ? part : withoutMarkup(part)))
    .join("")
  return new Response(`# ${data.title}\n\n${data.description ?? ""}\n\n${text.trim()}\n`)
}

/** Replaces the components and HTML of a text without code blocks. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll(/^import .*\n/gm, "")
    .replaceAll(/<TabItem label="([^"]*)">/g, "**$1**")
    .replaceAll(
      /<LinkCard\s+title="([^"]*)"\s+href="([^"]*)"\s+description="([^"]*)"\s*\/>/g,
      "- [$1]($2): $3",
    )
    .replaceAll(/<Diagram name="([^"]*)" \/>/g, (_, name: DiagramName) => diagramText(name))
    .replace("<Capacity />", capacityText)
    .replaceAll(/<summary>(.*?)<\/summary>/g, "$1:")
    .replaceAll(/<\/?(?:Tabs|TabItem|Aside|CardGrid|details|div)\b[^>]*>/g, "")
    .replaceAll("<br/>", " — ")
    .replaceAll("&lt;", "<")
    .replaceAll("&#123;", "{")
    .replaceAll(/\n{3,}/g, "\n\n")
}

function capacityText(): string {
  const { head, rows } = capacityTable()
  return table(head, rows)
}

function diagramText(name: DiagramName): string {
  const { title, text } = diagrams[name]
  return `${title}:\n\n${text.map((item, index) => `${index + 1}. ${item}`).join("\n")}`
}
