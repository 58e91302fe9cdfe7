import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { isConnectionReset } from "./apply-fault.ts"
import { control } from "./control.ts"
import type { JunctionSimulator } from "./junction-simulator.ts"

/** Where to listen. */
export interface ListenOptions {
  /** Any free one when absent or 0. */
  readonly port?: number
  /** 127.0.0.1 when absent. */
  readonly host?: string
}

/** A simulator that listens. */
export interface SimulatorListener {
  /** Without a trailing slash. */
  readonly url: string
  readonly port: number
  /** Ends every connection, hanging ones and those to a webhook's target included; resolves when the port is free. */
  close(this: void): Promise<void>
}

/**
 * Puts a simulator behind node:http, where its faults happen to the connection itself: a reset is a TCP reset, a stalled
 * body stalls. Serves `/__simulator/` as well (see `control`). Rejects when the port cannot be had.
 */
export async function listen(
  simulator: JunctionSimulator,
  { port = 0, host = "127.0.0.1" }: ListenOptions = {},
): Promise<SimulatorListener> {
  const server = createServer((incoming, outgoing) => void serve(simulator, incoming, outgoing))
  server.listen(port, host)
  await once(server, "listening")
  const bound = (server.address() as AddressInfo).port
  const ticking = setInterval(() => catchUp(simulator), 1000)
  catchUp(simulator)
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    async close() {
      clearInterval(ticking)
      simulator.abortWebhooks()
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function catchUp(simulator: JunctionSimulator): void {
  try {
    simulator.catchUp()
  } catch {
    // A change that could not be kept: the next request tries to again, and tells its caller when it fails.
  }
}

async function serve(
  simulator: JunctionSimulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // A caller who hangs up, or a listener that closes, settles what would hang for ever.
  const gone = new AbortController()
  outgoing.once("close", () => gone.abort())
  try {
    const request = await toRequest(incoming, gone.signal)
    const response = (await control(simulator, request)) ?? (await simulator.fetch(request))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    for await (const chunk of response.body ?? []) outgoing.write(chunk)
    outgoing.end()
  } catch (error) {
    if (isConnectionReset(error)) incoming.socket.resetAndDestroy()
    else if (gone.signal.aborted || outgoing.headersSent) incoming.socket.destroy()
    else outgoing.writeHead(500).end(`The simulator itself failed: ${String(error)}`)
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
  const { method = "GET", url = "/", headersDistinct } = incoming
  const headers = Object.entries(headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  )
  const body = ["GET", "HEAD"].includes(method) ? null : Buffer.concat(chunks)
  return new Request(`http://simulator${url}`, {
    method,
    headers,
    body,
    signal,
  })
}
