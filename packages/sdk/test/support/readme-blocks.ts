import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Plugin } from "vitest/config"

const prefix = "virtual:readme/"
const folder = fileURLToPath(new URL("../..", import.meta.url))

/** The source of each entry point that the README imports. */
const sources: Readonly<Record<string, string>> = {
  "@loop-health/integrations-sdk": "src/index.ts",
  "@loop-health/integrations-sdk/react": "src/react/index.ts",
}

/**
 * Creates a module from each code block of the README. `virtual:readme/tokens/1.ts` is the first
 * `ts` block under the heading "Tokens". The module exports the block's declarations. Names from
 * the reader's code must be globals.
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
      const readme = await readFile(join(folder, "README.md"), "utf8")
      const block = findBlocks(readme, slug, language)[Number(place) - 1]
      if (block === undefined) throw new Error(`README.md has no block ${id}`)
      return block + exportsOf(block)
    },
  }
}

/** Returns the blocks of a language under a heading, up to the next heading of any level. */
function findBlocks(readme: string, slug: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm")
  const sections = readme.split(/^#+ /m).filter((section) => slugOf(section) === slug)
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
