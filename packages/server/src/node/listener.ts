import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import { concatenate, type Handler, type HttpRequest, type HttpResponse } from "../http.ts"

/**
 * Makes a handler a listener for `node:http`; Express and Fastify can mount it too. A client that hangs up changes
 * nothing: the work goes on, and its answer is kept for whoever asks again.
 */
export function createListener(handler: Handler): RequestListener {
  return (message, response) => {
    void handler(toRequest(message)).then((answer) =>
      send(answer, message.method === "HEAD", response),
    )
  }
}

function toRequest(message: IncomingMessage): HttpRequest {
  const target = message.url ?? "/"
  const queryAt = target.indexOf("?")
  return {
    method: message.method ?? "GET",
    path: queryAt === -1 ? target : target.slice(0, queryAt),
    header: (name) => {
      const value = message.headers[name]
      return Array.isArray(value) ? value.join(", ") : value
    },
    readBody: (limitBytes) => readBody(message, limitBytes),
  }
}

function readBody(message: IncomingMessage, limitBytes: number): Promise<Uint8Array | "too_large"> {
  if (Number(message.headers["content-length"] ?? 0) > limitBytes) {
    return Promise.resolve("too_large")
  }
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("the client went away before the end of its body"))
    // Its "close" may have come and gone while the token was being verified.
    if (message.destroyed) return gone()
    const chunks: Uint8Array[] = []
    let length = 0
    message.on("data", (chunk: Uint8Array) => {
      length += chunk.byteLength
      if (length > limitBytes) {
        // Without a listener the rest flows away unseen, so that a client that reads after writing gets its answer.
        message.removeAllListeners("data")
        resolve("too_large")
      } else {
        chunks.push(chunk)
      }
    })
    message.on("end", () => resolve(concatenate(chunks, length)))
    message.on("error", gone)
    message.on("close", gone)
  })
}

function send(
  { status, headers, body }: HttpResponse,
  headOnly: boolean,
  response: ServerResponse,
): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) })
  response.end(headOnly ? undefined : body)
}
