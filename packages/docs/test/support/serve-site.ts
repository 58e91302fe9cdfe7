import { existsSync, readFileSync, statSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join } from "node:path"

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
}

/** Serves a built site at `/docs`, as a static host does. */
export async function serveSite(dist: string) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost")
    const file = findFile(dist, decodeURIComponent(pathname))
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    const type = types[extname(file)] ?? "application/octet-stream"
    response.writeHead(200, { "content-type": type }).end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close: () => server.close() }
}

function findFile(dist: string, pathname: string): string | undefined {
  if (!pathname.startsWith("/docs/")) return undefined
  const path = join(dist, pathname.slice("/docs/".length))
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path
  return existsSync(file) ? file : undefined
}
