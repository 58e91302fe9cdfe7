import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Handler } from "../http.ts"
import { createListener } from "./listener.ts"

/** Where to listen. */
export interface ServeOptions {
  /** 0 lets the system choose. */
  readonly port: number
  /** The address to bind to; `127.0.0.1` unless told. */
  readonly host?: string
  /** Gets every request first, and calls `next` for those that it leaves to the handler. */
  readonly before?: (message: IncomingMessage, response: ServerResponse, next: () => void) => void
}

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached, without a trailing slash. */
  readonly url: string
  /** Takes no new connections, lets requests in flight end, and resolves when the last one has. */
  close(): Promise<void>
  /** Ends every connection that is still open, whatever is on it. */
  cut(): void
}

/** Serves a handler over HTTP. Rejects when the port cannot be had. */
export async function serve(handler: Handler, options: ServeOptions): Promise<RunningServer> {
  const { port, host = "127.0.0.1", before } = options
  const listener = createListener(handler)
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000 },
    before === undefined
      ? listener
      : (message, response) => before(message, response, () => listener(message, response)),
  )
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        // A connection that is busy now is idle in a moment, and would be kept alive for the next request.
        const sweep = setInterval(() => server.closeIdleConnections(), 50)
        server.close((error) => {
          clearInterval(sweep)
          if (error === undefined) resolve()
          else reject(error)
        })
      }),
    cut: () => server.closeAllConnections(),
  }
}
