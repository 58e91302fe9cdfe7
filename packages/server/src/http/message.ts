/**
 * A request, independent of Node, frameworks, and the Fetch API. A listener or {@link toFetchHandler} creates it.
 */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string
  /** The path without the query. */
  readonly path: string
  /** Returns the value of a header by its lower-case name. Repeated headers are joined with `, `. */
  header(name: string): string | undefined
  /**
   * Reads the body. Call it once. Resolves to `"too_large"` as soon as the body exceeds the limit. Rejects if the client
   * disconnects, and with {@link BodyAlreadyReadError} if other code has read the body.
   */
  readBody(limitBytes: number): Promise<Uint8Array | "too_large">
}

/**
 * Thrown when a body parser has read the body before the handler. The original bytes are lost, so mount the handler
 * before every body parser.
 */
export class BodyAlreadyReadError extends Error {
  override readonly name = "BodyAlreadyReadError"

  constructor() {
    super("The request body was already read. Mount the handler before every body parser.")
  }
}

/** A response, independent of Node, frameworks, and the Fetch API. The body is JSON text or empty. */
export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Handles a request. Never rejects. */
export type Handler = (request: HttpRequest) => Promise<HttpResponse>
