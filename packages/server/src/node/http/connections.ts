import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

/** What goes on on the connections of a server. */
export interface Connections {
  /** Notes a request, from the end of its head until its response is closed. */
  begin(message: IncomingMessage, response: ServerResponse): void
  /**
   * Whether what is said on a connection that cannot be read on is taken for the answer to what could not be read: not
   * while an earlier request waits for its own, which may be an order that is being placed.
   */
  canRespond(socket: Duplex): boolean
  /** Ends what waits for a client: connections without a request, or those whose request is incomplete. */
  destroyWaiting(kind: "without request" | "incomplete request"): void
}

interface Connection {
  /** How many requests have no complete answer. */
  open: number
  last?: { readonly message: IncomingMessage; readonly response: ServerResponse }
}

/** Watches the connections of a server that does not listen yet. */
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
