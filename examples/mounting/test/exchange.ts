import { Agent, request } from "node:http"
import { text } from "node:stream/consumers"

/** A complete response. */
export interface RawResponse {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

/**
 * Sends a request over a new connection and reads the response. A server may close the connection
 * of a rejected request, so connections are not reused.
 */
export async function exchange(
  url: string,
  options: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  },
): Promise<RawResponse> {
  const { method, headers, body } = options
  const agent = new Agent({ keepAlive: true })
  try {
    return await new Promise<RawResponse>((resolve, reject) => {
      const sent = request(url, {
        agent,
        method,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      })
      sent.once("error", reject)
      sent.once("response", (response) => {
        const { statusCode: status, headers: responseHeaders } = response
        text(response).then(
          (body) => resolve({ status, headers: responseHeaders, text: body }),
          reject,
        )
      })
      sent.end(body)
    })
  } finally {
    agent.destroy()
  }
}
