import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"
import { onTestFinished } from "vitest"

/** A way to a server on which an answer can be lost. */
export interface DroppingProxy {
  readonly port: number
  /** The next answer is lost with its connection, after the server has done what was asked. */
  loseNextAnswer(): void
}

/** Stands between a client and a server on this machine, until the end of the test. */
export async function startDroppingProxy(serverPort: number): Promise<DroppingProxy> {
  let losing = false
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
      if (!losing) return client.write(chunk)
      losing = false
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
    loseNextAnswer: () => {
      losing = true
    },
  }
}
