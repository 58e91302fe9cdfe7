import { once } from "node:events"
import { connect, createServer, type AddressInfo } from "node:net"
import {
  createJunctionSimulator,
  listen,
  type Fault,
  type JunctionSimulator,
} from "@loop-health/integrations-simulator"
import { pause } from "./shared-time.ts"

/** What happens to one `POST /v3/order`: a fault of the simulator's, or a middlebox that sends the request twice. */
export type OrderFault = Fault | { readonly name: "duplicate"; readonly afterMs: number }

/** Junction behind a socket, with its faults in order. */
export interface JunctionUpstream {
  readonly url: string
  /** Where nobody listens. */
  readonly refusingUrl: string
  /** The simulator of this round. */
  readonly simulator: JunctionSimulator
  /** How many faults have struck since the start. */
  readonly struck: number
  /** Begins with an empty Junction. */
  reset(): void
  /** The next sends of an order meet these, one each; the other calls meet theirs. */
  plan(orderFaults: readonly OrderFault[], otherFaults: readonly Fault[]): void
  /** Forgets what has not struck, and resolves when Junction executes nothing more. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Starts Junction on a free port. */
export async function startJunction(now: () => number): Promise<JunctionUpstream> {
  let simulator = createJunctionSimulator({ now })
  let orderFaults: OrderFault[] = []
  let struck = 0
  let executing: Promise<unknown>[] = []
  let turn: Promise<unknown> = Promise.resolve()

  /** One after the other as far as the fault, so that each fault strikes the request that it was planned for. */
  const execute = (request: Request, fault?: Fault): Promise<Response> => {
    const entered = turn.then(async () => {
      const { journal } = simulator
      const seen = journal.length
      if (fault !== undefined) simulator.fault(fault)
      const answer = simulator.fetch(request)
      answer.catch(() => undefined)
      while (journal.length === seen && !request.signal.aborted) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      return { answer }
    })
    turn = entered
    return entered.then(({ answer }) => answer)
  }

  const answerOrder = async (request: Request): Promise<Response> => {
    const fault = orderFaults.shift()
    if (fault === undefined) return execute(request)
    struck += 1
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
        ? answerOrder(request)
        : simulator.fetch(request),
  })
  const refusing = await holdRefusingPort()
  const upstream: JunctionUpstream = {
    url: listener.url,
    refusingUrl: refusing.url,
    get simulator() {
      return simulator
    },
    get struck() {
      return (
        struck + simulator.journal.filter(({ fault, path }) => fault && path !== "/v3/order").length
      )
    },
    reset() {
      struck = upstream.struck
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
      refusing.release()
      await listener.close()
    },
  }
  return upstream
}

/** A port that is taken and has no listener: the near end of a connection. */
async function holdRefusingPort(): Promise<{ readonly url: string; readonly release: () => void }> {
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
