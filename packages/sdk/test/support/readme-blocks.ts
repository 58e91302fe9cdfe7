import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Plugin } from "vitest/config"
import { documents, readDocument } from "./documents.ts"

const prefix = "virtual:readme/"
const folder = fileURLToPath(new URL("../..", import.meta.url))

/** The source of each entry point that the blocks import. */
const sources: Readonly<Record<string, string>> = {
  "@loop-health/integrations-sdk": "src/index.ts",
  "@loop-health/integrations-sdk/react": "src/react/index.ts",
}

/**
 * Creates a module from each code block of the README and of the site's guides.
 * `virtual:readme/tokens/1.ts` is the first `ts` block under the heading "Tokens", which only one
 * document has. The module exports the block's declarations. Names from the reader's code must be
 * globals.
 */
export function readmeBlocks(): Plugin {
  return {
    name: "readme-blocks",
    enforce: "pre",
    resolveId: (id, importer) => {
      if (id.startsWith(prefix)) return id
      const source = importer?.startsWith(prefix) ? sources[id] : undefined
      return source && join(folder, source)
    },
    load: async (id) => {
      if (!id.startsWith(prefix)) return undefined
      const [, slug = "", place, language = ""] =
        /^(.+)\/(\d+)\.(tsx?)$/.exec(id.slice(prefix.length)) ?? []
      const found = documents
        .map((name) => findBlocks(readDocument(name), slug, language))
        .filter((blocks) => blocks.length > 0)
      const block = found[0]?.[Number(place) - 1]
      if (block === undefined || found.length > 1) {
        throw new Error(`${found.length} documents have blocks for ${id}.`)
      }
      return block + exportsOf(block)
    },
  }
}

/** Returns the blocks of a language under a heading, up to the next heading of any level. */
function findBlocks(document: string, slug: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm")
  const sections = document.split(/^#+ /m).filter((section) => slugOf(section) === slug)
  return sections.flatMap((section) => [...section.matchAll(fences)].map(([, block = ""]) => block))
}

function slugOf(section: string): string {
  const [heading = ""] = section.split("\n")
  return heading
    .toLowerCase()
    .replaceAll(/[^\w ]/g, "")
    .replaceAll(" ", "-")
}

function exportsOf(block: string): string {
  const names = [...block.matchAll(/^(?:async function|function|const|class) (\w+)/gm)]
  return `\nexport { ${names.map(([, name]) => name).join(", ")} }\n`
}
