/** A response before it meets a transport: what an idempotency key saves, and what a fault edits. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** A value to be written as JSON, or a string when `contentType` is not JSON. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Makes an answer of JSON. */
export function json(status: number, body: unknown): Answer {
  return { status, contentType: "application/json", body }
}

/** Makes an answer of text, as Junction's sandbox gives for some faults of its own (observed). */
export function text(status: number, body: string, contentType = "text/plain; charset=utf-8") {
  return { status, contentType, body } satisfies Answer
}

/** The body as it goes over the wire. */
export function bodyText(answer: Answer): string {
  return answer.contentType === "application/json"
    ? JSON.stringify(answer.body)
    : String(answer.body)
}

/** The headers as they go over the wire. */
export function headersOf(answer: Answer): Headers {
  return new Headers({ "content-type": answer.contentType, ...answer.headers })
}

/** Makes the response. */
export function toResponse(answer: Answer): Response {
  // 204, 205 and 304 may not have a body; Response refuses even an empty string.
  const body = [204, 205, 304].includes(answer.status) ? null : bodyText(answer)
  return new Response(body, { status: answer.status, headers: headersOf(answer) })
}
