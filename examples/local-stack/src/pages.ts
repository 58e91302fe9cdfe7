import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createBuildOnDemand } from "./build-on-demand.ts"
import { serveFile, servePage, type PageTargets } from "./page-server.ts"

/** The ordering page at `/`, and the reference site at `/docs/`. */
export interface Pages {
  fetch(this: void, request: Request): Promise<Response>
  /** Ends the running builds. */
  close(this: void): void
}

/** A folder of built files, and the arguments for Node that build it. */
export interface PageSource {
  readonly folder: string
  readonly command: readonly string[]
}

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** Turbo restores files that were built before from its cache. */
const sources = {
  page: {
    folder: join(root, "examples/web-react/dist"),
    command: buildCommand("@loop-health/example-web-react"),
  },
  docs: { folder: join(root, "packages/docs/dist"), command: buildCommand("@loop-health/docs") },
}

function buildCommand(name: string): readonly string[] {
  return [join(root, "scripts/dev.mjs"), `--build=${name}`, "node", "--version"]
}

/** Creates the pages. The first visit to a page starts its build. */
export function createPages(
  getTargets: () => PageTargets,
  { page, docs }: Readonly<Record<"page" | "docs", PageSource>> = sources,
): Pages {
  const pageBuild = createBuildOnDemand("the ordering page", page.command)
  const docsBuild = createBuildOnDemand("the docs", docs.command)
  return {
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === "/docs") {
        return new Response(null, { status: 302, headers: { location: "/docs/" } })
      }
      if (pathname.startsWith("/docs/")) {
        return docsBuild.respond() ?? serveFile(docs.folder, pathname.slice("/docs".length))
      }
      return pageBuild.respond() ?? servePage(request, page.folder, getTargets())
    },
    close: () => {
      pageBuild.close()
      docsBuild.close()
    },
  }
}
