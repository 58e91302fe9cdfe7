/** The end of a chunked body without trailers (RFC 9112, section 7.1). */
const lastChunk = "\r\n0\r\n\r\n"

/**
 * Returns the length of the first HTTP/1.1 message in bytes (RFC 9112, section 6.3), or undefined
 * for an incomplete message. Supports Node's messages: bodies with a length, chunked bodies, and no
 * body.
 */
export function messageLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n")
  if (headEnd === -1) return undefined
  const head = bytes.toString("latin1", 0, headEnd)
  if (/^transfer-encoding: *chunked/im.test(head)) {
    // In an empty body, the last chunk follows the line break of the head.
    const end = bytes.indexOf(lastChunk, headEnd + 2)
    return end === -1 ? undefined : end + lastChunk.length
  }
  const length = headEnd + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
  return bytes.length < length ? undefined : length
}

/** Returns the value of a header, or undefined. */
export function headerOf(message: Buffer, name: string): string | undefined {
  const head = message.toString("latin1", 0, message.indexOf("\r\n\r\n"))
  return new RegExp(`^${name}: *(.*?)\r?$`, "im").exec(head)?.[1]
}

/** Returns the response of a gateway: HTML that quotes the request, as debug pages do. */
export function gatewayResponse(status: number, request: Buffer): Buffer {
  const page = `<!doctype html><title>Gateway</title><pre>${request.toString()}</pre>`
  const head = `HTTP/1.1 ${status} Gateway\r\ncontent-type: text/html\r\n`
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(page)}\r\n\r\n${page}`)
}
