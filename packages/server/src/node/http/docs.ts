import type { ServeOptions } from "./serve.ts"
import { matchOperation } from "../../http/match-operation.ts"

/** Where the folder is served. */
const mount = "/docs"

/**
 * Serves the files of a folder under `/docs/` to GET and HEAD, those whose names begin with a dot excepted, and leaves
 * every other request, and every file that is not there, to whoever is next. The contract's own paths are never its.
 */
export async function createDocs(folder: string): Promise<NonNullable<ServeOptions["before"]>> {
  // Whoever has no folder to serve does not load it.
  const { default: send } = await import("send")
  return (message, response, next) => {
    const [path = ""] = (message.url ?? "").split("?")
    const mayRead = message.method === "GET" || message.method === "HEAD"
    const isOurs = path === mount || path.startsWith(`${mount}/`)
    if (!mayRead || !isOurs || matchOperation("GET", path).kind !== "unknown") return next()

    const redirect = () => response.writeHead(301, { location: `${path}/` }).end()
    if (path === mount) return redirect()
    const sendFile = () => {
      send(message, path.slice(mount.length), { root: folder, dotfiles: "ignore" })
        .on("headers", () => response.setHeader("x-content-type-options", "nosniff"))
        .on("directory", redirect)
        .on("error", ({ status }: { readonly status?: number }) => {
          // The file has ended before its time.
          if (response.headersSent) return void response.destroy()
          // A failed precondition, and a range that the file does not have (RFC 9110, sections 15.5.13 and 15.5.17).
          const isAnswer = status === 412 || status === 416
          const range = response.getHeader("content-range")
          for (const name of response.getHeaderNames()) response.removeHeader(name)
          if (!isAnswer) return next()
          if (range !== undefined) response.setHeader("content-range", range)
          response.writeHead(status).end()
        })
        .pipe(response)
    }
    // A response that waits for another one on its connection may never get it, and then nobody would close its file.
    if (response.socket === null) response.once("socket", sendFile)
    else sendFile()
  }
}
