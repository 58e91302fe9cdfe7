import { connect } from "node:net"
import { onTestFinished } from "vitest"
import { aLabOrder } from "./a-lab-order.ts"

/** A valid order as JSON. */
export const orderText = JSON.stringify(aLabOrder())

/**
 * Returns the head of a valid request, with its empty line. A header of `undefined` is left out.
 */
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

/** Returns a valid request with its body. */
export function request(
  headers: Readonly<Record<string, string | undefined>> = {},
  requestLine?: string,
): string {
  return head({ "content-length": String(orderText.length), ...headers }, requestLine) + orderText
}

/** A response, as read from a connection. */
export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Opens a connection to write arbitrary bytes to. */
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
    /** Resolves when the text has been sent. */
    write: (piece: string) =>
      new Promise<void>((resolve) => socket.write(piece, "latin1", () => resolve())),
    /** Returns everything that has arrived. */
    text: () => text,
    /** Returns the complete responses that have arrived. */
    responses: () => parseResponses(text),
    /** Resolves when either side has closed the connection. */
    closed,
    /** The codes of network errors, such as `ECONNRESET`. */
    errors,
  }
}

/** Writes a text to a new connection and reads until the server closes it. */
export async function exchange(url: string, text: string): Promise<readonly RawResponse[]> {
  const connection = await openConnection(url)
  await connection.write(text)
  await connection.closed
  return connection.responses()
}

function parseResponses(text: string): RawResponse[] {
  const responses: RawResponse[] = []
  let rest = text
  for (;;) {
    const end = rest.indexOf("\r\n\r\n")
    if (end === -1) return responses
    const [statusLine = "", ...lines] = rest.slice(0, end).split("\r\n")
    const headers = Object.fromEntries(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":")
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
    )
    const length = Number(headers["content-length"] ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    if (body.length < length) return responses
    responses.push({ status: Number(statusLine.split(" ")[1]), headers, body })
    rest = rest.slice(end + 4 + length)
  }
}
