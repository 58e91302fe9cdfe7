import type { Handler } from "../../http/message.ts"

/** A handler that knows how many requests are inside it. */
export interface InFlight {
  readonly handler: Handler
  /** From now on every answer asks for the end of its connection, so that no request follows on it. */
  endConnections(): void
  /** Resolves when no request is inside. */
  ended(): Promise<void>
}

/** Counts the requests of a handler from their headers to their answers, those whose bodies still arrive included. */
export function countInFlight(handler: Handler): InFlight {
  let inside = 0
  let ending = false
  let waiting: (() => void)[] = []
  return {
    handler: async (request) => {
      inside += 1
      try {
        const response = await handler(request)
        if (!ending) return response
        return { ...response, headers: { ...response.headers, connection: "close" } }
      } finally {
        inside -= 1
        if (inside === 0) {
          for (const tell of waiting) tell()
          waiting = []
        }
      }
    },
    endConnections: () => {
      ending = true
    },
    ended: () =>
      inside === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  }
}
