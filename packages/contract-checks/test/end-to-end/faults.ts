import type { Socket } from "node:net"
import { gatewayAnswer } from "./http-message.ts"

/** A complete request at the proxy, and all that can be done with it. */
export interface Exchange {
  /** As it arrived. */
  readonly request: Buffer
  readonly client: Socket
  /** Resolves when the client's connection is closed, from whichever side. */
  readonly clientGone: Promise<void>
  /**
   * Sends bytes to the next server, unless told the whole request at once, and resolves with the bytes that came back:
   * an answer, a part of one, or nothing.
   */
  forward(write?: (server: Socket) => void): Promise<Buffer>
  /** Passes the request on as if the proxy were not there, and everything that comes back as it comes. */
  passThrough(): Promise<void>
  /** Gives the client what came back; when that is no complete answer, the connection ends with it. */
  reply(answer: Buffer): void
}

/** What happens to a request in place of being passed on. */
export type Strike = (exchange: Exchange) => Promise<void>

/** What can go wrong on the way, one request at a time. */
export const faults = {
  /** The request and its answer take their time. */
  latency: async ({ forward, reply }) => {
    await pause(20)
    const answer = await forward()
    await pause(20)
    reply(answer)
  },
  /** Both go through in slices. */
  drip: async ({ request, client, forward }) => {
    const answer = await forward((server) => void writeSlices(server, request))
    await writeSlices(client, answer)
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
  /** The whole request reaches the server, and then nobody is there for the answer. */
  "cut both ways": async ({ request, client, forward }) => {
    await forward((server) => {
      server.write(request, () => server.destroy())
    })
    client.destroy()
  },
  "half-close to the server": async ({ request, forward, reply }) => {
    reply(await forward((server) => server.end(request)))
  },
  "half-close in the request": async ({ request, client, forward }) => {
    client.end(await forward((server) => server.end(half(request))))
  },
  "half-close to the client": async ({ client, forward }) => {
    client.end()
    await forward()
  },
  "stall before": async ({ clientGone }) => clientGone,
  "stall after": async ({ clientGone, forward }) => {
    await forward()
    await clientGone
  },
  "stall in the answer": async ({ client, clientGone, forward }) => {
    client.write(half(await forward()))
    await clientGone
  },
  /** The request reaches the server when its client has given it up. */
  late: async ({ clientGone, forward }) => {
    await clientGone
    await forward()
  },
  /** A middlebox sends the bytes twice at the same time. */
  duplicate: async ({ forward, reply }) => {
    const [answer] = await Promise.all([forward(), forward()])
    reply(answer)
  },
  "duplicate and reset after": async ({ client, forward }) => {
    await Promise.all([forward(), forward()])
    client.resetAndDestroy()
  },
  /** A middlebox sends the bytes again when all is over. */
  replay: async ({ forward, reply }) => {
    reply(await forward())
    await forward()
  },
  "answer cut in its head": async ({ client, forward }) => {
    client.end((await forward()).subarray(0, 20))
  },
  "answer cut in its body": async ({ client, forward }) => {
    client.end((await forward()).subarray(0, -20))
  },
  "gateway 502": async ({ request, client }) => {
    client.write(gatewayAnswer(502, request))
  },
  "gateway 504 after": async ({ request, client, forward }) => {
    await forward()
    client.write(gatewayAnswer(504, request))
  },
  /** A page in the answer's place that says that all is well. */
  "gateway 201": async ({ request, client }) => {
    client.write(gatewayAnswer(201, request))
  },
  "gateway 400": async ({ request, client }) => {
    client.write(gatewayAnswer(400, request))
  },
  garbage: async ({ request, client }) => {
    client.end(Buffer.concat([Buffer.from([0x16, 0x03, 0x01]), request]))
  },
  "garbage after": async ({ request, client, forward }) => {
    await forward()
    client.end(Buffer.concat([Buffer.from("HTTP/1.1 2O1 "), request]))
  },
} satisfies Readonly<Record<string, Strike>>

/** The name of a fault. */
export type FaultName = keyof typeof faults

/** What becomes of a request that nothing happens to. */
export const passOn: Strike = ({ passThrough }) => passThrough()

/** A request that waits at the proxy, or its answer does, until somebody lets it go. */
export function createHold(where: "before" | "after" = "before") {
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const strike: Strike = async ({ forward, reply }) => {
    const early = where === "after" ? await forward() : undefined
    arrived.resolve()
    await released.promise
    reply(early ?? (await forward()))
  }
  return { strike, arrived: arrived.promise, release: released.resolve }
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
