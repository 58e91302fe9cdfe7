/**
 * A request as the core sees it: no port, no framework, no Request object. A listener or {@link toFetchHandler}
 * makes one.
 */
export interface HttpRequest {
  /** Upper case, as on the wire. */
  readonly method: string
  /** The path without the query. */
  readonly path: string
  /** A header's value by its lower-case name; repeated headers are joined with `, `. */
  header(name: string): string | undefined
  /**
   * Reads the body, once. Resolves to `"too_large"` as soon as it is known to be longer than the limit, without
   * reading on. Rejects when the client goes away before the end, and with {@link BodyAlreadyRead} when somebody else
   * has read it.
   */
  readBody(limitBytes: number): Promise<Uint8Array | "too_large">
}

/**
 * Somebody read a request's body before the handler could: a body parser that stands in front of it. What is left of
 * such a body is not what was sent, so the deployment has to be mended: mount the handler before every body parser.
 */
export class BodyAlreadyRead extends Error {
  override readonly name = "BodyAlreadyRead"

  constructor() {
    super("the body was read by another part of the app: mount the handler before body parsers")
  }
}

/** A response as the core makes it; the body is JSON text, or nothing. */
export interface HttpResponse {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Answers every request, whatever happens; it never rejects. */
export type Handler = (request: HttpRequest) => Promise<HttpResponse>

/**
 * Makes a core handler a `(Request) => Promise<Response>`, for Hono, for a Next route handler on Node, or as the
 * `fetch` of an SDK in tests.
 */
export function toFetchHandler(handler: Handler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { status, headers, body } = await handler({
      method: request.method,
      path: new URL(request.url).pathname,
      header: (name) => request.headers.get(name) ?? undefined,
      readBody: async (limitBytes) => {
        if (request.bodyUsed) throw new BodyAlreadyRead()
        return readStream(request.body, limitBytes)
      },
    })
    const bodyless = request.method === "HEAD" || body === ""
    return new Response(bodyless ? null : body, { status, headers })
  }
}

async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  limitBytes: number,
): Promise<Uint8Array | "too_large"> {
  const bytes = gatherBytes(limitBytes)
  // Leaving the loop early cancels the stream: nothing more is read of a body that is too large.
  for await (const chunk of stream ?? []) {
    if (!bytes.take(chunk)) return "too_large"
  }
  return bytes.whole()
}

/** The bytes of a body that is on its way. */
export interface GatheredBytes {
  /** Takes a chunk; false, and then it is not taken, when the body is longer than the limit. */
  take(chunk: Uint8Array): boolean
  /** Everything that was taken. */
  whole(): Uint8Array
}

/** The first room that is made for a body of several chunks, in bytes: larger than most orders. */
const firstRoom = 4_096

/**
 * Gathers a body of so many bytes at most. It takes memory of the body's size, however small its chunks are: kept one by
 * one, bodies that come byte by byte would take hundreds of times as much.
 */
export function gatherBytes(limitBytes: number): GatheredBytes {
  let room: Uint8Array = new Uint8Array(0)
  let length = 0
  return {
    take: (chunk) => {
      const end = length + chunk.byteLength
      if (end > limitBytes) return false
      // Most bodies come in one chunk. It is full, so that nothing is ever written into it.
      if (length === 0) room = chunk
      else {
        if (end > room.byteLength) {
          const larger = new Uint8Array(Math.min(limitBytes, Math.max(firstRoom, 2 * end)))
          larger.set(room.subarray(0, length))
          room = larger
        }
        room.set(chunk, length)
      }
      length = end
      return true
    },
    whole: () => room.subarray(0, length),
  }
}
