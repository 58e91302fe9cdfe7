import type { Socket } from "node:net"
import { gatewayResponse } from "./http-message.ts"

/** A complete request at the proxy, with the operations that a fault can use. */
export interface Exchange {
  /** The bytes as received. */
  readonly request: Buffer
  readonly client: Socket
  /** Resolves when either side has closed the client's connection. */
  readonly clientClosed: Promise<void>
  /**
   * Sends bytes to the next server and resolves with the bytes of the response, which may be
   * incomplete or empty. Default: the whole request at once.
   */
  forward(write?: (server: Socket) => void): Promise<Buffer>
  /** Forwards the request, and the bytes of the response as they arrive. */
  passThrough(): Promise<void>
  /** Sends the response to the client. Closes the connection if the response is incomplete. */
  respond(response: Buffer): void
}

/** Handles a request in a faulty way. */
export type FaultHandler = (exchange: Exchange) => Promise<void>

/** The faults of a network, each for one request. */
export const faults = {
  /** The request and the response are delayed. */
  latency: async ({ forward, respond }) => {
    await pause(20)
    const response = await forward()
    await pause(20)
    respond(response)
  },
  /** The request and the response are sent in slices. */
  drip: async ({ request, client, forward }) => {
    const response = await forward((server) => void writeSlices(server, request))
    await writeSlices(client, response)
  },
  "reset before": async ({ client }) => {
    client.resetAndDestroy()
  },
  /** Half of the request reaches the server. */
  "reset in the request": async ({ request, client, forward }) => {
    await forward((server) => {
      server.write(half(request), () => server.resetAndDestroy())
    })
    client.resetAndDestroy()
  },
  "reset after": async ({ client, forward }) => {
    await forward()
    client.resetAndDestroy()
  },
  /** The whole request reaches the server, and then both connections close. */
  "cut both ways": async ({ request, client, forward }) => {
    await forward((server) => {
      server.write(request, () => server.destroy())
    })
    client.destroy()
  },
  "half-close to the server": async ({ request, forward, respond }) => {
    respond(await forward((server) => server.end(request)))
  },
  "half-close in the request": async ({ request, client, forward }) => {
    client.end(await forward((server) => server.end(half(request))))
  },
  "half-close to the client": async ({ client, forward }) => {
    client.end()
    await forward()
  },
  "stall before": async ({ clientClosed }) => clientClosed,
  "stall after": async ({ clientClosed, forward }) => {
    await forward()
    await clientClosed
  },
  "stall in the response": async ({ client, clientClosed, forward }) => {
    client.write(half(await forward()))
    await clientClosed
  },
  /** The request reaches the server after the client has closed its connection. */
  late: async ({ clientClosed, forward }) => {
    await clientClosed
    await forward()
  },
  /** A middlebox sends the bytes twice at the same time. */
  duplicate: async ({ forward, respond }) => {
    const [response] = await Promise.all([forward(), forward()])
    respond(response)
  },
  "duplicate and reset after": async ({ client, forward }) => {
    await Promise.all([forward(), forward()])
    client.resetAndDestroy()
  },
  /** A middlebox resends the bytes after the response. */
  replay: async ({ forward, respond }) => {
    respond(await forward())
    await forward()
  },
  "response cut in its head": async ({ client, forward }) => {
    client.end((await forward()).subarray(0, 20))
  },
  "response cut in its body": async ({ client, forward }) => {
    client.end((await forward()).subarray(0, -20))
  },
  "gateway 502": async ({ request, client }) => {
    client.write(gatewayResponse(502, request))
  },
  "gateway 504 after": async ({ request, client, forward }) => {
    await forward()
    client.write(gatewayResponse(504, request))
  },
  /** A gateway returns a success page. */
  "gateway 201": async ({ request, client }) => {
    client.write(gatewayResponse(201, request))
  },
  "gateway 400": async ({ request, client }) => {
    client.write(gatewayResponse(400, request))
  },
  garbage: async ({ request, client }) => {
    client.end(Buffer.concat([Buffer.from([0x16, 0x03, 0x01]), request]))
  },
  "garbage after": async ({ request, client, forward }) => {
    await forward()
    client.end(Buffer.concat([Buffer.from("HTTP/1.1 2O1 "), request]))
  },
} satisfies Readonly<Record<string, FaultHandler>>

/** The name of a fault. */
export type FaultName = keyof typeof faults

/** Handles a request without a fault. */
export const noFault: FaultHandler = ({ passThrough }) => passThrough()

/** Creates a fault that delays a request, or its response, at the proxy until `open` is called. */
export function createGate(where: "before" | "after" = "before") {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  const fault: FaultHandler = async ({ forward, respond }) => {
    const early = where === "after" ? await forward() : undefined
    reached.resolve()
    await opened.promise
    respond(early ?? (await forward()))
  }
  return { fault, reached: reached.promise, open: opened.resolve }
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2)
}

async function writeSlices(socket: Socket, bytes: Buffer): Promise<void> {
  socket.setNoDelay(true)
  for (let at = 0; at < bytes.length && !socket.destroyed; at += 64) {
    socket.write(bytes.subarray(at, at + 64))
    await pause(1)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
