import { readFile } from "node:fs/promises"
import { extname, join } from "node:path"

/** Origins of the services that the ordering page uses. */
export interface PageTargets {
  /** The lab order API. Its CORS must allow the page's origin. */
  readonly serverUrl: string
  /** The simulator's token issuer. */
  readonly issuerUrl: string
  /** The simulated Junction. */
  readonly junctionUrl: string
}

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".yaml": "text/plain; charset=utf-8",
}

/**
 * Serves the built ordering page: its files, `config.json` with the API's origin, `POST /token`
 * with the issuer's tokens, and `/simulator/` with the orders and faults of the simulated Junction.
 */
export async function servePage(
  request: Request,
  folder: string,
  targets: PageTargets,
): Promise<Response> {
  const { serverUrl, issuerUrl, junctionUrl } = targets
  const { pathname } = new URL(request.url)
  switch (pathname) {
    case "/config.json":
      return Response.json({ serverUrl })
    case "/token":
      return forward(request, `${issuerUrl}/token`)
    case "/simulator/orders":
    case "/simulator/faults":
      return forward(request, `${junctionUrl}/__${pathname.slice(1)}`)
    case "/orders":
      return serveFile(folder, "/orders.html")
    default:
      return serveFile(folder, pathname)
  }
}

/**
 * Serves the file of a URL's path in a folder. If the path ends with a slash, serves `index.html`.
 */
export async function serveFile(folder: string, path: string): Promise<Response> {
  try {
    const file = join(folder, decodeURIComponent(path.endsWith("/") ? `${path}index.html` : path))
    if (!file.startsWith(join(folder, "/"))) throw new Error("The path is outside the folder.")
    const type = contentTypes[extname(file)] ?? "application/octet-stream"
    return new Response(await readFile(file), { headers: { "content-type": type } })
  } catch {
    return new Response("This page does not exist.", { status: 404 })
  }
}

/** Sends the body to a local service, without the headers of the page. */
async function forward(request: Request, url: string): Promise<Response> {
  const { method } = request
  const body = method === "GET" ? {} : { body: await request.text() }
  const headers = { "content-type": "application/json" }
  try {
    return await fetch(url, { method, headers, ...body })
  } catch {
    return Response.json(
      { message: `No response from ${new URL(url).origin}. Restart the local stack.` },
      { status: 502 },
    )
  }
}
