import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { faults, passOn, type FaultName, type Strike } from "./faults.ts"
import { gatewayAnswer, messageLength } from "./http-message.ts"

/** A request as a client sent it. */
export interface ProxiedRequest {
  readonly bytes: Buffer
  /** How many came before it on the same connection. */
  readonly place: number
}

/** A way to servers on which anything can go wrong. */
export interface FaultyProxy {
  readonly url: string
  /** The origins that requests go to, one after the other. */
  targets: readonly string[]
  /** Every complete request so far, oldest first. */
  readonly requests: readonly ProxiedRequest[]
  /** The next requests that have these words in their bytes meet these, one each. */
  plan(words: string, strikes: readonly (FaultName | Strike)[]): void
  /** How many strikes of a plan have not been met. */
  left(words: string): number
  /** Forgets what has not struck. */
  clear(): void
  /** Refuses connections and ends those that there are, until it listens again. */
  refuse(): Promise<void>
  /** Takes connections again, at the same URL. */
  listen(): Promise<void>
  /** Resolves when nothing is on its way to a server or back. */
  quiet(): Promise<void>
  close(): Promise<void>
}

/** Starts a proxy that passes on everything. */
export async function startFaultyProxy(targets: readonly string[]): Promise<FaultyProxy> {
  const plans = new Map<string, Strike[]>()
  const requests: ProxiedRequest[] = []
  const underWay = new Set<Promise<unknown>>()
  const sockets = new Set<Socket>()
  let turn = 0

  const follow = (socket: Socket) => {
    sockets.add(socket)
    // What is wrong with a connection is told by its end.
    socket.on("error", () => {})
    return new Promise<void>((resolve) => {
      socket.once("close", () => {
        sockets.delete(socket)
        resolve()
      })
    })
  }
  const takeStrike = (request: Buffer): Strike => {
    const plan = [...plans].find(([words, left]) => left.length > 0 && request.includes(words))
    return plan?.[1].shift() ?? passOn
  }
  const send = async (
    request: Buffer,
    write: (server: Socket) => void,
    hear: (chunk: Buffer) => void = () => {},
  ): Promise<Buffer> => {
    const { port, hostname } = new URL(proxy.targets[turn++ % proxy.targets.length] ?? "")
    const server = connect(Number(port), hostname)
    const closed = follow(server)
    let answer = Buffer.alloc(0)
    let refused = true
    server.once("connect", () => {
      refused = false
      write(server)
    })
    server.on("data", (chunk) => {
      answer = Buffer.concat([answer, chunk])
      hear(chunk)
      if (messageLength(answer) !== undefined) server.destroy()
    })
    await closed
    if (!refused) return answer
    // What a load balancer says of an instance that is gone.
    const bad = gatewayAnswer(502, request)
    hear(bad)
    return bad
  }

  const serveClient = (client: Socket) => {
    const clientGone = follow(client)
    let received = Buffer.alloc(0)
    let place = 0
    let busy = false
    const next = async () => {
      const length = messageLength(received)
      if (busy || length === undefined) return
      busy = true
      const request = received.subarray(0, length)
      received = received.subarray(length)
      requests.push({ bytes: request, place: place++ })
      const exchange = takeStrike(request)({
        request,
        client,
        clientGone,
        forward: (write = (server) => server.write(request)) => send(request, write),
        passThrough: async () => {
          const write = (server: Socket) => {
            server.write(request)
            void clientGone.then(() => server.destroy())
          }
          const answer = await send(request, write, (chunk) => client.write(chunk))
          if (messageLength(answer) === undefined) client.end()
        },
        reply: (answer) => {
          if (messageLength(answer) === undefined) client.end(answer)
          else client.write(answer)
        },
      })
      underWay.add(exchange)
      await exchange.finally(() => underWay.delete(exchange))
      busy = false
      void next()
    }
    client.on("data", (chunk) => {
      received = Buffer.concat([received, chunk])
      void next()
    })
    // Whoever half-closes a connection may wait for an answer still; nobody here does.
    client.on("end", () => client.end())
  }

  let server: Server
  const listen = async (port: number) => {
    server = createServer({ allowHalfOpen: true }, serveClient).listen(port, "127.0.0.1")
    await once(server, "listening")
    return (server.address() as AddressInfo).port
  }
  const end = async () => {
    const closed = once(server, "close")
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const port = await listen(0)
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${port}`,
    targets,
    requests,
    plan: (words, strikes) => {
      plans.set(
        words,
        strikes.map((strike) => (typeof strike === "string" ? faults[strike] : strike)),
      )
    },
    left: (words) => plans.get(words)?.length ?? 0,
    clear: () => plans.clear(),
    refuse: end,
    listen: async () => void (await listen(port)),
    quiet: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
    close: end,
  }
  return proxy
}
