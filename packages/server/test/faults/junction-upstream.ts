import { once } from "node:events"
import { connect, createServer, type AddressInfo } from "node:net"
import {
  createJunctionSimulator,
  listen,
  type Fault,
  type JunctionSimulator,
} from "@loop-health/integrations-simulator"
import { pause } from "./shared-time.ts"

/**
 * A fault of one `POST /v3/order`: a fault of the simulator, or a proxy that sends the request
 * twice.
 */
export type OrderFault = Fault | { readonly name: "duplicate"; readonly afterMs: number }

/** Junction behind a socket, with planned faults. */
export interface JunctionUpstream {
  readonly url: string
  /** A URL at which nothing listens. */
  readonly closedUrl: string
  /** The simulator of this round. */
  readonly simulator: JunctionSimulator
  /** Number of faults injected since the start. */
  readonly faultsInjected: number
  /** Removes all orders. */
  reset(): void
  /** Plans one fault for each of the next orders, and the faults of other calls. */
  plan(orderFaults: readonly OrderFault[], otherFaults: readonly Fault[]): void
  /** Cancels planned faults, and resolves when no request is in progress. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Starts Junction on a free port. */
export async function startJunction(now: () => number): Promise<JunctionUpstream> {
  let simulator = createJunctionSimulator({ now })
  let orderFaults: OrderFault[] = []
  let injected = 0
  let executing: Promise<unknown>[] = []
  let turn: Promise<unknown> = Promise.resolve()

  /** Starts requests one after the other, so that each gets the fault planned for it. */
  const execute = (request: Request, fault?: Fault): Promise<Response> => {
    const entered = turn.then(async () => {
      const { journal } = simulator
      const seen = journal.length
      if (fault !== undefined) simulator.fault(fault)
      const response = simulator.fetch(request)
      response.catch(() => undefined)
      while (journal.length === seen && !request.signal.aborted) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      return { response }
    })
    turn = entered
    return entered.then(({ response }) => response)
  }

  const respondToOrder = async (request: Request): Promise<Response> => {
    const fault = orderFaults.shift()
    if (fault === undefined) return execute(request)
    injected += 1
    if (fault.name !== "duplicate") {
      const late = "ms" in fault ? (fault.ms ?? 0) : 0
      executing.push(pause(late + 5))
      return execute(request, fault)
    }
    const again = new Request(request.clone(), { signal: null })
    executing.push(
      pause(fault.afterMs)
        .then(() => execute(again))
        .catch(() => undefined),
    )
    return execute(request)
  }

  const listener = await listen({
    ...simulator,
    catchUp: () => simulator.catchUp(),
    fetch: (request) =>
      request.method === "POST" && new URL(request.url).pathname === "/v3/order"
        ? respondToOrder(request)
        : simulator.fetch(request),
  })
  const closedPort = await reserveClosedPort()
  const upstream: JunctionUpstream = {
    url: listener.url,
    closedUrl: closedPort.url,
    get simulator() {
      return simulator
    },
    get faultsInjected() {
      return (
        injected +
        simulator.journal.filter(({ fault, path }) => fault && path !== "/v3/order").length
      )
    },
    reset() {
      injected = upstream.faultsInjected
      simulator = createJunctionSimulator({ now })
      executing = []
    },
    plan(forOrders, forOthers) {
      orderFaults = [...forOrders]
      simulator.fault(forOthers)
    },
    async settle() {
      orderFaults = []
      simulator.clearFaults()
      await Promise.all(executing)
    },
    async close() {
      closedPort.release()
      await listener.close()
    },
  }
  return upstream
}

/** Reserves a port without a listener: the local port of a connection. */
async function reserveClosedPort(): Promise<{
  readonly url: string
  readonly release: () => void
}> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const connection = connect(port, "127.0.0.1")
  await once(connection, "connect")
  return {
    url: `http://127.0.0.1:${connection.localPort}/`,
    release: () => {
      connection.destroy()
      server.close()
    },
  }
}
