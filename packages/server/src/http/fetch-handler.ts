import { collectBody } from "./collect-body.ts"
import { BodyAlreadyReadError, type Handler } from "./message.ts"

/**
 * Converts a handler to `(Request) => Promise<Response>`. Use it in Hono, in Next.js on Node, or as
 * the `fetch` of an SDK in tests.
 */
export function toFetchHandler(handler: Handler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { status, headers, body } = await handler({
      method: request.method,
      path: new URL(request.url).pathname,
      header: (name) => request.headers.get(name) ?? undefined,
      readBody: async (limitBytes) => {
        if (request.bodyUsed) throw new BodyAlreadyReadError()
        const bytes = collectBody(limitBytes)
        // Returning from the loop cancels the stream, so that the rest of a large body is not read.
        for await (const chunk of request.body ?? []) {
          if (!bytes.add(chunk)) return "too_large"
        }
        return bytes.bytes()
      },
    })
    const bodyless = request.method === "HEAD" || body === ""
    return new Response(bodyless ? null : body, { status, headers })
  }
}
