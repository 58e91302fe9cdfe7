import { randomUUID } from "node:crypto"
import { STATUS_CODES, type IncomingMessage, type Server } from "node:http"
import type { Duplex } from "node:stream"
import { respondProtocolError, type ProtocolError } from "../../http/respond.ts"
import type { Connections } from "./connections.ts"

/** Time to drop further input, in milliseconds, so that the client can read the response. */
const lingerMs = 2_000

/**
 * Responds to messages that are not valid requests. Their head is unreadable, too large, or too
 * slow, or their body is unreadable. Then closes the connection. The response contains nothing from
 * the message.
 */
export function rejectMalformed(server: Server, connections: Connections): void {
  server.on("clientError", (error: Error & { readonly code?: string }, socket: Duplex) => {
    // Input after the response is not valid either.
    if (socket.writableEnded) return
    const silent = "bytesRead" in socket && socket.bytesRead === 0
    if (!socket.writable || silent || !connections.canRespond(socket)) {
      socket.destroy()
      return
    }
    socket.end(toMessage(toProtocolError(error.code)))
    const linger = setTimeout(() => socket.destroy(), lingerMs)
    socket.once("close", () => clearTimeout(linger))
  })
}

/**
 * Finds errors in a head that Node accepts. They are no `Host` or several (RFC 9112, section 3.2),
 * and more than `maxHeaders` headers. Node would silently drop headers above its own limit.
 */
export function findHeadError(
  message: IncomingMessage,
  maxHeaders: number,
): ProtocolError | undefined {
  if (message.rawHeaders.length > 2 * maxHeaders) return "headers_too_large"
  const hosts = message.rawHeaders.filter(isHost).length
  return hosts > 1 || (hosts === 0 && message.httpVersion === "1.1") ? "bad_request" : undefined
}

function isHost(text: string, index: number): boolean {
  return index % 2 === 0 && text.length === 4 && text.toLowerCase() === "host"
}

/** Converts an error code of Node or llhttp. */
function toProtocolError(code = ""): ProtocolError {
  if (code === "HPE_HEADER_OVERFLOW") return "headers_too_large"
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? "request_timeout" : "bad_request"
}

function toMessage(protocolError: ProtocolError): string {
  const { status, headers, body } = respondProtocolError(protocolError, randomUUID())
  const lines = Object.entries({
    ...headers,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`
}
