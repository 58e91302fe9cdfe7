import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { isConnectionReset } from "../faults/apply-fault.ts"
import { findForeignHeader, isLoopbackAddress } from "./reject-foreign.ts"

/** A service that {@link listen} can serve: a Junction simulator or a token issuer. */
export interface Listenable {
  fetch(this: void, request: Request): Promise<Response>
  /** Called at the start and once a second, for work that is due. */
  catchUp?(this: void): void
  /** Called when the listener closes, before its connections close. */
  close?(this: void): void
}

/** Options for {@link listen}. */
export interface ListenOptions {
  /** Port. Default: 0, which selects a free port. */
  readonly port?: number
  /** Host name or IP address. Default: `127.0.0.1`. */
  readonly host?: string
  /** Origins of other hosts whose pages may send requests. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined
}

/** A service that is listening. */
export interface Listener {
  /** The base URL, without a trailing slash. */
  readonly url: string
  readonly port: number
  /**
   * Closes every connection, including those of hanging requests. Resolves when the port is free.
   */
  close(this: void): Promise<void>
}

/**
 * Serves a Junction simulator or a token issuer over node:http. Faults affect the TCP connection. A
 * reset sends RST, and a stalled body leaves the connection open. On a loopback host, requests with
 * a `Host` or `Origin` of another machine get a 403, because pages of other sites can send such
 * requests. Origins in `allowedOrigins` are accepted. Rejects if the port cannot be bound.
 */
export async function listen(
  service: Listenable,
  { port = 0, host = "127.0.0.1", allowedOrigins = [] }: ListenOptions = {},
): Promise<Listener> {
  const isLocal = isLoopbackAddress(host)
  const server = createServer((incoming, outgoing) => {
    const rejection = isLocal ? findForeignHeader(incoming, allowedOrigins) : undefined
    if (rejection === undefined) void serve(service, incoming, outgoing)
    else outgoing.writeHead(403, { connection: "close" }).end(rejection)
  })
  server.listen(port, host)
  await once(server, "listening")
  const bound = (server.address() as AddressInfo).port
  const ticking = setInterval(() => catchUp(service), 1000)
  catchUp(service)
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    async close() {
      clearInterval(ticking)
      service.close?.()
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function catchUp(service: Listenable): void {
  try {
    service.catchUp?.()
  } catch {
    // The change could not be saved. The next request retries, and its caller gets the error.
  }
}

async function serve(
  service: Listenable,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // A hanging fault settles when the client or the listener closes the connection.
  const gone = new AbortController()
  outgoing.once("close", () => gone.abort())
  try {
    const response = await service.fetch(await toRequest(incoming, gone.signal))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    for await (const chunk of response.body ?? []) outgoing.write(chunk)
    outgoing.end()
  } catch (error) {
    if (isConnectionReset(error)) incoming.socket.resetAndDestroy()
    else if (gone.signal.aborted || outgoing.headersSent) incoming.socket.destroy()
    else outgoing.writeHead(500).end(`Internal error of the simulator: ${String(error)}`)
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const bytes = await buffer(incoming)
  const { method = "GET", url = "/", headersDistinct } = incoming
  const headers = Object.entries(headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  )
  const body = ["GET", "HEAD"].includes(method) ? null : bytes
  return new Request(`http://simulator${url}`, { method, headers, body, signal })
}
