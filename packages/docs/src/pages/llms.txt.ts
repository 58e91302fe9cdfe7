import { getCollection } from "astro:content"

/** Serves the list of the pages' Markdown versions (llmstxt.org). */
export async function GET(): Promise<Response> {
  const pages = await getCollection("docs")
  const lines = pages
    .toSorted((one, other) => one.id.localeCompare(other.id))
    .map(
      ({ id, data }) => `- [${data.title}](/docs/${markdownPathOf(id)}): ${data.description ?? ""}`,
    )
  const text = [
    "# Lab orders",
    "",
    "> Order a lab panel for a patient. Each intent creates exactly one order.",
    "",
    ...lines,
    "",
  ]
  return new Response(text.join("\n"))
}

function markdownPathOf(id: string): string {
  return id === "index" ? "index.md" : `${id}/index.md`
}
