/** 1 MiB, which is more than any response of the API. */
const maxBytes = 2 ** 20

/**
 * Reads at most 1 MiB of a response body as text. Without the limit, a faulty server could exhaust
 * the memory. Truncated text is unlikely to be valid JSON.
 */
export async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ""
  for (let left = maxBytes; left > 0;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.length
  }
  reader.cancel().catch(() => {})
  return text
}
