import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import { finished } from "node:stream"
import { collectBody } from "../../http/collect-body.ts"
import { awaitsBody } from "./connections.ts"
import {
  BodyAlreadyReadError,
  type Handler,
  type HttpRequest,
  type HttpResponse,
} from "../../http/message.ts"

/**
 * Creates a `node:http` listener for a handler. Mount it in Express or Fastify before every body
 * parser. If a body was already read, the response is `internal_error`, logged as
 * `BodyAlreadyReadError`. If a client disconnects, its order continues, and a retry returns the
 * order.
 */
export function createListener(handler: Handler): RequestListener {
  return (message, response) => handleMessage(handler, message, response)
}

/** Handles one message. With `expectsContinue`, the first read of the body sends `100 Continue`. */
export function handleMessage(
  handler: Handler,
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue = false,
): void {
  let awaitsContinue = expectsContinue
  let bodyHasArrived = false
  const request: HttpRequest = {
    method: message.method ?? "GET",
    path: pathOf(message.url ?? "/"),
    header: (name) => headerOf(message, name),
    readBody: (limitBytes) => {
      if (awaitsContinue) response.writeContinue()
      awaitsContinue = false
      bodyHasArrived = hasArrived(message)
      return readBody(message, limitBytes)
    },
  }
  void handler(request).then(
    // A client that awaits `100 Continue` sends no body.
    (result) => sendResponse(result, message, response, awaitsContinue || bodyHasArrived),
    // A handler never rejects. If one does, there is no response to send.
    () => response.destroy(),
  )
}

/** Returns the path of a target in origin or absolute form (RFC 9112, section 3.2). */
function pathOf(target: string): string {
  const path = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*/i, "")
  const queryAt = path.indexOf("?")
  return queryAt === -1 ? path : path.slice(0, queryAt)
}

/** Headers of which Node drops all but the first. A second token must not be ignored. */
const notJoinedByNode: ReadonlySet<string> = new Set(["authorization", "content-type"])

function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = notJoinedByNode.has(name) ? joined(message.rawHeaders, name) : message.headers[name]
  return Array.isArray(value) ? value.join(", ") : value
}

/** Joins the values of a header in `rawHeaders`. */
function joined(rawHeaders: readonly string[], name: string): string | undefined {
  let found: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const other = rawHeaders[index] ?? ""
    if (other.length !== name.length || other.toLowerCase() !== name) continue
    const value = rawHeaders[index + 1] ?? ""
    found = found === undefined ? value : `${found}, ${value}`
  }
  return found
}

/** Returns whether the whole body has arrived, which Node may report later. */
function hasArrived({ complete, headers, readableLength }: IncomingMessage): boolean {
  return complete || readableLength === Number(headers["content-length"])
}

function readBody(message: IncomingMessage, limitBytes: number): Promise<Uint8Array | "too_large"> {
  if (message.readableDidRead) return Promise.reject(new BodyAlreadyReadError())
  if (Number(message.headers["content-length"] ?? 0) > limitBytes) {
    return Promise.resolve("too_large")
  }
  // Most bodies arrive with the head. Then no event is awaited.
  if (hasArrived(message) && !message.destroyed) {
    const bytes = (message.read() as Uint8Array | null) ?? new Uint8Array(0)
    return Promise.resolve(bytes.byteLength > limitBytes ? "too_large" : bytes)
  }
  return new Promise((resolve, reject) => {
    // Every message closes. The error is created only if it is needed, because its stack is
    // expensive.
    const gone = () => {
      if (!message.readableEnded)
        reject(new Error("The client disconnected before the end of the body."))
    }
    // "close" may have been emitted while the token was verified.
    if (message.destroyed) return gone()
    const bytes = collectBody(limitBytes)
    const take = (chunk: Uint8Array) => {
      if (bytes.add(chunk)) return
      message.off("data", take)
      resolve("too_large")
    }
    message.on("data", take)
    message.on("end", () => resolve(bytes.bytes()))
    message.on("error", gone)
    message.on("close", gone)
  })
}

/**
 * Sends a response. If the request body is incomplete, the response ends after the rest of the body
 * was read and dropped. Otherwise TCP would reset the connection, and the client might lose the
 * response (RFC 9112, section 9.6). The request timeout limits this wait. Pass `hasEnded` if the
 * rest of the request is empty, but Node has not reported its end.
 */
export function sendResponse(
  { status, headers, body }: HttpResponse,
  message: IncomingMessage,
  response: ServerResponse,
  hasEnded = false,
): void {
  // The app around the listener may have sent a response already.
  if (response.headersSent || response.destroyed) return
  // A 204 has neither (RFC 9110, section 8.6).
  response.writeHead(
    status,
    status === 204 ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
  )
  const content = message.method === "HEAD" ? "" : body
  if (hasEnded || message.complete) {
    response.end(content)
    return
  }
  if (content === "") response.flushHeaders()
  else response.write(content)
  message.socket.emit(awaitsBody)
  message.resume()
  finished(message, () => response.end())
}
