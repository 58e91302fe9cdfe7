import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { handleControl } from "../control-api.ts"
import { createMockFetch, type MockFetch } from "../mock-fetch.ts"

/** Listen address of a mock. */
export interface ListenOptions {
  /** Port; 0 selects a free port. */
  readonly port: number
  readonly host: string
}

/** A mock that is listening. */
export interface ListeningMock {
  /** The base URL, without a trailing slash. */
  readonly url: string
  /** Closes every connection. Resolves when the port is free. */
  close(this: void): Promise<void>
}

/** Serves a new mock and its control API over HTTP. Rejects if the port cannot be bound. */
export async function listen({ port, host }: ListenOptions): Promise<ListeningMock> {
  const mock = createMockFetch()
  const server = createServer((incoming, outgoing) => void serve(mock, incoming, outgoing))
  server.listen(port, host)
  await once(server, "listening")
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(
  mock: MockFetch,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // The scenario `loading` ends when the client closes the connection.
  const gone = new AbortController()
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  try {
    const request = await toRequest(incoming, gone.signal)
    const response = (await handleControl(mock, request)) ?? (await mock(request))
    outgoing.statusCode = response.status
    outgoing.setHeaders(response.headers)
    outgoing.end(await response.text())
  } catch {
    // A network error of the scenario, or a request that fetch cannot represent.
    incoming.socket.resetAndDestroy()
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const bytes = Buffer.concat((await incoming.toArray()) as Buffer[])
  const { method = "GET", url = "/", headersDistinct } = incoming
  const headers = Object.entries(headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  )
  const body = ["GET", "HEAD"].includes(method) ? null : bytes
  return new Request(`http://mock${url}`, { method, headers, body, signal })
}
