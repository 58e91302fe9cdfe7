import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { AstroIntegration } from "astro"
import { operations, service } from "./document.ts"
import { endpointPage } from "./endpoint-page.ts"
import { endpointId } from "./links.ts"
import { directoryPage, errorsPage, servicePage } from "./reference-pages.ts"

/** Folder of the pages that are written by hand. The generated ones are in `generated` inside it. */
const folder = join(import.meta.dirname, "../content/docs")

/** Writes the contract's pages before Astro reads the folder. Git ignores them. */
export function contractPages(): AstroIntegration {
  return {
    name: "contract-pages",
    hooks: { "astro:config:setup": writePages },
  }
}

function writePages(): void {
  const pages: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      operations().map((operation) => [`${endpointId(operation)}.mdx`, endpointPage(operation)]),
    ),
    "endpoints.mdx": directoryPage(),
    [`services/${service}.mdx`]: servicePage(),
    "errors.mdx": errorsPage(),
  }
  for (const old of ["endpoints", "services"])
    rmSync(join(folder, old), { recursive: true, force: true })
  for (const [name, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), `${text}\n`)
  }
}
