import { randomUUID } from "node:crypto"
import { connect, type Socket } from "node:net"
import { aLabOrder } from "../test/support/a-lab-order.ts"

const connections = 64
const body = JSON.stringify(aLabOrder())

/**
 * Orders for so many milliseconds, each time under a new key and as soon as the connection has the answer to the order
 * before; resolves to how many there were. Writes and reads bytes itself: an HTTP client would cost more than the servers that it is to keep busy.
 * Rejects when an answer is not 201.
 */
export async function postOrders(
  url: string,
  tokens: readonly string[],
  milliseconds: number,
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
      let answer = ""
      const goOn = () => {
        if (performance.now() >= end) resolve()
        else send(socket)
      }
      socket.setEncoding("latin1").setNoDelay().once("error", reject)
      socket.on("data", (piece: string) => {
        answer += piece
        if (!isWhole(answer)) return
        if (!answer.startsWith("HTTP/1.1 201 ")) reject(new Error(`not placed: ${answer}`))
        answer = ""
        goOn()
      })
      goOn()
    })
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname))
  try {
    await Promise.all(sockets.map(orderOn))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  return requests
}

function isWhole(answer: string): boolean {
  const headEnds = answer.indexOf("\r\n\r\n")
  if (headEnds === -1) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1]
  return answer.length >= headEnds + 4 + Number(length)
}
