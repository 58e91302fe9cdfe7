import { randomUUID } from "node:crypto"
import { STATUS_CODES, type IncomingMessage, type Server } from "node:http"
import type { Duplex } from "node:stream"
import { respondProtocolError, type ProtocolError } from "../../http/respond.ts"
import type { Connections } from "./connections.ts"

/** How long what a client still sends is read away, in milliseconds, so that it sees its answer before the end. */
const lingerMs = 2_000

/**
 * Answers what is no request: a head that cannot be read, is too large or came too slowly, and a body that cannot be
 * read on. The answer is in the contract's envelope and repeats nothing; then the connection ends.
 */
export function rejectMalformed(server: Server, connections: Connections): void {
  server.on("clientError", (error: Error & { readonly code?: string }, socket: Duplex) => {
    // What comes after the answer cannot be read either.
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
 * What is wrong with a head that Node could read: no `Host` or two of them (RFC 9112, section 3.2), or more headers than
 * so many. Undefined when nothing is. Node has a limit of its own, and drops what is above it without a word.
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

/** Node's and llhttp's codes. */
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
