import { collectBody } from "./collect-body.ts"

/** Error for a response whose body exceeds the limit. */
export class ResponseTooLargeError extends Error {
  override readonly name = "ResponseTooLargeError"
  readonly code = "RESPONSE_TOO_LARGE"

  constructor(limitBytes: number) {
    super(`The response body has more than ${limitBytes} bytes.`)
  }
}

/**
 * Returns a response of another service, with its whole decompressed body. Throws a
 * {@link ResponseTooLargeError} and closes the connection as soon as the body exceeds the limit.
 */
export async function limitResponse(response: Response, limitBytes: number): Promise<Response> {
  if (response.body === null) return response
  const bytes = collectBody(limitBytes)
  // Throwing in the loop cancels the stream.
  for await (const chunk of response.body) {
    if (!bytes.add(chunk)) throw new ResponseTooLargeError(limitBytes)
  }
  // The bytes are a view of an ArrayBuffer, which their type does not say.
  return new Response(bytes.bytes() as Uint8Array<ArrayBuffer>, response)
}
