import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { extname, join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

/** The reference site at `/docs/`. */
export interface DocsSite {
  fetch(this: void, request: Request): Promise<Response>
  /** Ends a build. */
  close(this: void): void
}

/** The folder of the built site, and the command that builds it. */
export interface DocsSource {
  readonly folder: string
  readonly command: readonly string[]
}

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** The site of this repository. Turbo restores a site that was built before from its cache. */
const repositorySite: DocsSource = {
  folder: join(root, "packages/docs/dist"),
  command: [join(root, "scripts/dev.mjs"), "--build=@loop-health/docs", "node", "--version"],
}

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".yaml": "text/plain; charset=utf-8",
}

/**
 * Creates the site. The first request starts its build, so that the stack starts without it. Until
 * the site is built, each response is a page that reloads.
 */
export function createDocsSite({ folder, command }: DocsSource = repositorySite): DocsSite {
  const closed = new AbortController()
  let state: "new" | "building" | "built" | Error = "new"
  const build = async () => {
    state = "building"
    state = await runNode(command, closed.signal).then(
      () => "built" as const,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
  }
  return {
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (!pathname.startsWith("/docs/")) {
        return new Response(null, { status: 302, headers: { location: "/docs/" } })
      }
      if (state === "built") return readPage(folder, pathname)
      if (state instanceof Error) {
        const { message } = state
        state = "new"
        return plain(500, `The docs could not be built. Reload this page to retry.\n\n${message}`)
      }
      if (state === "new") void build()
      return plain(200, "Building the docs. This page reloads.", { refresh: "1" })
    },
    close: () => closed.abort(),
  }
}

/** Runs a program with Node. Rejects with its error output if it fails. */
async function runNode(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], signal })
  const [[exitCode], output] = await Promise.all([once(child, "exit"), text(child.stderr)])
  if (exitCode !== 0) throw new Error(output)
}

async function readPage(folder: string, pathname: string): Promise<Response> {
  try {
    const path = decodeURIComponent(pathname.slice("/docs/".length))
    const file = join(folder, path.endsWith("/") || path === "" ? `${path}index.html` : path)
    if (!file.startsWith(join(folder, "/"))) throw new Error("The path leaves the site.")
    const type = contentTypes[extname(file)] ?? "application/octet-stream"
    return new Response(await readFile(file), { headers: { "content-type": type } })
  } catch {
    return plain(404, "This page does not exist.")
  }
}

function plain(status: number, body: string, headers: Record<string, string> = {}): Response {
  const contentType = "text/plain; charset=utf-8"
  return new Response(body, { status, headers: { "content-type": contentType, ...headers } })
}
