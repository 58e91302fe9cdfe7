import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import { finished } from "node:stream"
import { collectBody } from "../../http/collect-body.ts"
import {
  BodyAlreadyReadError,
  type Handler,
  type HttpRequest,
  type HttpResponse,
} from "../../http/message.ts"

/**
 * Makes a handler a listener for `node:http`; Express and Fastify can mount it too, before whatever reads bodies: a body
 * that somebody else has read is answered as the deployment's fault (`internal_error`, logged as `BodyAlreadyReadError`). A
 * client that hangs up changes nothing: the work goes on, and its answer is kept for whoever asks again.
 */
export function createListener(handler: Handler): RequestListener {
  return (message, response) => handleMessage(handler, message, response)
}

/**
 * Answers one message. Who holds back its body until it hears `100 Continue` hears it when the body is wanted, if
 * `expectsContinue` says that nobody told it yet.
 */
export function handleMessage(
  handler: Handler,
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue = false,
): void {
  let holdsBack = expectsContinue
  const request: HttpRequest = {
    method: message.method ?? "GET",
    path: pathOf(message.url ?? "/"),
    header: (name) => headerOf(message, name),
    readBody: (limitBytes) => {
      if (holdsBack) response.writeContinue()
      holdsBack = false
      return readBody(message, limitBytes)
    },
  }
  void handler(request).then(
    (answer) => sendResponse(answer, message, response, holdsBack),
    // A handler never rejects. If one does, nothing is known that could be answered.
    () => response.destroy(),
  )
}

/** The path of a target in origin form, or in the absolute form that proxies are sent (RFC 9112, section 3.2). */
function pathOf(target: string): string {
  const path = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*/i, "")
  const queryAt = path.indexOf("?")
  return queryAt === -1 ? path : path.slice(0, queryAt)
}

/** Of these, Node keeps the first one and drops the rest: two tokens would pass for one. */
const notJoinedByNode: ReadonlySet<string> = new Set(["authorization", "content-type"])

function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = notJoinedByNode.has(name) ? joined(message.rawHeaders, name) : message.headers[name]
  return Array.isArray(value) ? value.join(", ") : value
}

/** The values of a header among names and values as they came. */
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

function readBody(message: IncomingMessage, limitBytes: number): Promise<Uint8Array | "too_large"> {
  if (message.readableDidRead) return Promise.reject(new BodyAlreadyReadError())
  if (Number(message.headers["content-length"] ?? 0) > limitBytes) {
    return Promise.resolve("too_large")
  }
  return new Promise((resolve, reject) => {
    // An error costs its stack, and every message is closed in the end.
    const gone = () => {
      if (!message.readableEnded)
        reject(new Error("the client went away before the end of its body"))
    }
    // Its "close" may have come and gone while the token was being verified.
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
 * Sends an answer. One that leaves before the whole body has come is there for the client to read at once, and ends when
 * the rest has been read away: a connection that is closed while something still comes in is reset, and the client may
 * never see its answer (RFC 9112, section 9.6). The server's request timeout ends that.
 */
export function sendResponse(
  { status, headers, body }: HttpResponse,
  message: IncomingMessage,
  response: ServerResponse,
  holdsBack = false,
): void {
  // Whoever mounts the listener may have given up waiting, and answered.
  if (response.headersSent || response.destroyed) return
  // A 204 has neither (RFC 9110, section 8.6).
  const length = status === 204 ? {} : { "content-length": Buffer.byteLength(body) }
  response.writeHead(status, { ...headers, ...length })
  const content = message.method === "HEAD" ? "" : body
  // A body that is held back never comes.
  if (message.complete || holdsBack) {
    response.end(content)
    return
  }
  if (content === "") response.flushHeaders()
  else response.write(content)
  message.resume()
  finished(message, () => response.end())
}
