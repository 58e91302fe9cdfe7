/** More than any answer of the API has: 1 MiB. */
const mostBytes = 2 ** 20

/**
 * Reads the body of an answer as text, up to 1 MiB: whoever answers in the API's place must not fill the memory. What
 * follows is not read, and a text that was cut off is most likely no JSON.
 */
export async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ""
  for (let left = mostBytes; left > 0;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.length
  }
  reader.cancel().catch(() => {})
  return text
}
