import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"
import { onTestFinished } from "vitest"

/** A proxy that can drop a response. */
export interface DroppingProxy {
  readonly port: number
  /** Drops the next response and its connection, after the server has done its work. */
  dropNextResponse(): void
}

/** Starts a proxy to a server on this machine until the test ends. */
export async function startDroppingProxy(serverPort: number): Promise<DroppingProxy> {
  let dropping = false
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(serverPort, "127.0.0.1")
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.on("data", (chunk) => server.write(chunk))
    server.on("data", (chunk) => {
      if (!dropping) return client.write(chunk)
      dropping = false
      return client.destroy()
    })
  })
  proxy.listen(0, "127.0.0.1")
  await once(proxy, "listening")
  onTestFinished(async () => {
    proxy.close()
    for (const socket of sockets) socket.destroy()
    await once(proxy, "close")
  })
  return {
    port: (proxy.address() as AddressInfo).port,
    dropNextResponse: () => {
      dropping = true
    },
  }
}
