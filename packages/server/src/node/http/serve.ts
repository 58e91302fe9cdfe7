import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Handler } from "../../http/message.ts"
import { respondProtocolError, type ProtocolError } from "../../http/respond.ts"
import { applyDefaults } from "../defaults.ts"
import { trackConnections } from "./connections.ts"
import { findMaxConnections } from "./descriptor-limit.ts"
import { handleMessage, sendResponse } from "./listener.ts"
import { findHeadError, rejectMalformed } from "./reject-malformed.ts"

/** Listen address and connection limits. */
export interface ServeOptions {
  /** 0 selects a free port. */
  readonly port: number
  /** Host name or IP address to bind to. Default: 127.0.0.1. */
  readonly host?: string
  /** Time for the headers of a request to arrive, in milliseconds. Default: 10,000. */
  readonly headersTimeoutMs?: number
  /**
   * Time for a whole request to arrive, in milliseconds. At least `headersTimeoutMs`. Default:
   * 30,000.
   */
  readonly requestTimeoutMs?: number
  /**
   * Time that an idle connection stays open, in milliseconds. Default: 65,000. Set it longer than
   * in the proxy, or the proxy may use a connection that was just closed.
   */
  readonly keepAliveTimeoutMs?: number
  /**
   * Time after which a connection with a request but no traffic is closed, in milliseconds.
   * Default: 120,000. Every response takes less time, so only clients that do not read are
   * affected.
   */
  readonly inactivityTimeoutMs?: number
  /** Maximum size of the headers of a request, in bytes. Default: 16,384. */
  readonly maxHeaderBytes?: number
  /** Maximum number of headers of a request. Default: 100. */
  readonly maxHeaders?: number
  /**
   * Maximum number of connections. Default: 10,000. If a new connection exceeds it, the connection
   * that was idle for the longest is closed. If none is idle, the new one is closed. At most half
   * of the process's file descriptors are used.
   */
  readonly maxConnections?: number
}

/** A running server. */
export interface RunningServer {
  /** Base URL, without a trailing slash. */
  readonly url: string
  /** Stops accepting connections, and resolves after the last active request. */
  close(): Promise<void>
  /** Closes every open connection at once. */
  cut(): void
}

// An import of node:http evaluates all its exports, of which WebSocket loads undici.
const { createServer } = process.getBuiltinModule("node:http")

/**
 * Serves a handler over HTTP/1.1. Rejects if the address cannot be used, or if `headersTimeoutMs`
 * exceeds `requestTimeoutMs`.
 */
export async function serve(handler: Handler, options: ServeOptions): Promise<RunningServer> {
  const { port, host = "127.0.0.1", maxHeaders = 100 } = options
  const limits = applyDefaults(options)
  const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = limits
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, Math.ceil(headersTimeoutMs / 4)),
    maxHeaderSize: options.maxHeaderBytes ?? 16_384,
    // Overrides a Node flag. A lenient parser enables request smuggling.
    insecureHTTPParser: false,
    // Node's own response would lack the service's headers.
    requireHostHeader: false,
  })
  server.timeout = options.inactivityTimeoutMs ?? 120_000

  const maxConnections = Math.min(limits.maxConnections, findMaxConnections())
  const connections = trackConnections(server, maxConnections)
  rejectMalformed(server, connections)
  const handleRequest = (
    message: IncomingMessage,
    response: ServerResponse,
    expectation: "none" | "100-continue" | "other",
  ) => {
    connections.begin(message, response, () => {
      const protocolError: ProtocolError | undefined =
        findHeadError(message, maxHeaders) ??
        (expectation === "other" ? "expectation_failed" : undefined)
      if (protocolError !== undefined) {
        response.shouldKeepAlive = false
        sendResponse(respondProtocolError(protocolError, randomUUID()), message, response)
        return
      }
      handleMessage(handler, message, response, expectation === "100-continue")
    })
  }
  server.on("request", (message, response) => handleRequest(message, response, "none"))
  server.on("checkContinue", (message, response) =>
    handleRequest(message, response, "100-continue"),
  )
  server.on("checkExpectation", (message, response) => handleRequest(message, response, "other"))

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
          // Runs repeatedly, because a busy connection becomes idle and would stay open.
          server.closeIdleConnections()
          // After close(), Node does not apply its timeouts.
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
