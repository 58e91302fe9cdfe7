import { globSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { join } from "node:path"
import type { AstroIntegration } from "astro"

/**
 * Lets long names in code spans wrap, such as after `_` and in camel case. Tables then fit on a
 * phone. List this plugin before Starlight, which indexes the pages.
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

/** Adds places to break to code spans. Code blocks have elements inside and stay the same. */
function withBreaks(html: string): string {
  return html.replaceAll(
    /(<code[^>]*>)([^<]+)(?=<\/code>)/g,
    (_, tag: string, name: string) =>
      `${tag}${name.replaceAll(/(?<=[\w/][_/.])(?=\w)|(?<=[a-z])(?=[A-Z])/g, "<wbr>")}`,
  )
}
