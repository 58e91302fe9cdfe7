/** 1 MiB: more than any response of the API has. */
const maxBytes = 2 ** 20

/**
 * Reads the body of a response as text, up to 1 MiB: a server in the API's place must not fill the memory. What follows
 * is not read, and a text that was cut off is most likely no JSON.
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
