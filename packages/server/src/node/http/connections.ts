import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

/** The connections of a server. */
export type Connections = ReturnType<typeof trackConnections>

interface Connection {
  /** Number of requests without a complete response. */
  open: number
  last?: { readonly message: IncomingMessage; readonly response: ServerResponse }
}

/** Tracks the connections of a server. Call it before the server listens. */
export function trackConnections(server: Server) {
  const connections = new Map<Duplex, Connection>()
  server.on("connection", (socket) => {
    connections.set(socket, { open: 0 })
    socket.once("close", () => connections.delete(socket))
  })
  return {
    /** Registers a request until its response is closed. */
    begin: (message: IncomingMessage, response: ServerResponse) => {
      const connection = connections.get(message.socket)
      if (connection === undefined) return
      connection.open += 1
      connection.last = { message, response }
      response.once("close", () => (connection.open -= 1))
    },
    /**
     * Returns whether an error response can be sent on a connection with unreadable input. False
     * while an earlier request waits for its response, which the client would confuse with it.
     */
    canRespond: (socket: Duplex) => {
      const { open, last } = connections.get(socket) ?? { open: 0 }
      if (last === undefined) return true
      if (open === 0) return last.message.complete
      return open === 1 && !last.message.complete && !last.response.headersSent
    },
    /** Destroys connections without a request, or those whose request is incomplete. */
    destroyWaiting: (kind: "without request" | "incomplete request") => {
      for (const [socket, { open, last }] of connections) {
        const waits =
          kind === "without request" ? open === 0 : open > 0 && last?.message.complete === false
        if (waits) socket.destroy()
      }
    },
  }
}
