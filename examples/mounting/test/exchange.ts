import { Agent, request } from "node:http"
import { text } from "node:stream/consumers"

/** An answer, read to its end. */
export interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

/**
 * Sends a request over a connection of its own and reads the answer. What a server does with a connection whose request
 * it has rejected before its end is its own affair, and nobody's next request's.
 */
export async function exchange(
  url: string,
  options: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  },
): Promise<Answer> {
  const { method, headers, body } = options
  const agent = new Agent({ keepAlive: true })
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const sent = request(url, {
        agent,
        method,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      })
      sent.once("error", reject)
      sent.once("response", (response) => {
        const { statusCode: status, headers: answered } = response
        text(response).then((read) => resolve({ status, headers: answered, text: read }), reject)
      })
      sent.end(body)
    })
  } finally {
    agent.destroy()
  }
}
