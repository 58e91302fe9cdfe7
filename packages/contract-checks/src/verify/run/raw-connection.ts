import { connect, type Socket } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { connect as connectTls } from "node:tls"

/** The result of a raw message. */
export interface RawResult {
  /** Status of the last response. Undefined if no response arrived. */
  readonly status: number | undefined
  /** Statuses of all responses, including interim ones. */
  readonly statuses: readonly number[]
  readonly text: string
}

/** A connection for messages that `fetch` cannot send. */
export interface RawConnection {
  /** Value of the Host header. */
  readonly host: string
  /** Path of the base URL. */
  readonly basePath: string
  /** Writes pieces with pauses, and reads until the connection closes or times out. */
  send(pieces: readonly (string | Uint8Array)[], options?: RawOptions): Promise<RawResult>
}

/** Options for `send`. */
export interface RawOptions {
  /** Pause before each piece after the first, in milliseconds. Default: 0. */
  readonly pauseMs?: number
  /** Whether to close the connection after the last piece, without waiting for a response. */
  readonly isAborted?: boolean
}

/** Longest wait for a response in milliseconds. */
const timeoutMs = 10_000

/** Creates connections to a server. */
export function createRawConnection(baseUrl: string): RawConnection {
  const { protocol, hostname, port, host, pathname } = new URL(baseUrl)
  const isTls = protocol === "https:"
  const target = {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (isTls ? 443 : 80),
  }
  return {
    host,
    basePath: pathname.replace(/\/+$/, ""),
    send: async (pieces, { pauseMs = 0, isAborted = false } = {}) => {
      const socket = isTls ? connectTls(target) : connect(target)
      const received = readAll(socket)
      for (const [index, piece] of pieces.entries()) {
        if (index > 0 && pauseMs > 0) await pause(pauseMs)
        if (!socket.destroyed) socket.write(piece)
      }
      if (isAborted) {
        await pause(5)
        socket.destroy()
      }
      const text = await received
      const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, code]) =>
        Number(code),
      )
      return { status: statuses.at(-1), statuses, text }
    },
  }
}

/** Reads until the server closes the connection. Errors of the connection end the reading. */
async function readAll(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let text = ""
  socket.setTimeout(timeoutMs, () => socket.destroy())
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")))
  socket.on("error", () => resolve())
  socket.on("close", () => resolve())
  await promise
  return text
}
