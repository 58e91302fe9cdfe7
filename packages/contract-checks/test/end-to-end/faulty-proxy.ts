import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { faults, noFault, type FaultName, type FaultHandler } from "./faults.ts"
import { gatewayResponse, messageLength } from "./http-message.ts"

/** A request as a client sent it. */
export interface ProxiedRequest {
  readonly bytes: Buffer
  /** The number of earlier requests on the same connection. */
  readonly position: number
}

/** A proxy that injects faults. */
export interface FaultyProxy {
  readonly url: string
  /** The origins that receive the requests, in turn. */
  targets: readonly string[]
  /** Every complete request so far, oldest first. */
  readonly requests: readonly ProxiedRequest[]
  /** Plans one fault for each of the next requests whose bytes contain the marker. */
  plan(marker: string, planned: readonly (FaultName | FaultHandler)[]): void
  /** Counts the planned faults that are left. */
  countPlanned(marker: string): number
  /** Cancels the planned faults. */
  clear(): void
  /** Closes the port and all connections, until `listen` is called. */
  stopListening(): Promise<void>
  /** Accepts connections again, at the same URL. */
  listen(): Promise<void>
  /** Resolves when no request is in progress. */
  waitUntilIdle(): Promise<void>
  close(): Promise<void>
}

/** Starts a proxy without planned faults. */
export async function startFaultyProxy(targets: readonly string[]): Promise<FaultyProxy> {
  const plans = new Map<string, FaultHandler[]>()
  const requests: ProxiedRequest[] = []
  const inProgress = new Set<Promise<unknown>>()
  const sockets = new Set<Socket>()
  let turn = 0

  const track = (socket: Socket) => {
    sockets.add(socket)
    // A failed connection closes.
    socket.on("error", () => {})
    return new Promise<void>((resolve) => {
      socket.once("close", () => {
        sockets.delete(socket)
        resolve()
      })
    })
  }
  const takeFault = (request: Buffer): FaultHandler => {
    const plan = [...plans].find(
      ([marker, countPlanned]) => countPlanned.length > 0 && request.includes(marker),
    )
    return plan?.[1].shift() ?? noFault
  }
  const send = async (
    request: Buffer,
    write: (server: Socket) => void,
    onData: (chunk: Buffer) => void = () => {},
  ): Promise<Buffer> => {
    const { port, hostname } = new URL(proxy.targets[turn++ % proxy.targets.length] ?? "")
    const server = connect(Number(port), hostname)
    const closed = track(server)
    let response = Buffer.alloc(0)
    let isConnected = false
    server.once("connect", () => {
      isConnected = true
      write(server)
    })
    server.on("data", (chunk) => {
      response = Buffer.concat([response, chunk])
      onData(chunk)
      if (messageLength(response) !== undefined) server.destroy()
    })
    await closed
    if (isConnected) return response
    // As a load balancer responds for an instance that does not listen.
    const bad = gatewayResponse(502, request)
    onData(bad)
    return bad
  }

  const serveClient = (client: Socket) => {
    const clientClosed = track(client)
    let received = Buffer.alloc(0)
    let position = 0
    let busy = false
    const next = async () => {
      const length = messageLength(received)
      if (busy || length === undefined) return
      busy = true
      const request = received.subarray(0, length)
      received = received.subarray(length)
      requests.push({ bytes: request, position: position++ })
      const exchange = takeFault(request)({
        request,
        client,
        clientClosed,
        forward: (write = (server) => server.write(request)) => send(request, write),
        passThrough: async () => {
          const write = (server: Socket) => {
            server.write(request)
            void clientClosed.then(() => server.destroy())
          }
          const response = await send(request, write, (chunk) => client.write(chunk))
          if (messageLength(response) === undefined) client.end()
        },
        respond: (response) => {
          if (messageLength(response) === undefined) client.end(response)
          else client.write(response)
        },
      })
      inProgress.add(exchange)
      await exchange.finally(() => inProgress.delete(exchange))
      busy = false
      void next()
    }
    client.on("data", (chunk) => {
      received = Buffer.concat([received, chunk])
      void next()
    })
    // A client that half-closes a connection here expects no response.
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
    plan: (marker, planned) => {
      plans.set(
        marker,
        planned.map((fault) => (typeof fault === "string" ? faults[fault] : fault)),
      )
    },
    countPlanned: (marker) => plans.get(marker)?.length ?? 0,
    clear: () => plans.clear(),
    stopListening: end,
    listen: async () => void (await listen(port)),
    waitUntilIdle: async () => {
      while (inProgress.size > 0) await Promise.allSettled(inProgress)
    },
    close: end,
  }
  return proxy
}
