import { connect } from "node:net"
import { onTestFinished } from "vitest"
import {
  createHandler,
  createMemoryLedger,
  ServiceError,
  type HandlerOptions,
  type Lab,
  type LogEntry,
} from "../../src/index.ts"
import { createHashing, serve, type ServeOptions } from "../../src/node/index.ts"
import { aLabOrder, noOrders } from "./a-lab-order.ts"

/** Serves the handler on a free port, with a lab that places whatever it gets and takes the token `good`. */
export async function startServer(
  options: Partial<ServeOptions> = {},
  handlerOptions: Partial<HandlerOptions> = {},
) {
  const { handler, logs, placed } = createTestHandler(handlerOptions)
  const server = await serve(handler, { port: 0, ...options })
  onTestFinished(() => server.close())
  return { ...server, handler, logs, placed }
}

/** The handler without a port, what it logged, and the ids of the orders that its lab placed. */
export function createTestHandler(options: Partial<HandlerOptions> = {}) {
  const logs: LogEntry[] = []
  const placed: string[] = []
  const handler = createHandler({
    ledger: createMemoryLedger(),
    hashing: createHashing(new Uint8Array(32)),
    verifyToken: async (token) => {
      if (token !== "good") throw new ServiceError("unauthenticated", "not good")
      return { brandId: "brand_a", userId: "user_a", scopes: [] }
    },
    lab: {
      ...noOrders,
      phoneRequired: false,
      place: async ({ orderId }) => {
        placed.push(orderId)
        return { kind: "placed", placed: { junctionOrderId: `at-${orderId}`, status: "received" } }
      },
    },
    log: (entry) => logs.push(entry),
    ...options,
  })
  return { handler, logs, placed }
}

/** A lab that places an order when it is told to, and not before. */
export function aSlowLab() {
  let place = (): void => {}
  const told = new Promise<void>((resolve) => (place = resolve))
  const placing = { begun: false }
  const lab: Lab = {
    ...noOrders,
    phoneRequired: false,
    place: async () => {
      placing.begun = true
      await told
      return { kind: "placed", placed: { junctionOrderId: "at-junction", status: "received" } }
    },
  }
  return { lab, placing, place }
}

/** A good order as JSON. */
export const orderText = JSON.stringify(aLabOrder())

/** The head of a good request, up to and with its empty line; a header of `undefined` is left out. */
export function head(
  headers: Readonly<Record<string, string | undefined>> = {},
  requestLine = "POST /v1/labs/orders HTTP/1.1",
): string {
  const lines = Object.entries({
    host: "localhost",
    authorization: "Bearer good",
    "content-type": "application/json",
    "idempotency-key": "raw",
    ...headers,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]))
  return `${requestLine}\r\n${lines.join("")}\r\n`
}

/** A good request, whole. */
export function request(
  headers: Readonly<Record<string, string | undefined>> = {},
  requestLine?: string,
): string {
  return head({ "content-length": String(orderText.length), ...headers }, requestLine) + orderText
}

/** One answer on a connection. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Opens a connection, to write whatever one likes. */
export async function openConnection(url: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setNoDelay().setEncoding("latin1")
  onTestFinished(() => void socket.destroy())
  let text = ""
  const errors: string[] = []
  socket.on("data", (piece: string) => (text += piece))
  socket.on("error", (error: NodeJS.ErrnoException) => errors.push(error.code ?? error.message))
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()))
  await new Promise<void>((resolve) => socket.once("connect", resolve))
  return {
    socket,
    /** Writes, and resolves when it has left. */
    write: (piece: string) =>
      new Promise<void>((resolve) => socket.write(piece, "latin1", () => resolve())),
    /** Everything that came. */
    text: () => text,
    /** What came, as answers; an incomplete one is none. */
    answers: () => toAnswers(text),
    /** Resolves when the connection is closed, by whomever. */
    closed,
    /** What the network said, such as `ECONNRESET`. */
    errors,
  }
}

/** Writes one text on a connection of its own, and reads until the other end closes it. */
export async function exchange(url: string, text: string): Promise<readonly RawAnswer[]> {
  const connection = await openConnection(url)
  await connection.write(text)
  await connection.closed
  return connection.answers()
}

function toAnswers(text: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = text
  for (;;) {
    const end = rest.indexOf("\r\n\r\n")
    if (end === -1) return answers
    const [statusLine = "", ...lines] = rest.slice(0, end).split("\r\n")
    const headers = Object.fromEntries(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":")
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
    )
    const length = Number(headers["content-length"] ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    if (body.length < length) return answers
    answers.push({ status: Number(statusLine.split(" ")[1]), headers, body })
    rest = rest.slice(end + 4 + length)
  }
}
