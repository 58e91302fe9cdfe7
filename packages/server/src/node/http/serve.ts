import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Handler } from "../../http/message.ts"
import { respondProtocolError, type ProtocolError } from "../../http/respond.ts"
import { applyDefaults } from "../defaults.ts"
import { trackConnections } from "./connections.ts"
import { handleMessage, sendResponse } from "./listener.ts"
import { findHeadError, rejectMalformed } from "./reject-malformed.ts"

/** Where to listen, and what to bear from a client. */
export interface ServeOptions {
  /** 0 lets the system choose. */
  readonly port: number
  /** The address to bind to; `127.0.0.1` unless told. */
  readonly host?: string
  /** Time for the headers of a request to arrive, in milliseconds. Default: 10,000. */
  readonly headersTimeoutMs?: number
  /** Time for a whole request to arrive, in milliseconds; at least `headersTimeoutMs`. Default: 30,000. */
  readonly requestTimeoutMs?: number
  /**
   * Time that an idle connection stays open, in milliseconds. Default: 65,000. Set it longer than the proxy in front
   * keeps its connections, or the proxy sometimes uses one that was just closed.
   */
  readonly keepAliveTimeoutMs?: number
  /**
   * How long nothing may move on a connection that has a request, in milliseconds; 2 minutes unless told. Longer than any
   * answer takes: it is for clients that do not read theirs.
   */
  readonly inactivityTimeoutMs?: number
  /** How long the head of a request may be, in bytes; 16 KiB unless told. */
  readonly maxHeaderBytes?: number
  /** How many headers a request may have; 100 unless told. */
  readonly maxHeaders?: number
  /** How many connections are taken at a time; more are closed at once. No limit unless told. */
  readonly maxConnections?: number
}

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached, without a trailing slash. */
  readonly url: string
  /**
   * Takes no new connections, lets requests in flight end, and resolves when the last one has. Who is still sending a
   * request has the time that the timeouts give.
   */
  close(): Promise<void>
  /** Ends every connection that is still open, whatever is on it. */
  cut(): void
}

/**
 * Serves a handler over HTTP/1.1. Rejects when the port cannot be had, and with a RangeError for limits that contradict
 * each other.
 */
export async function serve(handler: Handler, options: ServeOptions): Promise<RunningServer> {
  const { port, host = "127.0.0.1", maxHeaders = 100, maxConnections } = options
  const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = applyDefaults(options)
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, Math.ceil(headersTimeoutMs / 4)),
    maxHeaderSize: options.maxHeaderBytes ?? 16_384,
    // Whatever flags the process was started with: what one reads leniently another may read as two requests.
    insecureHTTPParser: false,
    // Node's own answer would lack our headers.
    requireHostHeader: false,
  })
  server.timeout = options.inactivityTimeoutMs ?? 120_000
  if (maxConnections !== undefined) server.maxConnections = maxConnections

  const connections = trackConnections(server)
  rejectMalformed(server, connections)
  const handleRequest = (
    message: IncomingMessage,
    response: ServerResponse,
    expects: "nothing" | "100-continue" | "something else",
  ) => {
    connections.begin(message, response)
    const protocolError: ProtocolError | undefined =
      findHeadError(message, maxHeaders) ??
      (expects === "something else" ? "expectation_failed" : undefined)
    if (protocolError !== undefined) {
      response.shouldKeepAlive = false
      sendResponse(respondProtocolError(protocolError, randomUUID()), message, response)
      return
    }
    handleMessage(handler, message, response, expects === "100-continue")
  }
  server.on("request", (message, response) => handleRequest(message, response, "nothing"))
  server.on("checkContinue", (message, response) =>
    handleRequest(message, response, "100-continue"),
  )
  server.on("checkExpectation", (message, response) =>
    handleRequest(message, response, "something else"),
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
        const closedAt = performance.now()
        const closing = setInterval(() => {
          // A connection that is busy now is idle in a moment, and would be kept alive for the next request.
          server.closeIdleConnections()
          // From now on Node looks at no timeout any more.
          const elapsed = performance.now() - closedAt
          if (elapsed > headersTimeoutMs) connections.destroyWaiting("without request")
          if (elapsed > requestTimeoutMs) connections.destroyWaiting("incomplete request")
        }, 50)
        server.close((error) => {
          clearInterval(closing)
          if (error === undefined) resolve()
          else reject(error)
        })
      }),
    cut: () => server.closeAllConnections(),
  }
}
