import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

/** The connections of a server. */
export interface Connections {
  /** Registers a request until its response is closed. */
  begin(message: IncomingMessage, response: ServerResponse): void
  /**
   * Returns whether an error response can be sent on a connection with unreadable input. False while an earlier request
   * waits for its response, because the client would take the error for that response.
   */
  canRespond(socket: Duplex): boolean
  /** Destroys connections that wait for a client: those without a request, or with an incomplete one. */
  destroyWaiting(kind: "without request" | "incomplete request"): void
}

interface Connection {
  /** Number of requests without a complete response. */
  open: number
  last?: { readonly message: IncomingMessage; readonly response: ServerResponse }
}

/** Tracks the connections of a server. Call it before the server listens. */
export function trackConnections(server: Server): Connections {
  const connections = new Map<Duplex, Connection>()
  server.on("connection", (socket) => {
    connections.set(socket, { open: 0 })
    socket.once("close", () => connections.delete(socket))
  })
  return {
    begin: (message, response) => {
      const connection = connections.get(message.socket)
      if (connection === undefined) return
      connection.open += 1
      connection.last = { message, response }
      response.once("close", () => (connection.open -= 1))
    },
    canRespond: (socket) => {
      const { open, last } = connections.get(socket) ?? { open: 0 }
      if (last === undefined) return true
      if (open === 0) return last.message.complete
      return open === 1 && !last.message.complete && !last.response.headersSent
    },
    destroyWaiting: (kind) => {
      for (const [socket, { open, last }] of connections) {
        const waits =
          kind === "without request" ? open === 0 : open > 0 && last?.message.complete === false
        if (waits) socket.destroy()
      }
    },
  }
}
