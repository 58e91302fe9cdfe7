import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

/** The connections of a server. */
export type Connections = ReturnType<typeof trackConnections>

/**
 * Maximum number of requests of one connection that are handled at a time. A client that pipelines
 * more could otherwise use every slot of the concurrency limit.
 */
const maxPipelined = 4

interface Connection {
  /** Number of requests without a complete response. */
  open: number
  /** Functions that start the requests that wait for the responses to earlier ones. */
  readonly waiting: (() => void)[]
  /** Whether the connection closes after the responses to its complete requests. */
  closing: boolean
  last?: { readonly message: IncomingMessage; readonly response: ServerResponse }
}

/** Event of a socket: a response is complete although the request's body is still arriving. */
export const awaitsBody = Symbol("awaitsBody")

/**
 * Tracks the connections of a server. Call it before the server listens. If a new connection
 * exceeds the maximum, another connection is closed. Connections whose request has a response but
 * still sends its body are closed first. If there are none, the connection that was idle for the
 * longest is closed. If none is idle, the new connection is closed.
 */
export function trackConnections(server: Server, maxConnections: number) {
  const connections = new Map<Duplex, Connection>()
  /** Connections without a request, in the order in which they became idle. */
  const idle = new Set<Duplex>()
  /** Connections whose response is complete but whose request is not. */
  const responded = new Set<Duplex>()
  const remove = (socket: Duplex) => {
    connections.delete(socket)
    idle.delete(socket)
    responded.delete(socket)
  }
  const closeOne = () => {
    // The new connection is the last of the idle ones.
    const [first] = responded.size > 0 ? responded : idle
    if (first === undefined) return
    // Counted until its close event, it would let the next connection close another one.
    remove(first)
    first.destroy()
  }
  server.on("connection", (socket: Duplex) => {
    const connection: Connection = { open: 0, waiting: [], closing: false }
    connections.set(socket, connection)
    idle.add(socket)
    socket.once("close", () => remove(socket))
    socket.on(awaitsBody, () => {
      // An earlier request may still wait for its response, or the connection may be closed.
      if (connection.open === 1 && connections.has(socket)) responded.add(socket)
    })
    // Node resumes the socket to read a body, although later requests have arrived.
    socket.on("resume", () => pauseIfFull(socket, connection))
    if (connections.size > maxConnections) closeOne()
  })
  const pauseIfFull = (socket: Duplex, { open }: Connection) => {
    if (open > maxPipelined) socket.pause()
  }
  const closeIfDone = (socket: Duplex, { open, last }: Connection) => {
    if (open === 0) socket.end()
    else if (open > 1 || last?.message.complete !== false) return
    // The last request has an unreadable body. It may have been rejected before.
    else if (last.response.headersSent) last.response.end()
    else socket.destroy()
  }
  return {
    /**
     * Registers a request until its response is closed, and starts it. If the connection has too
     * many requests, the request waits, and no more input is read.
     */
    begin: (message: IncomingMessage, response: ServerResponse, start: () => void) => {
      const { socket } = message
      const connection = connections.get(socket)
      if (connection === undefined) {
        start()
        return
      }
      connection.open += 1
      idle.delete(socket)
      connection.last = { message, response }
      response.once("close", () => {
        connection.open -= 1
        responded.delete(socket)
        if (connection.closing) closeIfDone(socket, connection)
        if (socket.destroyed) return
        if (connection.open === 0) idle.add(socket)
        connection.waiting.shift()?.()
        if (connection.open === maxPipelined) socket.resume()
      })
      if (connection.open <= maxPipelined) start()
      else connection.waiting.push(start)
      pauseIfFull(socket, connection)
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
    /**
     * Closes a connection with unreadable input after the responses to its complete requests. The
     * order of such a request may exist, so the client needs the response.
     */
    closeAfterResponses: (socket: Duplex) => {
      const connection = connections.get(socket)
      if (connection === undefined) {
        socket.destroy()
        return
      }
      connection.closing = true
      const { message, response } = connection.last ?? {}
      // Node then sends `connection: close` and closes the connection after the response.
      if (response !== undefined && message?.complete === true) response.shouldKeepAlive = false
      closeIfDone(socket, connection)
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
