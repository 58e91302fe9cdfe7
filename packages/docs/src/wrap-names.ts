import { globSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { join } from "node:path"
import type { AstroIntegration } from "astro"

/** Longest code span, in characters, that stays on one line of a wide window. */
const shortLength = 24

/**
 * Returns an integration that lets names in code and headings wrap. They wrap after `_`, `/`, and
 * `.`, and in camel case, so that tables and headings fit on a phone. List this integration before
 * Starlight, which indexes the pages.
 */
export function wrapNames(): AstroIntegration {
  return {
    name: "wrap-names",
    hooks: {
      "astro:build:done": ({ dir }) => {
        const folder = fileURLToPath(dir)
        for (const file of globSync("**/*.html", { cwd: folder })) {
          const path = join(folder, file)
          writeFileSync(path, withBreaks(readFileSync(path, "utf8")))
        }
      },
    },
  }
}

/**
 * Adds `<wbr>` to names in code spans and headings, and the class `short` to short spans. Leaves
 * code blocks unchanged, because they contain elements.
 */
function withBreaks(html: string): string {
  return html
    .replaceAll(
      /(<(code|h[123])\b[^>]*>)([^<]+)(?=<\/\2>)/g,
      (_, tag: string, _element, name: string) =>
        `${tag}${name.replaceAll(/(?<=[\w/][_/.])(?=\w)|(?<=[a-z])(?=[A-Z])/g, "<wbr>")}`,
    )
    .replaceAll(/<code(?=[^>]*>((?:[^<]|<wbr>)+)<\/code>)/g, (tag, name: string) =>
      name.replaceAll("<wbr>", "").length > shortLength ? tag : `${tag} class="short"`,
    )
}
