import { randomUUID } from "node:crypto"
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { respondProtocolError, type ProtocolError } from "../../http/respond.ts"
import type { Connections } from "./connections.ts"

const { STATUS_CODES } = process.getBuiltinModule("node:http")

/** An error of Node or of its parser, llhttp. */
interface ParserError extends Error {
  readonly code?: string
  readonly reason?: string
}

/** Time to drop further input, in milliseconds, so that the client can read the response. */
const lingerMs = 2_000

/**
 * Responds to messages that are not valid requests, then closes the connection. The head of such a
 * message is unreadable, too large, or too slow, or its body is unreadable. The response contains
 * nothing from the message. Earlier requests on the connection, such as one whose body is longer
 * than announced, get their responses first.
 */
export function rejectMalformed(server: Server, connections: Connections): void {
  server.on("clientError", (error: ParserError, socket: Duplex) => {
    // Input after the response is not valid either.
    if (socket.writableEnded) return
    const silent = "bytesRead" in socket && socket.bytesRead === 0
    if (!socket.writable || silent) socket.destroy()
    else if (connections.canRespond(socket)) respondAndClose(socket, toProtocolError(error))
    else connections.closeAfterResponses(socket)
  })
  server.on("connect", (_message, socket: Duplex) => {
    // Node no longer handles errors of this socket.
    socket.on("error", () => socket.destroy())
    socket.resume()
    if (connections.canRespond(socket)) respondAndClose(socket, "not_implemented")
    else connections.closeAfterResponses(socket)
  })
}

function respondAndClose(socket: Duplex, protocolError: ProtocolError): void {
  socket.end(toMessage(protocolError))
  const linger = setTimeout(() => socket.destroy(), lingerMs)
  socket.once("close", () => clearTimeout(linger))
}

/**
 * Finds errors in a head that Node accepts. They are an unsupported version, a transfer coding
 * other than `chunked` or in HTTP/1.0 (RFC 9112, section 6.1), no `Host` or several (section 3.2),
 * and more than `maxHeaders` headers. Node would silently drop headers above its own limit.
 */
export function findHeadError(
  message: IncomingMessage,
  maxHeaders: number,
): ProtocolError | undefined {
  const { rawHeaders, httpVersion } = message
  if (rawHeaders.length > 2 * maxHeaders) return "headers_too_large"
  if (message.httpVersionMajor > 1) return "http_version_not_supported"
  // A request line without a version is HTTP/0.9.
  if (message.httpVersionMajor < 1) return "bad_request"
  const coding = message.headers["transfer-encoding"]
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return httpVersion === "1.0" || !/[ ,]chunked$/i.test(coding)
      ? "bad_request"
      : "not_implemented"
  }
  if (coding !== undefined && httpVersion === "1.0") return "bad_request"
  const hosts = countHosts(rawHeaders)
  return hosts > 1 || (hosts === 0 && httpVersion === "1.1") ? "bad_request" : undefined
}

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1
  }
  return hosts
}

function toProtocolError({ code, reason }: ParserError): ProtocolError {
  if (code === "HPE_HEADER_OVERFLOW") return "headers_too_large"
  // The code is that of the preface of HTTP/2. llhttp has the reason for a well-formed version.
  if (code === "HPE_PAUSED_H2_UPGRADE" || reason === "Invalid HTTP version") {
    return "http_version_not_supported"
  }
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
