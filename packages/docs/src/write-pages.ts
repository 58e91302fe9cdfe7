import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { AstroIntegration } from "astro"
import { benchmarksPage } from "./benchmarks/page.ts"
import { changeTheContractPage } from "./change-the-contract.ts"
import { changelogPage } from "./changelog.ts"
import { operations, service } from "./contract/document.ts"
import { endpointPage } from "./contract/endpoint-page.ts"
import { endpointId } from "./contract/links.ts"
import { directoryPage, errorsPage, servicePage } from "./contract/reference-pages.ts"
import { runbookPages } from "./runbook/pages.ts"
import { verifyRulesPage } from "./verify-rules.ts"

/** Folder of all pages. Git ignores the generated ones. */
const folder = join(import.meta.dirname, "content/docs")

/** Folders that contain only generated pages. */
const generatedFolders = ["endpoints", "runbook", "services"]

/** Returns an integration that writes the generated pages before Astro reads the folder. */
export function generatedPages(): AstroIntegration {
  return {
    name: "generated-pages",
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
    "guides/change-the-contract.md": changeTheContractPage(),
    "guides/verify-rules.md": verifyRulesPage(),
    "changelog.md": changelogPage(),
    "operate/benchmarks.mdx": benchmarksPage(),
    ...runbookPages(),
  }
  for (const old of generatedFolders) rmSync(join(folder, old), { recursive: true, force: true })
  for (const [name, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), `${text}\n`)
  }
}
