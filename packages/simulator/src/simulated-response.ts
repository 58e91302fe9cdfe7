/** A response as plain data. It can be saved under a key and changed by a fault. */
export interface SimulatedResponse {
  readonly status: number
  readonly contentType: string
  /** A JSON value, or a string if `contentType` is not JSON. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Creates a JSON response. */
export function json(status: number, body: unknown): SimulatedResponse {
  return { status, contentType: "application/json", body }
}

/** Creates a text response, which Junction's sandbox returns for some of its errors (observed). */
export function text(status: number, body: string, contentType = "text/plain; charset=utf-8") {
  return { status, contentType, body } satisfies SimulatedResponse
}

/** Converts the data to a `Response`. */
export function toResponse({ status, contentType, body, headers }: SimulatedResponse): Response {
  const content = contentType === "application/json" ? JSON.stringify(body) : String(body)
  // 204, 205, and 304 have no body, and `Response` rejects even an empty string.
  return new Response([204, 205, 304].includes(status) ? null : content, {
    status,
    headers: { "content-type": contentType, ...headers },
  })
}
