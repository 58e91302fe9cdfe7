import { randomUUID } from "node:crypto"
import { connect, type Socket } from "node:net"
import { aLabOrder } from "../test/support/a-lab-order.ts"

const connections = 64
const body = JSON.stringify(aLabOrder())

/**
 * Sends orders for the given milliseconds and returns their number. Each order has a new key, and
 * each connection sends the next order after the response. `onResponse` gets the time of each
 * response in milliseconds. Rejects if a response is not 201.
 *
 * Writes and reads bytes itself, because an HTTP client would need more CPU than the measured
 * servers.
 */
export async function postOrders(
  url: string,
  tokens: readonly string[],
  milliseconds: number,
  onResponse: (milliseconds: number) => void = () => {},
): Promise<number> {
  const end = performance.now() + milliseconds
  const { hostname, port } = new URL(url)
  let requests = 0
  const send = (socket: Socket) => {
    requests += 1
    const lines = [
      "POST /v1/labs/orders HTTP/1.1",
      `host: ${hostname}`,
      `authorization: Bearer ${tokens[requests % tokens.length]}`,
      "content-type: application/json",
      `idempotency-key: ${randomUUID()}`,
      `content-length: ${Buffer.byteLength(body)}`,
    ]
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`)
  }
  const orderOn = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let response = ""
      let sentAt = 0
      const sendNext = () => {
        sentAt = performance.now()
        if (sentAt >= end) resolve()
        else send(socket)
      }
      socket.setEncoding("latin1").setNoDelay().once("error", reject)
      socket.on("data", (chunk: string) => {
        response += chunk
        if (!isComplete(response)) return
        if (!response.startsWith("HTTP/1.1 201 ")) {
          reject(new Error(`The server did not place the order: ${response}`))
        }
        response = ""
        onResponse(performance.now() - sentAt)
        sendNext()
      })
      sendNext()
    })
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname))
  try {
    await Promise.all(sockets.map(orderOn))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  return requests
}

function isComplete(response: string): boolean {
  const headEnd = response.indexOf("\r\n\r\n")
  if (headEnd === -1) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(response)?.[1]
  return response.length >= headEnd + 4 + Number(length)
}
