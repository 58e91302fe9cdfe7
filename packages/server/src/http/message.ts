/** A request, independent of Node, frameworks, and the Fetch API. */
export interface HttpRequest {
  /** HTTP method in upper case. */
  readonly method: string
  /** Path without the query. */
  readonly path: string
  /** Returns a header by its lower-case name. Several headers of one name are joined with `, `. */
  header(name: string): string | undefined
  /**
   * Reads the body. Call it once. Resolves to `"too_large"` as soon as the body exceeds the limit.
   * Rejects if the client disconnects. Rejects with {@link BodyAlreadyReadError} if other code has
   * read the body.
   */
  readBody(limitBytes: number): Promise<Uint8Array | "too_large">
}

/**
 * Error for a body that a body parser has read before the handler. Then the original bytes are
 * lost. Mount the handler before every body parser.
 */
export class BodyAlreadyReadError extends Error {
  override readonly name = "BodyAlreadyReadError"

  constructor() {
    super("The request body was already read. Mount the handler before every body parser.")
  }
}

/** A response, independent of Node, frameworks, and the Fetch API. */
export interface HttpResponse {
  readonly status: number
  /** Headers by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, or empty. */
  readonly body: string
}

/** Handles a request. Never rejects. */
export type Handler = (request: HttpRequest) => Promise<HttpResponse>
