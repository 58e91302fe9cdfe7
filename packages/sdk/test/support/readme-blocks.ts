import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Plugin } from "vitest/config"

const prefix = "virtual:readme/"
const folder = fileURLToPath(new URL("../..", import.meta.url))

/** What the README imports by the package's name, as it stands in the sources. */
const doors: Readonly<Record<string, string>> = {
  "@loop-health/integrations-sdk": "src/index.ts",
  "@loop-health/integrations-sdk/react": "src/react/index.ts",
}

/**
 * Makes the README's code blocks modules, word for word: `virtual:readme/tokens/1.ts` is the first `ts` block under the
 * heading "Tokens". What a block declares at its top is exported; what it takes from its reader's code has to be a global.
 */
export function readmeBlocks(): Plugin {
  return {
    name: "readme-blocks",
    enforce: "pre",
    resolveId: (id, importer) => {
      if (id.startsWith(prefix)) return id
      const door = importer?.startsWith(prefix) ? doors[id] : undefined
      return door && join(folder, door)
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

/** The blocks of a language under a heading, up to the next heading of any level. */
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
