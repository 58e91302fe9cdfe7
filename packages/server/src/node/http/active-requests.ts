import type { Handler } from "../../http/message.ts"

/** A handler that counts its active requests. */
export type ActiveRequests = ReturnType<typeof countActiveRequests>

/** Counts the requests of a handler, from their headers to their responses. */
export function countActiveRequests(handler: Handler) {
  let activeRequests = 0
  let draining = false
  let waiting: (() => void)[] = []
  return {
    handler: (async (request) => {
      activeRequests += 1
      try {
        const response = await handler(request)
        if (!draining) return response
        return { ...response, headers: { ...response.headers, connection: "close" } }
      } finally {
        activeRequests -= 1
        if (activeRequests === 0) {
          for (const resolve of waiting) resolve()
          waiting = []
        }
      }
    }) satisfies Handler,
    /** Adds `connection: close` to all further responses, so that clients reconnect elsewhere. */
    endConnections: () => {
      draining = true
    },
    /** Resolves when no request is active. */
    ended: () =>
      new Promise<void>((resolve) => {
        if (activeRequests === 0) resolve()
        else waiting.push(resolve)
      }),
  }
}
