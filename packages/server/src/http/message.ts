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
   * reading on. Rejects when the client goes away before the end, and with {@link BodyAlreadyReadError} when somebody else
   * has read it.
   */
  readBody(limitBytes: number): Promise<Uint8Array | "too_large">
}

/**
 * Somebody read a request's body before the handler could: a body parser that stands in front of it. What is left of
 * such a body is not what was sent, so the deployment has to be mended: mount the handler before every body parser.
 */
export class BodyAlreadyReadError extends Error {
  override readonly name = "BodyAlreadyReadError"

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
